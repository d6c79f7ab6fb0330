"""Qt's own combo box, check box, and a field for a time, with the glyphs that a stylesheet cannot draw."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStyledItemDelegate, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import ICON, XS, S

_MARK_LEFT = XS
"""Border and padding of a check box in the stylesheet."""


class ChoiceBox(QComboBox):
    """A combo box that keeps its choice when the pointer only scrolls past."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The list's look is in the stylesheet, which combo boxes' own delegates don't read.
        self.setItemDelegate(QStyledItemDelegate(self))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        arrow = QRectF(self.width() - ICON - S, (self.height() - ICON) / 2, ICON, ICON)
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        paint_icon(QPainter(self), "arrow-down-s-line", colour, arrow)


class CheckBox(QCheckBox):
    """A check box whose mark is seen on the accent."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            left = self.width() - _MARK_LEFT - ICON if self.isRightToLeft() else _MARK_LEFT
            where = QRectF(left, (self.height() - ICON) / 2, ICON, ICON)
            colour = self.palette().color(QPalette.ColorRole.Base)
            paint_icon(QPainter(self), "check-line", colour, where.adjusted(1, 1, -1, -1))


class SecondsField(QLineEdit):
    """A time in seconds."""

    def __init__(self, largest: float) -> None:
        super().__init__()
        self._largest = largest
        self._known = 0.0

    def set_value(self, seconds: float) -> None:
        self._known = seconds
        self.setText(f"{seconds:g}")

    @property
    def is_sound(self) -> bool:
        try:
            return 0 < float(self.text()) <= self._largest
        except ValueError:
            return False

    @property
    def value(self) -> float:
        """What was typed, or the last one that was shown where that is no time."""
        return float(self.text()) if self.is_sound else self._known
