"""A small picture of an image, and the button that removes it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QTransform
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.domain.conversation import Part
from app.ui.icons import paint_icon
from app.ui.image_file import ImageFile, fitted
from app.ui.theme import RADIUS_CHIP, S
from app.ui.tool_tip import tip

_SIDE = 48
_BUTTON = 24
_DISC = 18
CELL = QSize(_SIDE + S, _SIDE + S)
_DECODED = 4 * _SIDE
"""Sharp on a dense screen, also where the picture is twice as wide as high."""


class Thumbnail(QWidget):
    """A square of the picture's middle, with its button in the corner."""

    def __init__(self, image: Part, pixels: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = image
        self._pixels = pixels
        self.setFixedSize(CELL)
        self.setToolTip(tip(image.name))
        self.setAccessibleName(f"Picture {image.name}")
        self.button = _RemoveButton(f"Remove {image.name}", self)
        self.button.move(CELL.width() - _BUTTON, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        square = QRectF(0, S, _SIDE, _SIDE)
        brush = QBrush(self._pixels)
        scale = _SIDE / max(1, self._pixels.width())
        brush.setTransform(QTransform.fromTranslate(square.x(), square.y()).scale(scale, scale))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(brush)
        painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CHIP, RADIUS_CHIP)


class _RemoveButton(QAbstractButton):
    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setToolTip(tip(words))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFixedSize(_BUTTON, _BUTTON)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        disc = QRectF(0, 0, _DISC, _DISC)
        disc.moveCenter(QRectF(self.rect()).center())
        focused = self.hasFocus()
        painter.setPen(QPen(palette.color(role.Accent if focused else role.Dark), 2 if focused else 1))
        pressed = self.isDown() or self.underMouse()
        painter.setBrush(palette.color(role.Midlight if pressed else role.Base))
        painter.drawEllipse(disc)
        paint_icon(painter, "close-line", palette.color(role.Text), disc.adjusted(3, 3, -3, -3))


def small(image: Part) -> QImage:
    """The middle of the picture, square and small; a null image if it cannot be read."""
    file = ImageFile(image.data)
    size = file.size()
    if size.isEmpty():
        return QImage()
    pixels = file.read(fitted(size, _DECODED, _DECODED))
    side = min(pixels.width(), pixels.height())
    middle = QRect(0, 0, side, side)
    middle.moveCenter(pixels.rect().center())
    return pixels.copy(middle) if side else QImage()
