"""A table, or some rows of one that has many."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextDocument,
)

from app.domain.markdown.blocks import Block, Joint, References
from app.ui.transcript.items.cell_writer import CellWriter
from app.ui.transcript.items.cells import LEADING, Cells
from app.ui.transcript.items.grid import Grid, Measures
from app.ui.transcript.items.item import Column, Item, Target
from app.ui.transcript.text.formula import text_between
from app.ui.transcript.text.maths import Formula
from app.ui.transcript.text.rows import Cell, RowReader, filled
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
        self._reader = RowReader()
        self._writer: CellWriter | None = None
        """Of the document."""
        self._count = 1
        """Of cells in a row."""
        self._is_written = False
        """The document shows the block as it is now."""
        self.is_measured = False
        self.untypeset: tuple[Formula, ...] = ()
        """Formulas that are shown as their source until they are typeset."""
        grid.join(self)

    @property
    def block(self) -> Block:
        return self._block

    @property
    def source(self) -> str:
        return self._block.source

    @property
    def is_open(self) -> bool:
        return self._block.is_open

    def set_block(self, block: Block) -> None:
        """The block has grown, or is finished, or what it refers to has been found."""
        only_grows = block.is_open and block.source.startswith(self._block.source)
        self.changed_from = self._last_row() if only_grows else 0.0
        self._block = block
        self._is_written = self.is_measured = False
        self.generation = -1

    def _last_row(self) -> float:
        """Where the row begins to which more comes, with the line above it; 0 where columns may move."""
        if self._document is None or self.generation < 0 or self.grid.is_first(self):
            return 0.0
        return max(0.0, _layout(self._document).tops[-2] - 2)

    def typeset(self) -> None:
        """Formulas that it shows as their source have been typeset."""
        self.release()

    def release(self) -> None:
        super().release()
        # What it refers to, or its formulas, may be others when it is built again.
        self._reader, self._writer = RowReader(), None
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
        self._writer = CellWriter(document, style)
        self._is_written = False
        return document

    def _write(self, document: QTextDocument) -> None:
        """Brings the document up to the block, cell by cell."""
        assert self._writer is not None
        self._is_written = True
        rows = self._reader.read(self._block, self._references)
        is_first = self.grid.is_first(self)
        self._count = max(map(len, rows[:1]), default=1) if is_first else self.grid.count(self.style)
        cells = [cell for row in rows for cell in filled(row, self._count)]
        layout = _layout(document)
        for number in self._writer.write(cells):
            layout.forget(number)
        layout.resize(len(cells))
        self.untypeset = self._writer.untypeset
        if not self.is_open:
            self._writer.settle()

    @property
    def _cells(self) -> Sequence[Cell]:
        return self._writer.cells if self._writer else ()

    def measure(self, style: Typography) -> Measures:
        """What the columns would like, by these rows."""
        had_document = self._document is not None
        document = self.ensure(style)
        sizes = _layout(document).sizes()
        self.is_measured = True
        blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
        spoken = next((block for block in blocks if block.length() > 1), document.firstBlock())
        columns = [sizes[at :: self._count] or [(1.0, 1.0)] for at in range(self._count)]
        measures = Measures(
            tuple(cells[0][0] for cells in columns),
            tuple(max((size for size, _ in cells[1:]), default=0.0) for cells in columns),
            tuple(max(word for _, word in cells) for cells in columns),
            tuple(cell.alignment for cell in filled(list(self._cells), self._count)),
            spoken.textDirection() is Qt.LayoutDirection.RightToLeft,
        )
        if not had_document:
            self._document = self._writer = None  # a segment further down has asked
        return measures

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        columns = self.grid.columns(column, style)
        layout = _layout(document)
        layout.place(columns)
        self.width = min(columns.width, column.wide(style.zoom))
        ends_right = self.grid.is_right_to_left(style)
        self.left = column.left + (column.width - self.width if ends_right else 0)
        self.height, self.changed_from = layout.tops[-1], 0.0

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

    @property
    def _has_header(self) -> bool:
        return any(cell.is_header for cell in self._cells[:1])

    # Text

    def text(self) -> str:
        return self.selected(0, self.document.characterCount())

    def selected(self, start: int, end: int) -> str:
        """With tabs between the cells of a row, and the sources of formulas."""
        rows: list[str] = []
        block = self.document.findBlock(min(start, self.document.characterCount() - 1))
        while block.isValid() and block.position() < end:
            first, last = block.position(), block.position() + block.length() - 1
            text = text_between(self.document, min(max(start, first), last), min(end, last))
            if rows and block.blockNumber() % self._count:
                rows[-1] += "\t" + text
            else:
                rows.append(text)
            block = block.next()
        return "\n".join(rows)

    def targets(self) -> list[Target]:
        """The links in view, and first, where there is more than is seen, what the arrow keys move."""
        seen = QRectF(0, 0, self.width, self.height)
        links = [one for one in super().targets() if seen.intersects(one.rect)]
        if not self._hidden:
            return links
        line = _layout(self.document).tops[1 if self._has_header else 0]
        track = QRectF(0, max(0.0, line - 4), self.width, 6)
        return [Target(track, "Move the table sideways with the arrow keys", "scroll"), *links]

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
        has_header = self._has_header
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
