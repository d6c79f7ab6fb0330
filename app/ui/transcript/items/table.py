"""A table, or some rows of one that has many."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.domain.markdown.blocks import Block, Joint, References
from app.ui.transcript.items.cells import LEADING, Cells
from app.ui.transcript.items.grid import Grid, Measures
from app.ui.transcript.items.item import Column, Item, Target
from app.ui.transcript.text.formula import text_between
from app.ui.transcript.text.inline import Inline
from app.ui.transcript.text.maths import Formula
from app.ui.transcript.text.rows import Cell, filled, rows
from app.ui.transcript.text.typography import Typography, new_document

_PADDING = 7.0
"""Pixels above and below the lines of a cell, at zoom 1."""


class Table(Item):
    """The header and the first rows of a table, or the next rows of the same one.

    The cells are the paragraphs of its document, row after row. When more of the block comes, only the
    cells that differ are written and laid out anew.
    """

    def __init__(self, grid: Grid, block: Block, references: References) -> None:
        """`grid` is shared by all segments of one table; the one with the header joins first."""
        super().__init__()
        self.joint = block.joint
        if block.joint is not Joint.NONE:
            self.gap = 0.0
        self.grid = grid
        self._block = block
        self._references = references
        self._cells: list[Cell] = []
        """What the document shows."""
        self._count = 1
        """Of them in a row."""
        self._is_written = False
        """The document shows the block as it is now."""
        self._complete: tuple[str, list[list[Cell]]] = "", []
        """The lines of an open block to which nothing more comes, and their rows."""
        self.is_measured = False
        self.untypeset: tuple[Formula, ...] = ()
        """Formulas that are shown as their source until they are typeset."""
        self._inline: Inline | None = None
        """Writes the document's cells; it keeps the formulas in them."""
        grid.join(self)

    @property
    def source(self) -> str:
        return self._block.source

    @property
    def is_open(self) -> bool:
        return self._block.is_open

    def set_block(self, block: Block) -> None:
        """The block has grown, or is finished, or what it refers to has been found."""
        self._block = block
        self._is_written = self.is_measured = False
        self.generation = -1

    def typeset(self) -> None:
        """Formulas that it shows as their source have been typeset."""
        self.release()

    def release(self) -> None:
        super().release()
        # What it refers to, or its formulas, may be others when it is built again.
        self._complete = "", []
        self.is_measured = False

    def estimate(self, column: Column, style: Typography) -> float:
        line = QFontMetricsF(style.font).height() * LEADING
        rows = self._block.source.count("\n") - (self.joint is Joint.NONE)
        return max(1, rows) * (line + 2 * style.scaled(_PADDING))

    def ensure(self, style: Typography) -> QTextDocument:
        document = super().ensure(style)
        if not self._is_written:
            self._write(document)
        return document

    def _build(self, style: Typography) -> QTextDocument:
        document = new_document(style.font)
        document.setDocumentLayout(Cells(document, style.scaled(_PADDING)))
        self._inline = Inline(QTextCursor(document), style, style.theme.text)
        self._cells = []
        self._is_written = False
        return document

    def _write(self, document: QTextDocument) -> None:
        """Brings the document up to the block, cell by cell."""
        self._is_written = True
        found = self._rows()
        is_first = self.grid.is_first(self)
        self._count = max(map(len, found[:1]), default=1) if is_first else self.grid.count(self.style)
        cells = [cell for row in found for cell in filled(row, self._count)]
        layout = _layout(document)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for number, (old, new) in enumerate(zip_longest(self._cells, cells)):
            if new is None:
                break
            if old is None and number:
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            if old != new:
                self._write_cell(cursor, document.findBlockByNumber(number), new)
                layout.forget(number)
        self._cut(cursor, len(cells))
        cursor.endEditBlock()
        if self._inline is not None:
            self.untypeset = tuple(dict.fromkeys(self._inline.untypeset))
        layout.resize(len(cells))
        self._cells = cells

    def _rows(self) -> list[list[Cell]]:
        """While more of them come, each is parsed until its line is complete, and not again."""
        block = self._block
        if block.joint is not Joint.NEXT or not block.is_open:
            return rows(block.tokens(self._references))
        source, known = self._complete
        if not block.source.startswith(source):
            source, known = "", []
        rest = block.source[len(source) :]
        found = known + rows(replace(block, source=rest).tokens(self._references)) if rest else known
        lines = rest[: rest.rfind("\n") + 1]
        self._complete = source + lines, found[: len(known) + lines.count("\n")]
        return found

    def _write_cell(self, cursor: QTextCursor, block: QTextBlock, cell: Cell) -> None:
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        # The height of an empty cell goes by this, which would be that of the letters that were here before.
        cursor.setBlockCharFormat(QTextCharFormat())
        inline = self._inline
        assert inline is not None
        inline.cursor = cursor
        inline.push(weight=QFont.Weight.DemiBold if cell.is_header else None)
        inline.write(cell.tokens)
        inline.pop()

    def _cut(self, cursor: QTextCursor, count: int) -> None:
        """Takes away the cells behind the first `count`."""
        block = cursor.document().findBlockByNumber(max(count, 1))
        if block.isValid():
            cursor.setPosition(block.position() - 1)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()

    def measure(self, style: Typography) -> Measures:
        """What the columns would like, by these rows."""
        had_document = self._document is not None
        document = self.ensure(style)
        sizes = _layout(document).sizes()
        self.is_measured = True
        spoken = next((block for block in _blocks(document) if block.length() > 1), document.firstBlock())
        columns = [sizes[at :: self._count] or [(1.0, 1.0)] for at in range(self._count)]
        if not had_document:
            self._document = None  # a segment further down has asked
        return Measures(
            tuple(cells[0][0] for cells in columns),
            tuple(max((size for size, _ in cells[1:]), default=0.0) for cells in columns),
            tuple(max(word for _, word in cells) for cells in columns),
            tuple(cell.alignment for cell in filled(self._cells, self._count)),
            spoken.textDirection() is Qt.LayoutDirection.RightToLeft,
        )

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        columns = self.grid.columns(column, style)
        layout = _layout(document)
        layout.place(columns)
        self.width = min(columns.width, column.wide(style.zoom))
        ends_right = self.grid.is_right_to_left(style)
        self.left = column.left + (column.width - self.width if ends_right else 0)
        self.height = layout.tops[-1]

    # Sideways

    @property
    def _hidden(self) -> float:
        """How much of the table has no room beside what is seen of it."""
        return max(0.0, self.document.documentLayout().documentSize().width() - self.width)

    def scroll_by(self, pixels: float) -> bool:
        """Moves the whole table to the left; whether there was anything to move."""
        # Another text, type or width may have left less to scroll over.
        before = min(self.grid.scroll, self._hidden)
        step = -pixels if self._is_right_to_left else pixels
        self.grid.scroll = max(0.0, min(before + step, self._hidden))
        return self.grid.scroll != before

    def origin(self) -> QPointF:
        scroll = min(self.grid.scroll, self._hidden)
        return QPointF(scroll - self._hidden if self._is_right_to_left else -scroll, 0)

    @property
    def _is_right_to_left(self) -> bool:
        return self.grid.is_right_to_left(self.style)

    # Text

    def text(self) -> str:
        return self.selected(0, self.document.characterCount())

    def selected(self, start: int, end: int) -> str:
        """With tabs between the cells of a row, and the sources of formulas."""
        rows: list[str] = []
        block = self.document.findBlock(min(start, self.document.characterCount() - 1))
        while block.isValid() and block.position() < end:
            first, last = max(start, block.position()), block.position() + block.length() - 1
            text = text_between(self.document, first, max(first, min(end, last)))
            if rows and block.blockNumber() % self._count:
                rows[-1] += "\t" + text
            else:
                rows.append(text)
            block = block.next()
        return "\n".join(rows)

    def targets(self) -> list[Target]:
        """The links in view: what is scrolled away cannot be pressed."""
        seen = QRectF(0, 0, self.width, self.height)
        return [one for one in super().targets() if seen.intersects(one.rect)]

    def end_of_text(self) -> QRectF:
        """Behind the last cell of the last row in which something stands."""
        block = self.document.lastBlock()
        while block.length() == 1 and block.blockNumber() % self._count:
            block = block.previous()
        layout = block.layout()
        if layout.lineCount() == 0:
            return QRectF()
        line = layout.lineAt(layout.lineCount() - 1)
        x, _ = cast("tuple[float, int]", line.cursorToX(block.length() - 1))
        at = self.document.documentLayout().blockBoundingRect(block).topLeft() + self.origin()
        metrics = QFontMetricsF(self.style.font)
        return QRectF(at.x() + x, at.y() + line.y() + line.height() - metrics.height(), 2, metrics.height())

    # Painting

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        clip = clip.intersected(QRectF(0, 0, self.width, self.height))
        self._paint_lines(painter, clip)
        super().paint(painter, clip, selection)

    def _paint_lines(self, painter: QPainter, clip: QRectF) -> None:
        """Between rows, one below the header, none at the end: the table may go on in another item."""
        theme, layout = self.style.theme, _layout(self.document)
        has_header = bool(self._cells) and self._cells[0].is_header
        for row in layout.rows_between(clip.top(), clip.bottom()):
            top, bottom = layout.tops[row], layout.tops[row + 1]
            if row == 0 and has_header:
                painter.fillRect(QRectF(0, bottom - 1, self.width, 1), theme.border_strong)
                self._paint_scroll_mark(painter, bottom - 2)
            elif row > 1 or not has_header:
                painter.fillRect(QRectF(0, top, self.width, 1), theme.border)

    def _paint_scroll_mark(self, painter: QPainter, y: float) -> None:
        """On the header's line: it says which part of the table is seen."""
        if self._hidden > 0:
            total = self.width + self._hidden
            mark = QRectF(-self.origin().x() * self.width / total, y, self.width * self.width / total, 2)
            painter.fillRect(mark, self.style.theme.muted)


def _layout(document: QTextDocument) -> Cells:
    return cast("Cells", document.documentLayout())


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
