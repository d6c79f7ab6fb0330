"""What a model writes when it does not write code."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextBlock, QTextCursor, QTextDocument

from app.domain.markdown.blocks import Block, References
from app.ui.transcript.items.item import Item
from app.ui.transcript.text.markdown import MARKER, QUOTE_INDENT, QUOTE_LEVEL, RULE, markdown_document
from app.ui.transcript.text.typography import Typography


class Prose(Item):
    """A paragraph, heading, list, quote or table, from Markdown."""

    def __init__(self, block: Block, references: References) -> None:
        super().__init__()
        self._block = block
        self._references = references

    def set_block(self, block: Block) -> None:
        """More of it has come, or it is finished."""
        if block != self._block:
            self._block = block
            self._document = None

    @property
    def block(self) -> Block:
        return self._block

    def text(self) -> str:
        return self.selected(0, self.document.characterCount())

    def selected(self, start: int, end: int) -> str:
        """With the marks of lists, and with tabs between the cells of a table."""
        lines: list[str] = []
        row = None
        block = self.document.findBlock(min(start, self.document.characterCount() - 1))
        while block.isValid() and block.position() < end:
            text = self._piece(block, start, end)
            cell = _cell(block)
            if cell is not None and cell == row:
                lines[-1] += "\t" + text
            else:
                # A word at the beginning of an item is copied without its mark.
                at, last = block.position(), block.position() + block.length() - 1
                marked = at > start or (at == start and end > last)
                lines.append(self._mark(block) + text if marked else text)
            row = cell
            block = block.next()
        return "\n".join(lines).replace("\u2028", "\n").strip("\n")

    def _piece(self, block: QTextBlock, start: int, end: int) -> str:
        """Positions count as Qt does, in UTF-16: a Python string cannot be cut with them."""
        cursor = QTextCursor(block)
        cursor.setPosition(max(start, block.position()))
        last = block.position() + block.length() - 1
        cursor.setPosition(max(cursor.position(), min(end, last)), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def _mark(self, block: QTextBlock) -> str:
        marker = block.blockFormat().stringProperty(MARKER)
        return f"{marker} " if marker else ""

    def _build(self, style: Typography) -> QTextDocument:
        tokens = self._block.tokens(self._references)
        self.gap = 20.0 if tokens and tokens[0].type == "heading_open" else 12.0
        return markdown_document(tokens, style)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        super().paint(painter, clip, selection)
        layout = self.document.documentLayout()
        top = layout.hitTest(QPointF(0, clip.top()), Qt.HitTestAccuracy.FuzzyHit)
        block = self.document.findBlock(max(0, top))
        while block.isValid() and layout.blockBoundingRect(block).top() <= clip.bottom():
            form = block.blockFormat()
            if form.hasProperty(MARKER):
                self._paint_marker(painter, block, form.stringProperty(MARKER))
            if form.hasProperty(QUOTE_LEVEL):
                self._paint_bars(painter, block, form.intProperty(QUOTE_LEVEL))
            if form.hasProperty(RULE):
                middle = self.document.documentLayout().blockBoundingRect(block).center().y()
                painter.fillRect(QRectF(0, middle, self.width, 1), self.style.theme.border)
            block = block.next()

    def _paint_marker(self, painter: QPainter, block: QTextBlock, marker: str) -> None:
        """In front of the first line, on its base line."""
        rect = self.document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineAt(0)
        painter.setFont(self.style.font)
        painter.setPen(self.style.theme.muted)
        width = QFontMetricsF(self.style.font).horizontalAdvance(marker)
        # blockBoundingRect begins at the margin in tables' cells and at 0 elsewhere; the line knows.
        if block.textDirection() is Qt.LayoutDirection.RightToLeft:
            x = rect.left() + line.naturalTextRect().right() + self.style.scaled(8)
        else:
            x = rect.left() + line.position().x() - width - self.style.scaled(8)
        painter.drawText(QPointF(x, rect.top() + line.y() + line.ascent()), marker)

    def _paint_bars(self, painter: QPainter, block: QTextBlock, levels: int) -> None:
        rect = self.document.documentLayout().blockBoundingRect(block)
        # The bar goes on through the gap between two paragraphs of one quote.
        before = block.previous()
        top = rect.top()
        if before.isValid() and before.blockFormat().hasProperty(QUOTE_LEVEL):
            top = self.document.documentLayout().blockBoundingRect(before).bottom()
        for level in range(levels):
            x = self.style.scaled(QUOTE_INDENT * level)
            if block.textDirection() is Qt.LayoutDirection.RightToLeft:
                x = self.width - x - 3
            bar = QRectF(x, top, 3, rect.bottom() - top)
            painter.fillRect(bar, self.style.theme.border)


def _cell(block: QTextBlock) -> tuple[int, int] | None:
    """The table and the row in which a block stands."""
    table = QTextCursor(block).currentTable()
    return (table.firstPosition(), table.cellAt(block.position()).row()) if table else None
