"""The line above the composer that says of a conversation that it is temporary."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.icons import icon
from app.ui.theme import ICON, XS, S


class TemporaryLine(QWidget):
    """
    Signals:
        keep_requested(): the conversation is to be stored after all.
    """

    keep_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("temporaryLine")
        sign = QLabel()
        sign.setPixmap(icon("ghost-line").pixmap(QSize(ICON, ICON)))
        words = QLabel(self.tr("Temporary: never written to disk"))
        words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.setToolTip(self.tr("It is gone when you delete it, or close Rivulet."))
        self.setAccessibleName(words.text())
        self._keep = QPushButton(self.tr("Keep"))
        self._keep.setObjectName("keepButton")
        self._keep.setAccessibleName(self.tr("Keep this conversation"))
        self._keep.setToolTip(self.tr("Store this conversation with the others"))
        self._keep.setProperty("look", "quiet")
        self._keep.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._keep.clicked.connect(self.keep_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(S, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(sign)
        row.addWidget(words, 1)
        row.addWidget(self._keep)
        self.hide()

    def show_for(self, *, temporary: bool, empty: bool) -> None:
        """An empty conversation has nothing to keep."""
        self._keep.setVisible(not empty)
        self.setVisible(temporary)
