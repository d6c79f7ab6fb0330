"""What the model thought before it answered: folded away until somebody wants to read it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCursor, QTextDocument

from app.ui.transcript.items.item import Column, Item, Target, small_font
from app.ui.transcript.text.typography import Typography, plain_document


class Fold(Item):
    """Reasoning: a quiet line that opens to the whole text."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks: list[str] = []
        self._words = 0
        self._ends_in_space = True
        self.is_open = False

    def append(self, text: str) -> None:
        begins_inside = self._words and not self._ends_in_space and not text[:1].isspace()
        self._words += len(text.split()) - bool(begins_inside and text)
        self._ends_in_space = text[-1:].isspace() if text else self._ends_in_space
        self._chunks.append(text)
        if self._document is not None:
            cursor = QTextCursor(self._document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text)

    def ensure(self, style: Typography) -> QTextDocument:
        if self.is_open:
            return super().ensure(style)
        # Closed, it costs one line whatever came.
        self._style, self._document = style, None
        return QTextDocument()

    def end_of_text(self) -> QRectF:
        return super().end_of_text() if self.is_open else QRectF()

    def toggle(self) -> None:
        self.is_open = not self.is_open

    def _build(self, style: Typography) -> QTextDocument:
        return plain_document("".join(self._chunks).lstrip(), style, style.theme.muted)

    def text(self) -> str:
        return "".join(self._chunks).strip() if self.is_open else ""

    def origin(self) -> QPointF:
        return QPointF(self.style.scaled(16), self._head() + self.style.scaled(4))

    def targets(self) -> list[Target]:
        label = "Hide the reasoning" if self.is_open else "Show the reasoning"
        return [Target(QRectF(0, 0, self.width, self._head()), label, "toggle")]

    def _head(self) -> float:
        return self.style.scaled(24)

    def lay_out(self, column: Column, style: Typography) -> None:
        if self.is_open:
            super().lay_out(column, style)
            return
        self.ensure(style)
        self.left, self.width, self.height = column.left, column.width, self._head()

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.left, self.width = column.left, column.width
        document.setTextWidth(column.width - style.scaled(16))
        self.height = self._head() + document.size().height() + style.scaled(4)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        theme = self.style.theme
        painter.setFont(small_font(self.style))
        painter.setPen(theme.muted)
        arrow = "▾" if self.is_open else "▸"
        head = QRectF(0, 0, self.width, self._head())
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"{arrow}  Reasoning · {self._words:,} words")
        if self.is_open:
            body = QRectF(0, self._head(), 3, self.height - self._head())
            painter.fillRect(body, theme.border)
            super().paint(painter, clip, selection)

    def selected(self, start: int, end: int) -> str:
        return super().selected(start, end) if self.is_open else ""

    def position_at(self, point: QPointF) -> int:
        return super().position_at(point) if self.is_open else 0

    def link_at(self, point: QPointF) -> str:
        return ""
