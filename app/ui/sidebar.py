"""The column at the left: new chat, search, conversations, settings."""

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.ui.conversation_list import ConversationList
from app.ui.conversation_row import Row
from app.ui.conversation_rows import ConversationRows, grouped
from app.ui.icons import icon, put_icon
from app.ui.search_field import SearchField
from app.ui.theme import ICON, SIDEBAR_WIDTH, XS, L, S


class Sidebar(QWidget):
    """
    Signals:
        opened(str): the user wants to see the conversation of this id.
        new_chat_requested()
        temporary_chat_requested(): a new one that is never written to disk.
        renamed(str, str): id and new title.
        delete_requested(str): id; the user has confirmed it.
        translate_requested()
        settings_requested()
        left(): the user has done with it, and goes back to where prompts are written.
        wanted(): it is about to be used by the keyboard, and has to be seen.
    """

    opened = Signal(str)
    new_chat_requested = Signal()
    temporary_chat_requested = Signal()
    renamed = Signal(str, str)
    delete_requested = Signal(str)
    translate_requested = Signal()
    settings_requested = Signal()
    left = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIDEBAR_WIDTH)
        self._all: tuple[Row, ...] = ()
        self._newest: tuple[Row, ...] = ()
        """As they are: while the pointer is over the list, `_all` may have them at their earlier places."""
        self._shown_id: str | None = None
        new_chat_keys = QKeySequence(QKeySequence.StandardKey.New)
        self._new_chat = _row_button("newChatButton", "edit-box-line", self.tr("New chat"))
        self._new_chat.setToolTip(
            self.tr("New chat")
            + f" ({new_chat_keys.toString(QKeySequence.SequenceFormat.NativeText) or 'Ctrl+N'})"
        )
        self._temporary = QToolButton()
        self._temporary.setObjectName("newTemporaryChatButton")
        self._temporary.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(self._temporary, "ghost-line", self.tr("New temporary chat (Ctrl+Shift+N)"))
        self._temporary.setAccessibleName(self.tr("New temporary chat"))
        self._search = SearchField()
        self._search.setObjectName("conversationSearch")
        self._search.setAccessibleName(self.tr("Search conversations"))
        self._search.setPlaceholderText(self.tr("Search"))
        self._rows = ConversationRows(self)
        self._list = ConversationList(self._rows)
        self._empty = QLabel()
        self._empty.setObjectName("conversationsEmpty")
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setContentsMargins(L, S, L, S)
        self._translate = _row_button("translateButton", "translate-2", self.tr("Live translation"))
        self._translate.setToolTip(self.tr("Live translation (Ctrl+T)"))
        self._settings = _row_button("settingsButton", "settings-3-line", self.tr("Settings"))
        self._lay_out()
        self._connect_signals()
        self._show_rows()

    def set_conversations(self, rows: Sequence[Row]) -> None:
        """Shows these, the last used first. What is selected, scrolled to or being renamed stays so.

        Nothing moves to the top under the pointer: it does when that has left the list.
        """
        self._newest = tuple(rows)
        self._take_rows(self._held() if self._list.viewport().underMouse() else self._newest)

    def set_current(self, conversation_id: str | None) -> None:
        """Marks the conversation that is open; None (or one that is not listed) marks none."""
        if conversation_id != self._shown_id and all(row.id != conversation_id for row in self._found()):
            # What is opened or new is not to be hidden by an old search.
            self._search.clear()
        self._shown_id = conversation_id
        self._list.set_shown(conversation_id)

    def rename_shown(self) -> None:
        """Lets the user rename the conversation that is open, in place; a new one has no title yet."""
        if all(row.id != self._shown_id for row in self._all):
            return
        self.wanted.emit()
        if all(row.id != self._shown_id for row in self._found()):
            self._search.clear()
        self._list.rename_shown()

    def focus_search(self) -> None:
        self.wanted.emit()
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Not a focus proxy: that would change the order of Tab.
        self._list.setFocus(event.reason())

    def _enter_list(self) -> None:
        self._list.setFocus(Qt.FocusReason.TabFocusReason)
        self._list.setCurrentIndex(self._first())

    def _open_first(self) -> None:
        found = self._found()
        if found:
            self.opened.emit(found[0].id)

    def _first(self) -> QModelIndex:
        found = self._found()
        return self._rows.index_of(found[0].id if found else None)

    def _found(self) -> Sequence[Row]:
        wanted = self._search.text().casefold().split()
        if not wanted:
            return self._all
        return [row for row in self._all if all(word in row.title.casefold() for word in wanted)]

    def _held(self) -> tuple[Row, ...]:
        """The rows at the places where they are; what is new stands where it belongs."""
        times = {row.id: row.updated_at for row in self._all}
        held = (replace(row, updated_at=times.get(row.id, row.updated_at)) for row in self._newest)
        return tuple(sorted(held, key=lambda row: row.updated_at, reverse=True))

    def _take_rows(self, rows: tuple[Row, ...]) -> None:
        if self._all != rows:
            self._all = rows
            self._show_rows()

    def _show_rows(self) -> None:
        found = self._found()
        self._rows.show_entries(grouped(found, time.time()))
        self._list.set_shown(self._shown_id)
        self._empty.setText(
            self.tr("No title has these words") if self._all else self.tr("No conversations yet")
        )
        self._empty.setVisible(not found)

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(S, S, S, S)
        top.setSpacing(S)
        new = QHBoxLayout()
        new.setSpacing(XS)
        new.addWidget(self._new_chat, 1)
        new.addWidget(self._temporary)
        top.addLayout(new)
        top.addWidget(self._search)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(S, S, S, S)
        bottom.setSpacing(0)
        bottom.addWidget(self._translate)
        bottom.addWidget(self._settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._empty)
        column.addWidget(self._list, 1)
        column.addLayout(bottom)

    def _connect_signals(self) -> None:
        self._search.left_downwards.connect(self._enter_list)
        self._search.entered.connect(self._open_first)
        self._search.left.connect(self.left)
        self._search.textChanged.connect(self._show_rows)
        self._new_chat.clicked.connect(self.new_chat_requested)
        self._temporary.clicked.connect(self.temporary_chat_requested)
        self._translate.clicked.connect(self.translate_requested)
        self._settings.clicked.connect(self.settings_requested)
        self._list.opened.connect(self.opened)
        self._list.pointer_left.connect(lambda: self._take_rows(self._newest))
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
