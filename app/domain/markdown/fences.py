"""Fenced code on the top level: its opening, its closing line, and the code between."""

import re

from app.domain.markdown.context import Context
from app.domain.markdown.parser import plain_breaks

OPENING = re.compile(r"( {0,3})(`{3,}(?=[^`\n]*$)|~{3,})[ \t]*([^\s`]*)")


def closes(line: str, opening: str) -> bool:
    """Whether a line ends the fence that `opening` has begun."""
    found = OPENING.match(opening)
    if found is None:
        return False
    line = plain_breaks(line)
    mark, stripped = found[2], line.strip()
    indent = len(line) - len(line.lstrip(" "))
    return indent <= 3 and len(stripped) >= len(mark) and set(stripped) == {mark[0]}


def may_close(partial: str, opening: str) -> bool:
    """Whether a line that has only begun may become the end."""
    found = OPENING.match(opening)
    stripped = partial.strip()
    if found is None or not stripped:
        return False
    return set(stripped) == {found[2][0]} and len(partial) - len(partial.lstrip(" ")) <= 3


def code_of(source: str, context: Context, *, is_open: bool) -> str:
    """The code in a segment of a fence; `context.leaf` is empty in the first one."""
    lines = plain_breaks(source).split("\n")
    is_first = not context.leaf
    opening = lines.pop(0) if is_first else context.opening
    if not lines:
        return ""
    last = lines.pop()
    if is_open and may_close(last, opening):
        last = ""  # a fence that has only begun is not shown as code for a moment
    if last:
        lines.append(last)
    if lines and closes(lines[-1], opening) and not (context.is_inline and len(lines) == 1):
        lines.pop()
    indent = len(opening) - len(opening.lstrip(" "))
    if indent:
        lines = [line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in lines]
    return "\n".join(lines)
