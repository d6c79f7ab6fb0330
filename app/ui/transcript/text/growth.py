"""Text that grows at its end: when the new letters only go on in the last word or sentence.

Most of what streams is such text. It is inserted, where all else is parsed and written anew.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.markdown.blocks import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_PLAIN = r"\w ,.?!'\"’“”…—–-"
"""Behind a letter of the same line, none of these changes what stands before it."""
_ONLY_PLAIN = re.compile(f"[{_PLAIN}]*")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]))*[ \t]*")
_LETTER = re.compile(r"[^\W\d_]")
_CLOSING = frozenset("*_~`$)]")
"""What can stand before plain text without being seen."""
_MAYBE_LINK = re.compile(r"[@/:]|www\.|\w\.\w", re.IGNORECASE)


def ends_plainly(block: Block, tokens: "Sequence[Token]") -> bool:
    """Whether the source ends in plain text, inside no mark, and its tokens end in the same text."""
    last = len(tokens) - 1
    while last >= 0 and tokens[last].type in ("paragraph_close", "list_item_close", *_CLOSED):
        last -= 1
    if last < 0 or tokens[last].type != "inline" or not tokens[last].children:
        return False
    source = block.context.head() + block.source
    place, children = tokens[last].map, tokens[last].children
    if not children or place is None or place[1] < source.rstrip("\n").count("\n") + 1:
        return False
    text = children[-1]
    line = source.rpartition("\n")[2].rstrip(" ")
    line = line[len(_match(_PREFIX, line)) :]
    if text.type != "text" or text.level or not _LETTER.search(line):
        return False
    length = len(_match(_ONLY_PLAIN, line[::-1]))
    before, run = line[: len(line) - length][-1:], line[len(line) - length :]
    if not run or not text.content.endswith(run.lstrip()):
        return False
    return not before or before in _CLOSING or text.content.endswith(before + run)


_CLOSED = ("bullet_list_close", "ordered_list_close", "blockquote_close", "footnote_close")


def appended(old: str, new: str) -> str | None:
    """What to insert behind the text of a source that ends plainly; None if it does more than go on."""
    if not new.startswith(old):
        return None
    more = new[len(old) :]
    word = re.split(r"\s", old)[-1]
    if not _ONLY_PLAIN.fullmatch(more) or _MAYBE_LINK.search(word + more):
        return None
    return new.rstrip(" ")[len(old.rstrip(" ")) :]


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""
