"""What can be told of a line without parsing it."""

import re

from app.domain.markdown.structure import Start

BLANK = " \t\r\n"
"""What a blank line has."""

FIRST_LETTER = re.compile(r"[ \t\d.)>#|*+\-:=_]*(?:(?<=[-+*.)] )\[[ xX]\] +)?[^\W\d_]")
"""A line's beginning, after which it is clear what begins with it."""

_TEXT = re.compile(r"[ \t|]*(?:\d+[^.)\d]|[^\W\d_])")
_ROW = re.compile(r" {0,3}(?:\||[^\W\d_])")
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)]) +(?=[^\W\d_])")
_DIGIT = re.compile(r"\d")
_END_OF_MATHS = re.compile(r"\$\$|\\\]")


def goes_on(line: str, leaf: Start, *, is_below_blank: bool) -> bool:
    """Whether a line that begins like this can only be more of what is open above it."""
    match leaf.type:
        case "paragraph":
            return not is_below_blank and bool(_TEXT.match(line))
        case "table" if not leaf.chain:
            return not is_below_blank and bool(_ROW.match(line))
        case "fence" | "maths" if leaf.is_growing and ">" not in [one.mark for one in leaf.chain]:
            return _is_inside(line, leaf)
    return False


def is_item_below(line: str, above: str) -> bool:
    """Whether both lines begin an item, the second one in the list of the first."""
    marks = [found[0] for text in (above, line) if (found := _ITEM.match(text))]
    return len(marks) == 2 and _DIGIT.sub("0", marks[0]) == _DIGIT.sub("0", marks[1])


def _is_inside(line: str, leaf: Start) -> bool:
    """Whether a line is more of open fence or maths: as far in as the item around it, and not the end."""
    indent = sum(container.width for container in leaf.chain)
    text = line.strip(BLANK)
    is_far_in = len(line) - len(line.lstrip(" ")) >= indent
    if leaf.type == "maths":
        return bool(text) and is_far_in and not _END_OF_MATHS.search(text)
    return not text or (is_far_in and text.strip(leaf.info[0]) != "")
