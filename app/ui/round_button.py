"""The round button of the composer: the one thing on screen that is filled with the accent."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.icons import icon, paint_icon
from app.ui.theme import ICON, XS

_DISC = 32
_RING = 2


class RoundButton(QAbstractButton):
    """A disc with an icon. Its focus ring stands around it, so that it is seen on the accent too."""

    def __init__(self, icon_name: str, words: str, parent: QWidget) -> None:
        """`parent`: what lies in a stack is shown at once, and would be a window of its own without it."""
        super().__init__(parent)
        self._icon_name = icon_name
        self._without_icon = words if icon(icon_name).isNull() else ""
        self.setAccessibleName(words)
        self.setToolTip(words)
        # A click leaves the keyboard where it was: in the text.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        side = _DISC + 2 * XS
        words = self.fontMetrics().horizontalAdvance(self._without_icon)
        return QSize(side + words, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        disc = QRectF(self.rect()).adjusted(XS, XS, -XS, -XS)
        ground = palette.color(role.Accent if self.isEnabled() else role.Midlight)
        if self.isDown():
            ground = ground.darker(120)
        elif self.isEnabled() and self.underMouse():
            ground = ground.darker(108)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(disc, _DISC / 2, _DISC / 2)
        # White on the light accent, black on the dark one: the surface's colour serves both.
        front = palette.color(role.Base if self.isEnabled() else role.PlaceholderText)
        if self._without_icon:
            painter.setPen(front)
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._without_icon)
        else:
            square = QRectF(0, 0, ICON + XS, ICON + XS)
            square.moveCenter(disc.center())
            paint_icon(painter, self._icon_name, front, square)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(role.Accent), _RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
