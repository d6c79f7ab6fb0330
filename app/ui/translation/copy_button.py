"""Copies a translation, and says for a moment that it has."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.announcement import announce
from app.ui.icons import put_icon
from app.ui.theme import COPIED_SHOWN


class CopyButton(QToolButton):
    def __init__(self, keys: str = "", parent: QWidget | None = None) -> None:
        """`keys`: what does it too, for the tool tip."""
        super().__init__(parent)
        self._keys = keys
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(COPIED_SHOWN)
        self._said.timeout.connect(self._offer)
        self._offer()

    def copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        put_icon(self, "check-line", self.tr("Copied"))
        announce(self, self.tr("Copied"))
        self._said.start()

    def _offer(self) -> None:
        words = self.tr("Copy translation")
        put_icon(self, "file-copy-line", words)
        self.setToolTip(f"{words} ({self._keys})" if self._keys else words)
