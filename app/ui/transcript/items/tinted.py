"""Plain text on a ground of its own."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextDocument

from app.ui.theme import RADIUS_COMPOSER
from app.ui.transcript.items.item import Column, Item
from app.ui.transcript.text.typography import Typography, plain_document


class Tinted(Item):
    """Plain text on a ground of its own: the user's prompt, a refusal."""

    def __init__(self, text: str, ground: str, letters: str, *, right: bool) -> None:
        """
        Args:
            ground, letters: the names of two of the theme's colours.
            right: stands at the right and is at most 80 % wide.
        """
        super().__init__()
        self._chunks = [text]
        self._ground, self._letters, self._right = ground, letters, right

    def append(self, text: str) -> None:
        self._chunks.append(text)
        self._document = None

    def origin(self) -> QPointF:
        # The line height's extra room lies below the letters: half of it belongs above them.
        above = QFontMetricsF(self.style.font).height() * 0.2
        return QPointF(self.style.scaled(14), self.style.scaled(9) + above)

    def _build(self, style: Typography) -> QTextDocument:
        return plain_document("".join(self._chunks), style, getattr(style.theme, self._letters))

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        padding = 2 * style.scaled(14)
        most = column.width * 0.8 if self._right else column.width
        document.setTextWidth(-1)
        ideal = document.idealWidth() + 1
        document.setTextWidth(min(ideal, most - padding))
        self.width = min(ideal, most - padding) + padding
        self.left = column.left + (column.width - self.width if self._right else 0)
        self.height = document.size().height() + 2 * style.scaled(9)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(getattr(self.style.theme, self._ground))
        painter.drawRoundedRect(QRectF(0, 0, self.width, self.height), RADIUS_COMPOSER, RADIUS_COMPOSER)
        super().paint(painter, clip, selection)
