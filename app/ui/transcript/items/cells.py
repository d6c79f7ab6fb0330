"""The cells of a table in one document: each is a paragraph, set in its row and its column."""

import math
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple, cast

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextInlineObject,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from app.ui.transcript.items.grid import Columns
from app.ui.transcript.text.formula import resize_inline

LEADING = 1.4
"""From one line to the next, in heights of a line."""
_UNBOUND = 1e6


class _Lines(NamedTuple):
    """The lines of a cell, in pixels."""

    ascent: float
    """From the top to the first base line."""
    height: float


class Cells(QAbstractTextDocumentLayout):
    """Lays out a document whose blocks are the cells of a table, row after row.

    Text positions stay the document's own, so what works on a document works on a table. Only the lines
    of cells that are new or named in `forget` are broken again, or all when the columns change.
    """

    work = 0
    """How many times the lines of a cell have been broken since the program began."""

    def __init__(self, document: QTextDocument, padding: float) -> None:
        """`padding`: pixels above and below the lines of a cell."""
        super().__init__(document)
        self._padding = padding
        self._columns = Columns((0.0,), (0.0,), (Qt.AlignmentFlag.AlignLeft,))
        self._lines: list[_Lines | None] = []
        """Of each cell; None where they are yet to be broken."""
        self._sizes: list[tuple[float, float] | None] = []
        """Of each cell: without a line break, and of its longest word."""
        self._tops: list[float] = [0.0]
        """Of each row, and behind the last one the end."""
        self._ascents: list[float] = []
        """Of each row: where its first base line is, below the padding."""

    def forget(self, number: int) -> None:
        """The cell has another text."""
        if number < len(self._lines):
            self._lines[number] = self._sizes[number] = None

    def resize(self, count: int) -> None:
        """So many cells there are now."""
        for known in (self._lines, self._sizes):
            del known[count:]
            known.extend([None] * (count - len(known)))

    def sizes(self) -> list[tuple[float, float]]:
        """Of each cell: its width without a line break, and that of its longest word."""
        for number, size in enumerate(self._sizes):
            if size is None:
                self._sizes[number] = self._measure(number)
                self._lines[number] = None
        return cast("list[tuple[float, float]]", self._sizes)

    def place(self, columns: Columns) -> None:
        """Makes all of the layout right."""
        if columns != self._columns:
            self._lines = [None] * len(self._lines)
            self._columns = columns
        count = len(columns.widths)
        for number, known in enumerate(self._lines):
            if known is None:
                self._lines[number] = self._break(number, number % count)
        lines = cast("list[_Lines]", self._lines)
        rows = [lines[at : at + count] for at in range(0, len(lines), count)]
        # The cells of a row stand on one base line, whatever their scripts and sizes.
        self._ascents = [max(one.ascent for one in row) for row in rows]
        self._tops = [0.0]
        for row, ascent in zip(rows, self._ascents, strict=True):
            height = max(ascent - one.ascent + one.height for one in row)
            # In whole pixels: segments of a table stand below one another without a seam.
            self._tops.append(self._tops[-1] + math.ceil(height + 2 * self._padding))

    @property
    def tops(self) -> list[float]:
        """Of each row, and behind the last one the end."""
        return self._tops

    def rows_between(self, top: float, bottom: float) -> range:
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, min(bisect_right(self._tops, bottom), len(self._tops) - 1))

    # Lines

    def _measure(self, number: int) -> tuple[float, float]:
        block = self.document().findBlockByNumber(number)
        layout = self._layout(block, Qt.AlignmentFlag.AlignLeft, QTextOption.WrapMode.WordWrap)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(_UNBOUND)
        layout.endLayout()
        # What a line needs more than it says is less than a pixel.
        return line.naturalTextWidth() + 1, layout.minimumWidth() + 1

    def _break(self, number: int, column: int) -> _Lines:
        block = self.document().findBlockByNumber(number)
        mode = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        layout = self._layout(block, self._columns.alignments[column], mode)
        layout.beginLayout()
        Cells.work += 1
        ascent = y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._columns.widths[column])
            room = line.height() * (LEADING - 1) / 2
            line.setPosition(QPointF(0, y + room))
            ascent = ascent or room + line.ascent()
            y += line.height() + 2 * room
        layout.endLayout()
        return _Lines(ascent, y)

    def _layout(
        self, block: QTextBlock, alignment: Qt.AlignmentFlag, mode: QTextOption.WrapMode
    ) -> QTextLayout:
        option = QTextOption(self.document().defaultTextOption())
        option.setTextDirection(block.textDirection())
        option.setAlignment(alignment)
        option.setWrapMode(mode)
        layout = block.layout()
        layout.setTextOption(option)
        return layout

    # What a document asks its layout

    def documentChanged(self, start: int, removed: int, added: int) -> None:
        """Nothing: who changes a cell says so with `forget`, and calls `place` when all is said."""

    def resizeInlineObject(self, item: QTextInlineObject, position: int, form: QTextFormat) -> None:
        handler = self.handlerForObject(form.objectType())
        if handler is not None:
            size = handler.intrinsicSize(self.document(), position, form)
            resize_inline(item, size, form.toCharFormat())

    def pageCount(self) -> int:
        return 1

    def documentSize(self) -> QSizeF:
        return QSizeF(self._columns.width, self._tops[-1])

    def frameBoundingRect(self, frame: QTextFrame) -> QRectF:
        return QRectF(QPointF(0, 0), self.documentSize())

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        row, column = divmod(block.blockNumber(), len(self._columns.widths))
        if row + 1 >= len(self._tops):
            return QRectF()
        lines = self._lines[block.blockNumber()] or _Lines(0.0, 0.0)
        top = self._tops[row] + self._padding + self._ascents[row] - lines.ascent
        return QRectF(self._columns.lefts[column], top, self._columns.widths[column], lines.height)

    def hitTest(self, point: QPointF, accuracy: Qt.HitTestAccuracy) -> int:  # type: ignore[override]
        number = self._cell_at(point)
        block = self.document().findBlockByNumber(number)
        layout = block.layout()
        if not block.isValid() or layout.lineCount() == 0:
            return -1 if accuracy is Qt.HitTestAccuracy.ExactHit else max(0, block.position())
        inside = point - self.blockBoundingRect(block).topLeft()
        line = _line_at(layout, inside.y())
        if accuracy is Qt.HitTestAccuracy.ExactHit and not line.naturalTextRect().contains(inside):
            return -1
        return block.position() + line.xToCursor(inside.x())

    def _cell_at(self, point: QPointF) -> int:
        count = len(self._columns.widths)
        row = min(max(0, bisect_right(self._tops, point.y()) - 1), max(0, len(self._tops) - 2))
        away = [
            max(left - point.x(), point.x() - left - width, 0.0)
            for left, width in zip(self._columns.lefts, self._columns.widths, strict=True)
        ]
        return row * count + away.index(min(away))

    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        clip = context.clip
        # Copies: what a selection holds goes when the list does.
        marked = [
            (one.cursor.selectionStart(), one.cursor.selectionEnd(), QTextCharFormat(one.format))
            for one in context.selections
        ]
        for block in self._blocks(self.rows_between(clip.top(), clip.bottom())):
            ranges = []
            for start, end, letters in marked:
                first = max(start - block.position(), 0)
                length = min(end - block.position(), block.length() - 1) - first
                if length > 0:
                    found = QTextLayout.FormatRange()
                    found.start, found.length, found.format = first, length, letters
                    ranges.append(found)
            block.layout().draw(painter, self.blockBoundingRect(block).topLeft(), ranges)

    def _blocks(self, rows: range) -> Iterator[QTextBlock]:
        count = len(self._columns.widths)
        block = self.document().findBlockByNumber(rows.start * count)
        for _ in range(len(rows) * count):
            yield block
            block = block.next()


def _line_at(layout: QTextLayout, y: float) -> QTextLine:
    last = layout.lineCount() - 1
    for number in range(last):
        if y < layout.lineAt(number + 1).y():
            return layout.lineAt(number)
    return layout.lineAt(last)
