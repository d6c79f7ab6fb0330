"""A window without a frame that floats above the others: a card, with corners and a shadow of its own."""

import sys

from PySide6.QtCore import QMargins, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.quick_prompt import x11
from app.ui.theme import RADIUS_COMPOSER

_SHADOW = 28
"""Pixels around the card."""
_FALL = 6
"""The shadow lies so much lower than the card."""
_DARKEST = {False: 0.09, True: 0.3}
"""Of the shadow, in the light and in the dark appearance."""


class Surface(QWidget):
    """An ordinary window in all but its frame: it takes the keyboard, and is hidden, never made transparent.

    It is moved by its ground. `room` is what its content leaves free at each side.
    """

    was_dragged = False
    """Whether the user has moved it, ever."""

    def __init__(self) -> None:
        # A tool window is hidden, raised or passed over together with others by some of X's window managers.
        kind = Qt.WindowType.Window if x11.is_used() else Qt.WindowType.Tool
        hints = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, kind | hints | Qt.WindowType.NoDropShadowWindowHint)
        if sys.platform == "darwin":
            self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._is_floating = False
        self._pressed_at: QPoint | None = None
        """Where in it the button went down that may begin to move it."""
        self.is_dragged = False
        """Just now: its window manager may have taken the keyboard, too, until it is let go."""
        self._mix(_is_mixed())

    @property
    def room(self) -> QMargins:
        """For the shadow, and the card's border."""
        side = 1 + (_SHADOW if self._is_floating else 0)
        fall = _FALL if self._is_floating else 0
        return QMargins(side, side - fall, side, side + fall)

    def prepare_to_show(self) -> None:
        """Before each time that it is shown: the desktop may have changed, or forgets what it was told."""
        if self._is_floating is not _is_mixed():
            self.destroy()
            self._mix(_is_mixed())
            layout = self.layout()
            if layout is not None:
                layout.setContentsMargins(self.room)
        if x11.is_used():
            x11.keep_out_of_taskbar(self.winId())

    def hold_on_top(self, held: bool) -> None:
        """Of all windows, as it is at first. Without it, it comes behind the one that is in front."""
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowStaysOnTopHint, held)

    def _mix(self, mixed: bool) -> None:
        self._is_floating = mixed
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, mixed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.is_dragged = False
        self._pressed_at = event.position().toPoint() if event.button() is Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # A desktop that begins to move a window after the button was let go never ends.
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._pressed_at = None
            return
        way = event.position().toPoint() - self._pressed_at
        handle = self.windowHandle()
        far = way.manhattanLength() >= QApplication.startDragDistance()
        if handle is None or not (far or self.is_dragged):
            return
        self.is_dragged = self.was_dragged = True
        if handle.startSystemMove():
            self._pressed_at = None  # the desktop has the button now
        else:
            self.move(self.pos() + way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        self.is_dragged = False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.is_dragged = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        card = QRectF(self.rect().marginsRemoved(self.room)).adjusted(-0.5, -0.5, 0.5, 0.5)
        radius = RADIUS_COMPOSER if self._is_floating else 0
        if self._is_floating:
            _paint_shadow(painter, card, dark=palette.color(role.Window).lightness() < 128)
        painter.setPen(palette.color(role.Dark))
        painter.setBrush(palette.color(role.Base))
        painter.drawRoundedRect(card, radius, radius)


def _is_mixed() -> bool:
    return not x11.is_used() or x11.is_composited()


def _paint_shadow(painter: QPainter, card: QRectF, *, dark: bool) -> None:
    """Many faint outlines, each a pixel wider and fainter than the one before."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for distance in range(1, _SHADOW):
        nearness = 1 - distance / _SHADOW
        colour = QColor(Qt.GlobalColor.black)
        colour.setAlphaF(_DARKEST[dark] * nearness**2)
        painter.setPen(colour)
        outline = card.adjusted(-distance, -distance, distance, distance).translated(
            0, _FALL * (1 - nearness)
        )
        radius = RADIUS_COMPOSER + distance
        painter.drawRoundedRect(outline, radius, radius)
