"""A picture that the user attached to a prompt."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap, QTextDocument

from app.domain.conversation import Part
from app.ui.image_file import fitted, size_of
from app.ui.theme import RADIUS_CARD
from app.ui.transcript.items.item import Column, Item, Target, paint_card, small_font
from app.ui.transcript.text.typography import Typography, plain_document

_HIGHEST = 320.0
_SHARE = 0.6
"""Of the column's width."""
_SMALLEST = 32.0
"""A picture of a few pixels can still be seen and pressed."""
_CARD = 260.0, 44.0
"""What stands in place of a picture that cannot be read."""


class Picture(Item):
    """Knows its height from the file's head. Its pixels come later, from a Decoder, in the size shown."""

    gap = 8.0

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part
        self._size = size_of(part.data)
        """An empty one if it is no picture."""
        self._is_broken = self._size.isEmpty()
        self._pixels: QPixmap | None = None
        self._asked = QSize()
        """In device pixels: the last size that was asked for."""

    @property
    def label(self) -> str:
        """What a screen reader says of it."""
        if self._is_broken:
            return f"Picture {self.part.name}, cannot be shown"
        return f"Picture {self.part.name}, {self._size.width()} by {self._size.height()}"

    def text(self) -> str:
        return f"[Picture {self.part.name}]"

    def estimate(self, column: Column, style: Typography) -> float:
        return self._box(column, style)[1]

    def position_at(self, point: QPointF) -> int:
        """Behind it where the point is in its lower half."""
        return self.document.characterCount() - 1 if point.y() > self.height / 2 else 0

    def link_at(self, point: QPointF) -> str:
        return ""

    def targets(self) -> list[Target]:
        if self._is_broken:
            return []
        return [Target(QRectF(0, 0, self.width, self.height), self.label, "view")]

    # Its pixels

    def ask(self, scale: float) -> QSize | None:
        """The size, in device pixels, in which it has to be decoded now; asked for but once.

        Args:
            scale: device pixels in a pixel.
        """
        if self._size.isEmpty() or not self.width:
            return None
        shown = self._shown()
        wanted = QSize(round(shown.width() * scale), round(shown.height() * scale)).expandedTo(QSize(1, 1))
        if wanted == self._asked:
            return None
        self._asked = wanted
        return wanted

    def take(self, pixels: QImage) -> None:
        """What was asked for; a null image if it cannot be read. Too late an answer is not kept."""
        self._is_broken = pixels.isNull()
        if pixels.size() == self._asked:
            self._pixels = _rounded(pixels, pixels.width() / self._shown().width())

    def release(self) -> None:
        super().release()
        self._pixels = None
        self._asked = QSize()

    # Its place and its look

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        theme, whole = self.style.theme, QRectF(0, 0, self.width, self.height)
        paint_card(painter, whole, theme.note_ground, theme.border)
        if self._is_broken:
            self._paint_name(painter, whole)
        elif self._pixels is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            shown = self._shown()
            painter.drawPixmap(shown, self._pixels, QRectF(self._pixels.rect()))
            painter.setPen(QPen(theme.border, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
        if selection is not None and selection[0] < selection[1]:
            veil = QColor(theme.selection)
            veil.setAlpha(150)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(whole, RADIUS_CARD, RADIUS_CARD)

    def _paint_name(self, painter: QPainter, whole: QRectF) -> None:
        font = small_font(self.style)
        side = self.style.scaled(12)
        room = whole.adjusted(side, 0, -side, 0)
        words = f"{self.part.name} cannot be shown"
        words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideMiddle, room.width())
        painter.setFont(font)
        painter.setPen(self.style.theme.muted)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _shown(self) -> QRectF:
        """The pixels, seen from the item's top left corner: in the middle, where they are few."""
        most = fitted(self._scaled_size(self.style), int(self.width), int(self.height))
        left, top = (self.width - most.width()) // 2, (self.height - most.height()) // 2
        return QRectF(left, top, most.width(), most.height())

    def _scaled_size(self, style: Typography) -> QSize:
        return QSize(round(style.scaled(self._size.width())), round(style.scaled(self._size.height())))

    def _box(self, column: Column, style: Typography) -> tuple[float, float]:
        if self._size.isEmpty():
            return min(style.scaled(_CARD[0]), column.width), style.scaled(_CARD[1])
        most = fitted(self._scaled_size(style), int(column.width * _SHARE), int(style.scaled(_HIGHEST)))
        least = style.scaled(_SMALLEST)
        return max(least, most.width()), max(least, most.height())

    def _build(self, style: Typography) -> QTextDocument:
        return plain_document(self.text(), style, style.theme.text)

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.width, self.height = self._box(column, style)
        self.left = column.left + column.width - self.width


def _rounded(pixels: QImage, scale: float) -> QPixmap:
    """With transparent corners, up to the middle of the border: a clip would leave them jagged."""
    made = QPixmap(pixels.size())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pixels))
    half, radius = scale / 2, RADIUS_CARD * scale
    painter.drawRoundedRect(QRectF(made.rect()).adjusted(half, half, -half, -half), radius, radius)
    painter.end()
    return made
