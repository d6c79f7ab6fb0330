"""Markdown cut into blocks that are laid out one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.markdown.context import TOP, Context
from app.domain.markdown.fences import code_of
from app.domain.markdown.parser import parse
from app.domain.markdown.references import References, used_labels

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["Block", "BlockKind", "Joint", "References", "parse", "split"]


class BlockKind(StrEnum):
    PROSE = "prose"
    CODE = "code"
    TABLE = "table"
    PLAIN = "plain"


class Joint(StrEnum):
    """How a block stands to the one before it."""

    NONE = "none"
    """It begins a construct of its own."""
    NEXT = "next"
    """It goes on in the same construct: the next item, the next rows, the next lines of code."""
    INLINE = "inline"
    """It goes on in the very line in which the one before ended."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message that is laid out by itself. Joined, the sources give the text again."""

    kind: BlockKind
    source: str
    joint: Joint = Joint.NONE
    language: str = ""
    """CODE: the first word behind the opening fence."""
    is_loose: bool = False
    """NEXT: a blank line stands between it and the block before."""
    is_open: bool = False
    """More of it may come."""
    context: Context = TOP
    """Where it stands; for `tokens` and `code`."""

    @property
    def code(self) -> str:
        """CODE: its lines without the fences. Segments join with a line break for NEXT, bare for INLINE."""
        return code_of(self.source, self.context, is_open=self.is_open)

    def tokens(self, references: References) -> "Sequence[Token]":
        """PROSE, TABLE: what the parser makes of it where it stands.

        A list's number goes on; a table's later rows have no `thead`; an item that began in an earlier block
        has a `hidden` `list_item_open` and gets no mark. While it is open, what has not ended ends here.
        """
        from app.domain.markdown.calm import settled, shown

        source = shown(self.source, self.context) if self.is_open else self.source
        whole = self.context.head() + source
        env = {**references.environment(), "open": self.is_open}
        return self.context.without_head(settled(whole, env) if self.is_open else parse(whole, env))

    def uses(self, labels: frozenset[str]) -> bool:
        """Whether one of these labels stands in it: then its tokens are others once they are defined."""
        return bool(labels) and "[" in self.source and not labels.isdisjoint(used_labels(self.source))


def split(text: str) -> list[Block]:
    """A whole text in blocks."""
    from app.domain.markdown.splitter import Splitter

    splitter = Splitter()
    return splitter.feed(text) + splitter.finish()
