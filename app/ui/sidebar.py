"""The column at the left: new chat, search, conversations, settings."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.conversation_list import ConversationList
from app.ui.conversation_rows import ConversationRows, Row, grouped
from app.ui.icons import icon
from app.ui.theme import ICON, SIDEBAR_WIDTH, L, S


class Sidebar(QWidget):
    """
    Signals:
        opened(str): the user wants to see the conversation of this id.
        new_chat_requested()
        renamed(str, str): id and new title.
        delete_requested(str): id; the user has confirmed it.
        settings_requested()
    """

    opened = Signal(str)
    new_chat_requested = Signal()
    renamed = Signal(str, str)
    delete_requested = Signal(str)
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIDEBAR_WIDTH)
        self._all: tuple[Row, ...] = ()
        self._shown_id: str | None = None
        new_chat_keys = QKeySequence(QKeySequence.StandardKey.New)
        self._new_chat = _row_button("newChatButton", "edit-box-line", self.tr("New chat"))
        self._new_chat.setToolTip(
            self.tr("New chat")
            + f" ({new_chat_keys.toString(QKeySequence.SequenceFormat.NativeText) or 'Ctrl+N'})"
        )
        self._search = QLineEdit()
        self._search.setObjectName("conversationSearch")
        self._search.setAccessibleName(self.tr("Search conversations"))
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search-line"), QLineEdit.ActionPosition.LeadingPosition)
        self._rows = ConversationRows(self)
        self._list = ConversationList(self._rows)
        self._empty = QLabel()
        self._empty.setObjectName("conversationsEmpty")
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setContentsMargins(L, S, L, S)
        self._settings = _row_button("settingsButton", "settings-3-line", self.tr("Settings"))
        self._lay_out()
        self._connect_signals()
        self._show_rows()

    def set_conversations(self, rows: Sequence[Row]) -> None:
        """Shows these, in this order. What is selected, scrolled to or being renamed stays so."""
        if self._all != tuple(rows):
            self._all = tuple(rows)
            self._show_rows()

    def set_current(self, conversation_id: str | None) -> None:
        """Marks the conversation that is open; None (or one that is not listed) marks none."""
        self._shown_id = conversation_id
        self._list.set_shown(conversation_id)

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search, Down leads into the list, Enter opens the first hit, Escape clears."""
        if watched is self._search and isinstance(event, QKeyEvent):
            key, pressed = event.key(), event.type() is QEvent.Type.KeyPress
            if key == Qt.Key.Key_Escape and self._search.text():
                # Claimed before it is a shortcut of the window.
                event.accept()
                if pressed:
                    self._search.clear()
                return True
            if pressed and key == Qt.Key.Key_Down:
                self._list.setFocus(Qt.FocusReason.TabFocusReason)
                self._list.setCurrentIndex(self._first())
                return True
            if pressed and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._search.text():
                if self._first().isValid():
                    self._list.clicked.emit(self._first())
                return True
        return super().eventFilter(watched, event)

    def _first(self) -> QModelIndex:
        found = self._found()
        return self._rows.index_of(found[0].id if found else None)

    def _found(self) -> Sequence[Row]:
        wanted = self._search.text().casefold().split()
        if not wanted:
            return self._all
        return [row for row in self._all if all(word in row.title.casefold() for word in wanted)]

    def _show_rows(self) -> None:
        found = self._found()
        self._rows.show_entries(grouped(found, datetime.now()))  # noqa: DTZ005 - days are the user's own
        self._list.set_shown(self._shown_id)
        self._empty.setText(
            self.tr("No title has these words") if self._all else self.tr("No conversations yet")
        )
        self._empty.setVisible(not found)

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(S, S, S, S)
        top.setSpacing(S)
        top.addWidget(self._new_chat)
        top.addWidget(self._search)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(S, S, S, S)
        bottom.addWidget(self._settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._empty)
        column.addWidget(self._list, 1)
        column.addLayout(bottom)

    def _connect_signals(self) -> None:
        self._search.installEventFilter(self)
        self._search.textChanged.connect(self._show_rows)
        self._new_chat.clicked.connect(self.new_chat_requested)
        self._settings.clicked.connect(self.settings_requested)
        self._list.opened.connect(self.opened)
        self._list.delete_requested.connect(self.delete_requested)
        self._rows.renamed.connect(self.renamed)


def _row_button(name: str, icon_name: str, words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAccessibleName(words)
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(ICON, ICON))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setProperty("look", "row")
    return button
