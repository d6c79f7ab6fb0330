"""A button in words that copies something, and says for a moment that it has."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.ui.announcement import announce
from app.ui.theme import COPIED_SHOWN


class CopyButton(QPushButton):
    def __init__(self, name: str, words: str, text: Callable[[], str], accessible: str = "") -> None:
        """
        Args:
            name: the object's.
            words: what it says.
            text: what is copied.
            accessible: what a screen reader says of it, if not its words.
        """
        super().__init__(words)
        self.setObjectName(name)
        self.setAccessibleName(accessible or words)
        self.setAutoDefault(False)
        self._words = words
        self._text = text
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(COPIED_SHOWN)
        self._said.timeout.connect(self.offer)
        self.clicked.connect(self._on_clicked)

    def offer(self) -> None:
        """There may be something new to copy: no longer says that it has."""
        self._said.stop()
        self.setText(self._words)

    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self.setText(self.tr("Copied"))
        announce(self, self.tr("Copied"))
        self._said.start()
