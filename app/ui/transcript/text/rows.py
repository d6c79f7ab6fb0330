"""The rows of a table, from Markdown tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

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
