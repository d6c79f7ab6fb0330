r"""Maths in Markdown: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, in a line and as blocks of several lines.

The rules are pandoc's: no space inside the dollars, and no digit behind the closing one, so that
"$5 and $6" stays text. What stands between the marks is left as it is, backslashes too.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_INLINE = (
    ("$$", re.compile(r"\$\$(?!\$)((?:[^\\$]|\\.|\$(?!\$))+?)\$\$", re.DOTALL), "math_display"),
    ("$", re.compile(r"\$(?![\s$])((?:[^\\$]|\\.)+?)(?<!\s)\$(?!\d)", re.DOTALL), "math_inline"),
    ("\\(", re.compile(r"\\\((.+?)\\\)", re.DOTALL), "math_inline"),
    ("\\[", re.compile(r"\\\[(.+?)\\\]", re.DOTALL), "math_display"),
)
_CLOSING = {"$$": "$$", "\\[": "\\]"}


def use(parser: "MarkdownIt") -> None:
    """Adds the rules to a parser: tokens `math_inline` and `math_display`, `markup` is the opening mark."""
    parser.inline.ruler.before("escape", "maths", _inline)
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "maths_block", _block, {"alt": ends})


def _inline(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    for mark, pattern, kind in _INLINE:
        if not state.src.startswith(mark, state.pos):
            continue
        if mark == "$" and state.pos and state.src[state.pos - 1].isalnum():
            return False
        found = pattern.match(state.src, state.pos, state.posMax)
        if found is None or not found[1].strip():
            return False
        if not silent:
            token = state.push(kind, "math", 0)
            token.markup, token.content = mark, found[1]
        state.pos = found.end()
        return True
    return False


def _block(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Lines from an opening mark at a line's start to the closing one at a line's end, or to a blank line."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    mark = first[:2]
    if mark not in _CLOSING:
        return False
    last = _last_line(state, start, end, first)
    if last is None:
        return False
    if silent:
        return True
    source = state.getLines(start, last + 1, state.blkIndent, False).strip()
    token = state.push("math_display", "math", 0)
    token.block, token.markup, token.map = True, mark, [start, last + 1]
    is_closed = len(source) > 3 and source.endswith(_CLOSING[mark])
    token.content = source[2:-2] if is_closed else source[2:]
    token.meta = {"open": not is_closed}
    state.line = last + 1
    return True


def _last_line(state: "StateBlock", start: int, end: int, first: str) -> int | None:
    """The line with the closing mark. None if there is none before a blank line, or text stands behind it."""
    closing = _CLOSING[first[:2]]
    if closing in first[2:]:
        return start if first.endswith(closing) and first.index(closing, 2) == len(first) - 2 else None
    for line in range(start + 1, end):
        begin = state.bMarks[line] + state.tShift[line]
        text = state.src[begin : state.eMarks[line]].rstrip()
        if not text or state.sCount[line] < state.blkIndent:
            return None
        if closing in text:
            return line if text.index(closing) == len(text) - 2 else None
    # Text that still grows may bring the mark.
    return end - 1 if state.env.get("open") and end == state.lineMax else None
