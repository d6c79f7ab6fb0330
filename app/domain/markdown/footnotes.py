"""Footnotes: a definition is a small block where it stands; a reference is a token if there is a definition.

Tokens: `footnote_open` and `footnote_close` (block, `meta["label"]`), `footnote_ref` (inline, the label is
its `content`). `env["footnotes"]` holds the labels that are defined.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")

INDENT = 4
"""Columns by which the later lines of a definition are indented."""


def use(parser: "MarkdownIt") -> None:
    parser.block.ruler.before("reference", "footnote", _definition, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "footnote_ref", _reference)


def _definition(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    found = _DEFINITION.match(state.src, begin, state.eMarks[start])
    if found is None:
        return False
    if silent:
        return True
    label = found[1]
    state.env.setdefault("footnotes", {}).setdefault(label, None)
    token = state.push("footnote_open", "aside", 1)
    token.meta, token.map, token.block = {"label": label}, [start, end], True
    kept = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    # What stands behind the mark is the content's first line, at the content's indent.
    state.bMarks[start], state.tShift[start] = found.end(), 0
    state.blkIndent += INDENT
    state.sCount[start] = state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.blkIndent -= INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = kept
    state.line = max(state.line, start + 1)
    token.map = [start, state.line]
    token = state.push("footnote_close", "aside", -1)
    token.meta, token.block = {"label": label}, True
    return True


def _reference(state: "StateInline", silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    if found is None or found[1] not in state.env.get("footnotes", ()):
        return False
    if not silent:
        token = state.push("footnote_ref", "sup", 0)
        token.content, token.meta = found[1], {"label": found[1]}
    state.pos = found.end()
    return True
