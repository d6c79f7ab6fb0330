"""The licences of all that the program consists of: names at the left, the text at the right."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.notices import Notices, Place
from app.ui.enter_key import pressed_by_enter
from app.ui.theme import L, S, code_font

_NAMES_WIDTH = 200
_ZOOM = 0.93
"""Most licences are broken into lines of 80 characters: they are to have room."""
_SIZE = (920, 660)


class LicencesDialog(QDialog):
    """Whole to read and to copy; a name leads to its place. It is deleted when it is closed."""

    def __init__(self, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("licencesDialog")
        self.setWindowTitle(self.tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._places = (Place(self.tr("Overview"), 0), *notices.places)
        self._names = self._made_names()
        self._text = self._made_text(notices.text)
        close = QPushButton(self.tr("Close"))
        close.setObjectName("licencesClose")
        close.setAccessibleName(close.text())
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        parts = QHBoxLayout()
        parts.setSpacing(S)
        parts.addWidget(self._names)
        parts.addWidget(self._text, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(L)
        column.addLayout(parts, 1)
        column.addLayout(foot)
        self._names.setCurrentRow(0)  # what the text begins with
        self._names.currentRowChanged.connect(self._show)
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        self._names.setFocus()

    def _made_names(self) -> QListWidget:
        names = QListWidget()
        names.setObjectName("licencesList")
        names.setAccessibleName(self.tr("What Rivulet consists of"))
        names.setFixedWidth(_NAMES_WIDTH)
        names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        height = names.fontMetrics().lineSpacing() + S
        for place in self._places:
            item = QListWidgetItem(place.title, names)
            item.setSizeHint(QSize(0, height))
        return names

    def _made_text(self, words: str) -> QPlainTextEdit:
        text = QPlainTextEdit(words)
        text.setObjectName("licencesText")
        text.setAccessibleName(self.tr("Licences"))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setFont(code_font(_ZOOM))
        return text

    def _show(self, row: int) -> None:
        """Its heading stands at the top then."""
        block = self._text.document().findBlockByNumber(self._places[row].line)
        self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._text.setTextCursor(QTextCursor(block))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)
