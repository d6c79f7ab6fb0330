"""How text becomes documents: type, Markdown, colours of code."""
