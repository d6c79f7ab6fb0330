"""Text that grows at its end: when the new letters only go on in the last word or sentence.

Most of what streams is such text. It is inserted, where all else is parsed and written anew.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from app.domain.markdown.blocks import Block, Joint
from app.domain.markdown.context import Context
from app.domain.visible import has_directions
from app.ui.transcript.text.inline import Inline
from app.ui.transcript.text.typography import Typography

if TYPE_CHECKING:
    from markdown_it.token import Token

_PLAIN = r"\w ,.?!'\"’“”…—–-"
"""Behind a letter of the same line, none of these changes what stands before it."""
_ONLY_PLAIN = re.compile(f"[{_PLAIN}]*")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]))*[ \t]*")
_LETTER = re.compile(r"[^\W\d_]")
_CLOSING = frozenset("*_~`$)]")
"""What can stand before plain text without being seen."""
_MARK = re.compile(r"[*_~`$<&\\\[\]|^]|www|://|@")
"""Standing in a text as it is, it may yet find its other half."""
_EASY = {
    "text",
    "code_inline",
    *(f"{mark}_{end}" for mark in ("strong", "em", "s", "link") for end in ("open", "close")),
}
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


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of an open paragraph that can be parsed and written by itself, if more than letters come."""

    start: int
    """Where it begins in the block's source: behind a space, and with no mark open before it."""
    position: int
    """Where it begins in the document."""
    letters: QTextCharFormat
    """Those outside of all marks."""

    def block(self, block: Block) -> Block | None:
        """What it has become, as a block; None where it is more than a part of a line."""
        source = block.source[self.start :]
        if "\n" in source:
            return None
        context = Context(leaf="paragraph", is_inline=True)
        return Block(block.kind, source, Joint.INLINE, is_open=True, context=context)

    def write(self, document: QTextDocument, tokens: "Sequence[Token]", style: Typography) -> bool:
        """Writes its tokens in place of what it was; False, and nothing is done, if it cannot."""
        children = _children(tokens)
        if children is None or any(
            child.type not in _EASY or has_directions(child.content) for child in children
        ):
            return False
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.setPosition(self.position)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        Inline(cursor, style, self.letters).write(children)
        cursor.endEditBlock()
        return True


def tail(block: Block, tokens: "Sequence[Token]", document: QTextDocument, start: int = 0) -> Tail | None:
    """The tail of a block that ends plainly, or of one that begins at `start` of another's source.

    It begins with the last word, if all marks before that are closed: what comes cannot reach behind it.
    """
    source = block.source.rstrip(" ")
    plain = len(_match(_ONLY_PLAIN, source[::-1]))
    word = source.rfind(" ", len(source) - plain) + 1
    children = next(one.children for one in reversed(tokens) if one.type == "inline") or []
    if not word or any(child.type == "text" and _MARK.search(child.content) for child in children):
        return None
    if has_directions(source):
        return None  # how they stand is a matter of all of the line
    length = len(source[word:].encode("utf-16-le", "surrogatepass")) // 2
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    return Tail(start + word, document.characterCount() - 1 - length, cursor.charFormat())


def _children(tokens: "Sequence[Token]") -> "Sequence[Token] | None":
    """What stands in the one paragraph that the tokens are; None if they are anything else."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    return tokens[1].children or []


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""
