"""Markdown cut into blocks while it streams: what is finished freezes, only the end stays open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


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


class References:
    """What the definitions of a text say, wherever they stand in it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message that is laid out by itself. Joined, the sources give the text again."""

    kind: BlockKind
    source: str
    joint: Joint = Joint.NONE
    language: str = ""
    is_loose: bool = False
    """NEXT: a blank line stands between it and the block before."""
    is_open: bool = False
    """More of it may come."""

    @property
    def code(self) -> str:
        """What stands between the fences, without them."""
        return fence_content(self.source)

    def tokens(self, references: References) -> "Sequence[Token]":
        """What it says, where it stands."""
        return parse(self.source)


_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`\n]*$)|~{3,})[ \t]*([^\s`]*)")


@cache
def markdown() -> "MarkdownIt":
    """The one parser, for cutting and for rendering. Tags in a text are text: `html` is off."""
    # Imported at first use: the window is shown before the first message is.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def parse(source: str) -> "Sequence[Token]":
    return markdown().parse(source)


def fence_content(source: str) -> str:
    """The lines of a fenced block without its fences; the closing one may be missing."""
    lines = source.split("\n")
    opening = _FENCE.match(lines[0])
    body = lines[1:]
    while body and not body[-1].strip():
        body.pop()
    if opening and body and _closes(body[-1], opening[1]):
        body.pop()
    return "\n".join(body)


class Splitter:
    """Takes a text in pieces and tells which blocks are finished.

    Only complete lines decide: a line that has only begun could still become a heading's underline
    or a table. An open fence is not parsed at all, only watched for its end.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        """Complete lines of the open block, each with its newline."""
        self._partial = ""
        self._fence = ""
        """The opening fence's characters while one is open."""
        self._language = ""

    def feed(self, text: str) -> list[Block]:
        """Adds `text`; gives the blocks that are finished with it."""
        first, *rest = text.split("\n")
        self._partial += first
        if not rest:
            return []
        frozen: list[Block] = []
        for part in rest:
            self._lines.append(self._partial + "\n")
            self._partial = part
            if self._fence:
                if _closes(self._lines[-1], self._fence):
                    frozen.append(self._take(len(self._lines)))
            elif opening := _FENCE.match(self._lines[-1].rstrip("\n")):
                frozen.extend(self._open_fence(opening))
        if not self._fence:
            frozen.extend(self._freeze())
        return frozen

    def open_block(self) -> Block | None:
        """What has come since the last finished block; None if that is nothing."""
        source = "".join(self._lines) + self._partial
        if not source:
            return None
        if self._fence:
            return Block(BlockKind.CODE, source, language=self._language)
        return Block(BlockKind.PROSE, source)

    @property
    def is_fence_open(self) -> bool:
        return bool(self._fence)

    def finish(self) -> list[Block]:
        """The rest, cut as if the text ended here."""
        frozen: list[Block] = []
        if not self._fence and self._partial:
            partial, self._partial = self._partial, ""
            self._lines.append(partial)
            if opening := _FENCE.match(partial):
                # A fence that never got its first line is an empty block of code, not a row of backticks.
                frozen = self._open_fence(opening)
            if not self._fence:
                frozen.extend(self._freeze())
        block = self.open_block()
        self._lines, self._partial, self._fence, self._language = [], "", "", ""
        return [*frozen, block] if block else frozen

    def _freeze(self) -> list[Block]:
        """Freezes all top-level blocks but the last, which may still grow."""
        if len(self._lines) < 2:
            return []
        starts = [start for start, _ in _top_level("".join(self._lines))]
        return [self._take(end - start) for start, end in pairwise([0, *starts[1:]])]

    def _open_fence(self, opening: re.Match[str]) -> list[Block]:
        """A fence inside a list belongs to its item; only one on the top level stands alone."""
        found = _top_level("".join(self._lines))
        if not found or found[-1][1] != "fence":
            return []
        frozen = self._freeze()
        self._fence, self._language = opening[1], opening[2]
        return frozen

    def _take(self, count: int) -> Block:
        lines, self._lines = self._lines[:count], self._lines[count:]
        block = Block(BlockKind.CODE if self._fence else BlockKind.PROSE, "".join(lines), language=self._language)
        self._fence = self._language = ""
        return block


def split(text: str) -> list[Block]:
    """A whole text in blocks."""
    splitter = Splitter()
    return splitter.feed(text) + splitter.finish()


def _top_level(source: str) -> list[tuple[int, str]]:
    """Where the top-level blocks of `source` begin, as line numbers, and what they are."""
    from markdown_it.rules_block import StateBlock

    parser = markdown()
    state = StateBlock(source, parser, {}, [])
    # The block pass alone: what stands inside a line decides nothing here.
    parser.block.tokenize(state, 0, state.lineMax)
    return [
        (token.map[0], token.type)
        for token in state.tokens
        if token.level == 0 and token.map and token.nesting >= 0
    ]


def _closes(line: str, fence: str) -> bool:
    stripped = line.strip()
    indent = len(line) - len(line.lstrip(" "))
    return indent <= 3 and len(stripped) >= len(fence) and bool(stripped) and set(stripped) == {fence[0]}
