"""Writes the cells of a table into a document, each as a paragraph of its own."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from app.ui.transcript.text.inline import Inline
from app.ui.transcript.text.maths import Formula
from app.ui.transcript.text.rows import Cell
from app.ui.transcript.text.typography import Typography


class CellWriter:
    """Keeps one document up to date: only cells that are others than before are written."""

    def __init__(self, document: QTextDocument, style: Typography) -> None:
        self._document = document
        self._inline = Inline(QTextCursor(document), style, style.theme.text)
        """One for all cells: it keeps the formulas of the document."""
        self.cells: Sequence[Cell] = ()
        """What the document shows, row after row."""
        self._is_settled = False

    @property
    def untypeset(self) -> tuple[Formula, ...]:
        """Formulas that are shown as their source until they are typeset."""
        return tuple(dict.fromkeys(self._inline.untypeset))

    def write(self, cells: Sequence[Cell]) -> list[int]:
        """Gives the numbers of those that are others now."""
        cursor = QTextCursor(self._document)
        written: list[int] = []
        cursor.beginEditBlock()
        self._cut(cursor, len(cells))
        for number, (old, new) in enumerate(zip_longest(self.cells[: len(cells)], cells)):
            if old is None and number:
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            if old != new or self._is_settled:
                self._write_cell(cursor, self._document.findBlockByNumber(number), new)
                written.append(number)
        cursor.endEditBlock()
        self.cells, self._is_settled = cells, False
        return written

    def settle(self) -> None:
        """No more comes: what the cells were made from is not kept. What is written next is written whole."""
        self.cells = [replace(cell, tokens=()) for cell in self.cells]
        self._is_settled = True

    def _write_cell(self, cursor: QTextCursor, block: QTextBlock, cell: Cell) -> None:
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        # The height of an empty cell goes by this, which would be that of the letters that were here before.
        cursor.setBlockCharFormat(QTextCharFormat())
        self._inline.cursor = cursor
        self._inline.push(weight=QFont.Weight.DemiBold if cell.is_header else None)
        self._inline.write(cell.tokens)
        self._inline.pop()

    def _cut(self, cursor: QTextCursor, count: int) -> None:
        """Takes away the cells behind the first `count`. A document has one paragraph at least."""
        block = self._document.findBlockByNumber(count)
        if block.isValid():
            cursor.setPosition(max(0, block.position() - 1))
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
