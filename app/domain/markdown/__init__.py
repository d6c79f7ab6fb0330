"""Markdown as it streams: the parser, and how a text is cut into blocks that freeze."""
