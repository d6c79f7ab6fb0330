"""A small quiet button: a word, and beside it the key that does the same."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.theme import XS, M, S
from app.ui.tool_tip import tip

_WIDEST_WORDS = 160
_RING = 2


def shown_key(key: str) -> str:
    """As this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class Chip(QAbstractButton):
    def __init__(self, words: str, key: str = "", parent: QWidget | None = None) -> None:
        """`key`: a chord, as settings have it."""
        super().__init__(parent)
        self._key = shown_key(key)
        # The sign is none of a mnemonic.
        self.setText(words.replace("&", "&&"))
        self._words = words
        self.setAccessibleName(words)
        # A click leaves the keyboard where it was: in the text.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def say_why_not(self, reason: str) -> None:
        """Can be pressed while there is no reason against it."""
        self.setEnabled(not reason)
        whole = f"{self._words} ({self._key})" if self._key else self._words
        self.setToolTip(tip(reason or whole))
        self.setAccessibleDescription(reason or self._key)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = min(_WIDEST_WORDS, metrics.horizontalAdvance(self._words)) + 2 * M + 2
        if self._key:
            width += S + metrics.horizontalAdvance(self._key)
        return QSize(width, metrics.height() + 2 * XS + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        is_pressed = self.isDown() or (self.underMouse() and self.isEnabled())
        painter.setPen(
            QPen(palette.color(role.Accent), _RING) if self.hasFocus() else QPen(palette.color(role.Mid))
        )
        painter.setBrush(palette.color(role.Midlight if is_pressed else role.Base))
        inset = _RING / 2 if self.hasFocus() else 0.5
        ground = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        inside = self.rect().adjusted(M, 0, -M, 0)
        metrics = self.fontMetrics()
        key_width = metrics.horizontalAdvance(self._key) + S if self._key else 0
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, inside.width() - key_width)
        begin, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self.isRightToLeft():
            begin, end = end, begin
        painter.setPen(palette.color(role.ButtonText))
        painter.drawText(inside, begin | Qt.AlignmentFlag.AlignVCenter, words)
        if self._key:
            painter.setPen(palette.color(role.PlaceholderText if self.isEnabled() else role.ButtonText))
            painter.drawText(inside, end | Qt.AlignmentFlag.AlignVCenter, self._key)
