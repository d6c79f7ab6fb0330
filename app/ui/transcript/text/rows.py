"""The rows of a table, from Markdown tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.markdown.blocks import Block, Joint, References

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one line of a row."""

    tokens: "Sequence[Token]" = ()
    is_header: bool = False
    alignment: Qt.AlignmentFlag | None = None
    """None: where the text begins."""


def filled(row: list[Cell], count: int) -> list[Cell]:
    """The row with exactly so many cells."""
    return (row + [Cell()] * (count - len(row)))[:count]


class RowReader:
    """Reads the rows of a block that grows. Each is parsed until another follows, and not again."""

    def __init__(self) -> None:
        self._source = ""
        """The lines that are complete."""
        self._rows: list[list[Cell]] = []
        """Those of these lines."""

    def read(self, block: Block, references: References) -> list[list[Cell]]:
        # What the rows stand under is said by the block itself, but for the first of a table and in mid-line.
        if block.joint is not Joint.NEXT or not block.is_open:
            self._source, self._rows = "", []
            return rows(block.tokens(references))
        if not block.source.startswith(self._source):
            self._source, self._rows = "", []
        rest = block.source[len(self._source) :]
        more = rows(replace(block, source=rest).tokens(references)) if rest else []
        found = self._rows + more
        # The last line may still look as if what has begun in it had ended.
        lines = rest[: rest.rstrip("\n").rfind("\n") + 1]
        self._source += lines
        self._rows = found[: len(self._rows) + lines.count("\n")]
        return found


def rows(tokens: "Sequence[Token]") -> list[list[Cell]]:
    """The rows of a table's tokens; they may have no header."""
    found: list[list[Cell]] = []
    cell: Cell | None = None
    for token in tokens:
        match token.type:
            case "tr_open":
                found.append([])
            case "th_open" | "td_open":
                alignment = _alignment(str(token.attrs.get("style", "")))
                cell = Cell((), token.type == "th_open", alignment)
            case "inline" if cell is not None:
                found[-1].append(replace(cell, tokens=token.children or ()))
                # What stands in no cell is the beginning of what comes below the table.
                cell = None
    return found


def _alignment(style: str) -> Qt.AlignmentFlag | None:
    for word, flag in (
        ("right", Qt.AlignmentFlag.AlignRight),
        ("center", Qt.AlignmentFlag.AlignHCenter),
        ("left", Qt.AlignmentFlag.AlignLeft),
    ):
        if word in style:
            return flag
    return None
