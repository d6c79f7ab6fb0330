"""What of a text has not been frozen yet, and how blocks are taken off it."""

from dataclasses import replace

from app.domain.markdown.blocks import Block, BlockKind, Joint
from app.domain.markdown.context import TOP, Context
from app.domain.markdown.fences import OPENING
from app.domain.markdown.lines import BLANK
from app.domain.markdown.references import References

LIMIT = 4_000
"""No block is longer."""
ROOM = 3_000
"""What reaches the limit is cut at or before this: what follows shows whether a mark is closed."""
HIGH = 200
"""Nor has one more lines."""

_KINDS = {"fence": BlockKind.CODE, "table": BlockKind.TABLE}


class Pile:
    """The open block: its complete lines, each with its newline, and the line that is being written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.partial = ""
        self.length = 0
        """Characters of both."""
        self.kind = BlockKind.PROSE
        self.context = TOP
        """Where it begins."""
        self.opening = ""
        """CODE: the line that has opened the fence."""
        self.references = References()
        self._joint = Joint.NONE
        self._is_loose = False
        self._frozen: list[Block] = []

    @property
    def is_too_long(self) -> bool:
        return self.length >= LIMIT or len(self.lines) >= HIGH

    @property
    def source(self) -> str:
        return "".join(self.lines) + self.partial

    def grow(self, text: str, start: int) -> str:
        """Takes text up to the next line break, or up to the limit; gives what it took."""
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline + 1
        piece = text[start : min(end, start + max(1, LIMIT - self.length))]
        self.partial += piece
        self.length += len(piece)
        return piece

    def end_line(self) -> str:
        """The partial line is complete."""
        line, self.partial = self.partial, ""
        self.lines.append(line)
        return line

    def size(self, lines: int | None = None) -> int:
        """The characters of the first lines, or of all."""
        return sum(map(len, self.lines[:lines]))

    def has_text(self, lines: int | None = None) -> bool:
        return any(line.strip(BLANK) for line in self.lines[:lines])

    def is_blank(self, line: int) -> bool:
        return not self.lines[line].strip(BLANK)

    def freeze(self, count: int, context: Context = TOP, joint: Joint = Joint.NONE) -> None:
        """Makes a block of the first lines; `context` and `joint` are those of what follows."""
        lines, self.lines = self.lines[:count], self.lines[count:]
        block = self.block("".join(lines))
        self._frozen.append(block)
        self.references.collect(block)
        self.length -= len(block.source)
        self.context, self._joint = context, joint
        self._is_loose = joint is Joint.NEXT and not lines[-1].strip(BLANK)
        self.kind = BlockKind.PROSE if context.chain else _KINDS.get(context.leaf, BlockKind.PROSE)

    def freeze_inline(self, place: int, context: Context) -> None:
        """Makes a block of the first characters; what follows goes on in the same line."""
        source = self.source
        self.lines = [source[:place]]
        self.freeze(1, replace(context, is_inline=True), Joint.INLINE)
        *lines, self.partial = source[place:].split("\n")
        self.lines = [line + "\n" for line in lines]

    def block(self, source: str, *, is_open: bool = False) -> Block:
        language = ""
        if self.kind is BlockKind.CODE and (found := OPENING.match(self.opening)):
            language = found[3]
        return Block(self.kind, source, self._joint, language, self._is_loose, is_open, self.context)

    def take(self) -> list[Block]:
        """The blocks that have been made since this was called the last time."""
        frozen, self._frozen = self._frozen, []
        return frozen
