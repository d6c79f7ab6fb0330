"""What a reader sees of Markdown, and how a text is fed in pieces."""

import json
from pathlib import Path

from app.domain.markdown.blocks import BlockKind
from app.domain.markdown.splitter import Splitter

CORPUS = Path(__file__).parents[2] / "corpus" / "markdown"


def examples(name):
    return json.loads((CORPUS / f"{name}.json").read_text())


def streamed(text, cuts):
    """The blocks of a text fed in pieces that end at `cuts`, and what it defines."""
    splitter, blocks, start = Splitter(), [], 0
    for cut in [*sorted({cut % (len(text) + 1) for cut in cuts}), len(text)]:
        blocks += splitter.feed(text[start:cut])
        start = cut
    return blocks + splitter.finish(), splitter.references


def visible(tokens):
    """The letters that are read, and where links lead; spaces and breaks left out."""
    words = []
    for token in tokens:
        if token.type in ("fence", "code_block", "math_display"):
            words.append(token.content)
        words += [
            child.attrs.get("href", "") if child.type == "link_open" else child.content
            for child in token.children or ()
        ]
    return "".join("".join(map(str, words)).split())


def seen(blocks, references):
    """The same of a text in blocks."""
    pieces = (
        "".join(block.code.split()) if block.kind is BlockKind.CODE else visible(block.tokens(references))
        for block in blocks
    )
    return "".join(pieces)
