"""The main window: conversations at the left, one of them at the right."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QToolButton, QVBoxLayout, QWidget

from app.domain.ending import EndState
from app.domain.problem import EnvironmentFault, TurnError
from app.domain.settings import ZOOM_RANGE, Settings
from app.ui.attaching import brings_images
from app.ui.conversation_row import Row
from app.ui.enter_key import pressed_by_enter
from app.ui.icons import put_icon
from app.ui.notice import Notice
from app.ui.pane import ConversationPane
from app.ui.theme import Appearance, S
from app.ui.two_panes import TwoPanes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.conversation import ConversationId
    from app.domain.provider import Provider
    from app.services.chat import Chat
    from app.services.library import Library
    from app.services.providers import Providers
    from app.services.reading import Reading
    from app.services.tasks import TaskScope
    from app.ui.message_deeds import MessageDeeds
    from app.ui.sidebar import Sidebar
    from app.ui.transcript.view import Transcript

_WAITING = "Waiting for your keyring…"
_PATIENCE = 400
"""Milliseconds."""
_LISTING = 30
"""Milliseconds at least between two times that the list is made anew by itself."""


class MainWindow(QMainWindow):
    """
    Signals:
        painted(): it was painted for the first time.
        settings_requested(): open the settings.
        translate_requested(): open the live translation.
        key_requested(): open them where the key is entered.
        looked_at(): the user has another conversation before the eyes, or this one again.
        closing(): the user has quit, or has closed the window and it does not stay.
        settings_changed(Settings): a choice made in the window itself (size, sidebar, zoom, model).
    """

    painted = Signal()
    settings_requested = Signal()
    translate_requested = Signal()
    key_requested = Signal()
    looked_at = Signal()
    closing = Signal()
    settings_changed = Signal(Settings)

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Rivulet")
        self.setMinimumSize(420, 360)
        self.setAcceptDrops(True)
        self.has_quit = False
        """Nothing shows the window again: to take down what is shown can crash Python at its end."""
        self.stays_when_closed: Callable[[], bool] = lambda: False
        """Asked each time that the user closes the window: whether it is only hidden then."""
        self._settings = settings
        self._library: Library | None = None
        self._providers: Providers | None = None
        self._tasks: TaskScope | None = None
        self._deeds: MessageDeeds | None = None
        self._models: list[str] = []
        self._begins_temporary = False
        """The user wants the first conversation of this run to be a temporary one."""
        self._wanted: ConversationId | None = None
        """The conversation that is being opened."""
        self._listing = QTimer(self)
        """Runs while the list waits: it was shown a moment ago, and has changed since."""
        self._listing.setSingleShot(True)
        self._listed_at = 0.0
        self._keyring_wait = QTimer(self)
        self._keyring_wait.setSingleShot(True)
        self._appearance = appearance
        self.sidebar: Sidebar
        self.pane = ConversationPane(self)
        self.notice = Notice(self)
        self._notices = QVBoxLayout()
        self._fold = QToolButton(self)
        self._lay_out()
        self._connect_signals()
        self._add_keys({"Ctrl+N": self.new_chat, "Ctrl+Shift+N": lambda: self.new_chat(temporary=True)})
        self._add_keys({"Ctrl+Q": self.quit})
        if not self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode())):
            self.resize(1080, 760)
        # Who starts to type at once, types a prompt.
        self.pane.composer.focus_input()

    def _lay_out(self) -> None:
        self._fold.setObjectName("sidebarButton")
        put_icon(self._fold, "layout-left-line", "Show or hide the conversations (Ctrl+B)")
        top = QHBoxLayout()
        top.setContentsMargins(S, S, S, 0)
        top.setSpacing(S)
        top.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignTop)
        self._notices.setSpacing(S)
        self._notices.addWidget(self.notice)
        top.addLayout(self._notices, 1)
        top.addStretch()
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.pane, 1)
        self._panes = TwoPanes(
            right,
            ground=self._appearance.theme.sidebar,
            is_open=self._settings.sidebar_visible,
            parent=self,
        )
        self.setCentralWidget(self._panes)

    def _connect_signals(self) -> None:
        # Panes
        self._panes.painted.connect(self.painted)
        self._panes.toggled.connect(self._on_sidebar_toggled)
        self._panes.left.connect(self.pane.composer.focus_input)
        self._fold.clicked.connect(self._panes.toggle)
        # Settings
        self.pane.settings_requested.connect(self._on_settings_wanted)
        self.pane.noticed.connect(self.notice.show_text)
        self.notice.acted.connect(self.settings_requested)
        self._keyring_wait.timeout.connect(self._on_keyring_slow)
        self._listing.timeout.connect(self._list_conversations)
        self.pane.temporary.keep_requested.connect(self._on_keep_requested)
        # The composer
        self.pane.composer.hidden_pasted.connect(self._on_hidden_pasted)
        options = self.pane.composer.options
        options.outgoing_requested.connect(self._on_outgoing_requested)
        options.wanted.connect(self._on_options_wanted)
        options.background_chosen.connect(self._on_background_chosen)
        options.temporary_chosen.connect(lambda temporary: self.new_chat(temporary=temporary))
        self.pane.composer.model_chosen.connect(self._on_model_chosen)
        self.pane.composer.more_models_requested.connect(self.settings_requested)
        self.pane.composer.models_wanted.connect(self._on_models_wanted)

    def _connect_sidebar(self, sidebar: Sidebar) -> None:
        sidebar.new_chat_requested.connect(self.new_chat)
        sidebar.temporary_chat_requested.connect(lambda: self.new_chat(temporary=True))
        sidebar.opened.connect(self.open_chat)
        sidebar.renamed.connect(self._on_renamed)
        sidebar.delete_requested.connect(self._on_delete_requested)
        sidebar.translate_requested.connect(self.translate_requested)
        sidebar.settings_requested.connect(self.settings_requested)
        sidebar.wanted.connect(self._panes.unfold)
        sidebar.left.connect(self._panes.fold_overlay)
        sidebar.left.connect(self.pane.composer.focus_input)

    def _add_shortcuts(self) -> None:
        shortcuts: dict[str, Callable[[], object]] = {
            "Ctrl+,": self.settings_requested.emit,
            "Ctrl+B": self._panes.toggle,
            "Ctrl+T": self.translate_requested.emit,
            "Ctrl+L": self.pane.composer.focus_input,
            "Ctrl+K": self.sidebar.focus_search,
            "F2": self.sidebar.rename_shown,
            "Ctrl++": lambda: self._zoom_by(10),
            "Ctrl+=": lambda: self._zoom_by(10),
            "Ctrl+-": lambda: self._zoom_by(-10),
            "Ctrl+0": lambda: self._zoom_by(100 - self._settings.zoom),
            "Esc": self._stop,
        }
        self._add_keys(shortcuts)

    def _add_keys(self, shortcuts: Mapping[str, Callable[[], object]]) -> None:
        for keys, action in shortcuts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def attach(
        self,
        library: Library,
        providers: Providers,
        tasks: TaskScope,
        *,
        reading: Reading,
        sidebar: Sidebar,
        make_transcript: Callable[[], Transcript],
    ) -> None:
        """Brings the window to life: it is shown before what it works with is loaded."""
        self._library, self._providers, self._tasks = library, providers, tasks
        self.sidebar = sidebar
        self._connect_sidebar(sidebar)
        self._panes.set_sidebar(sidebar)
        self._add_shortcuts()
        # With what it works on: none of it is needed for the window's first paint.
        from app.ui.message_deeds import MessageDeeds

        self._deeds = MessageDeeds(
            library, tasks, reading, pane=self.pane, notice=self.notice, show=self.show_chat
        )
        self.pane.transcript_made.connect(self._on_transcript_made)
        self.pane.attach(make_transcript)
        self.pane.set_zoom(self._settings.zoom / 100)
        library.subscribe(self._on_library_changed)
        providers.on_keychain_wait = self._on_keychain_wait
        self.show_provider(providers.current)
        self.new_chat(temporary=self._begins_temporary)

    def show_provider(self, provider: Provider, models: list[str] | None = None) -> None:
        self.pane.show_provider(provider)
        if models is not None:
            self._models = models
        self.pane.composer.set_models(self._models, provider.model)

    async def load_models(self) -> None:
        """Fills the model picker; where the server does not list its models, it keeps the current one."""
        assert self._providers is not None
        asked = self._providers.current
        try:
            models = await self._providers.models()
        except TurnError:
            models = []
        current = self._providers.current
        if (current.name, current.base_url) == (asked.name, asked.base_url):
            self.show_provider(current, models)

    def new_chat(self, *, temporary: bool = False) -> None:
        if self._library is None:
            # Asked for before there was anything to make it with: it must not be another kind then.
            self._begins_temporary = temporary
            self.pane.show_temporary(temporary)
            return
        self._wanted = None
        self._show(self._library.new_chat(temporary=temporary))

    def open_chat(self, conversation_id: ConversationId) -> None:
        if self._tasks is not None:
            self._wanted = conversation_id
            self._tasks.start("open a conversation", self._open(conversation_id))

    def show_chat(self, chat: Chat) -> None:
        """In place of what is shown, or is being opened."""
        self._wanted = None
        self._show(chat)

    def add_notice(self, notice: Notice) -> None:
        """One more, below those that are there."""
        notice.come_after(self.notice)
        self._notices.addWidget(notice)

    def is_looked_at(self, conversation_id: ConversationId) -> bool:
        """Whether the user has it before the eyes: the window is the active one, and shows it."""
        chat = self.pane.chat
        return self.isActiveWindow() and chat is not None and chat.conversation.id == conversation_id

    def quit(self) -> None:
        """Ends the session, also where closing the window would only hide it, and before there is one."""
        self.has_quit = True
        self._keep_geometry()
        self.hide()
        self.closing.emit()

    def bring_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # What happens

    def _on_transcript_made(self, transcript: Transcript) -> None:
        assert self._deeds is not None
        transcript.message_acted.connect(self._deeds.act)
        transcript.link_failed.connect(self.notice.show_unopened)
        self.notice.come_after(transcript)
        self._appearance.changed.connect(transcript.set_theme)

    async def _open(self, conversation_id: ConversationId) -> None:
        assert self._library is not None
        try:
            chat = await self._library.open(conversation_id)
        except EnvironmentFault as fault:
            self.notice.show_text(str(fault))
            return
        if self._wanted == conversation_id:  # else something else was chosen meanwhile
            self._show(chat)
        elif not chat.is_watched:
            self._library.release(chat)

    def _stop(self) -> None:
        if self._deeds is None or not self._deeds.stop_reading():
            self.pane.stop()

    def _show(self, chat: Chat) -> None:
        assert self._library is not None
        before = self.pane.chat
        self.pane.show_chat(chat)
        if before is not None and before is not chat:
            self._library.release(before)
        self._library.activities.take(chat)
        self._panes.fold_overlay()
        self._list_conversations()
        self.pane.refresh()
        self.looked_at.emit()

    def _on_looked_at(self) -> None:
        """What has ended while the window was away is seen now."""
        if self._library is not None and self.pane.chat is not None:
            self._library.activities.take(self.pane.chat)
            self._library.tell()
        self.looked_at.emit()

    def _on_library_changed(self) -> None:
        self.pane.refresh()
        # Many answers may begin or end at once, and the list may be long.
        since = (time.monotonic() - self._listed_at) * 1000
        if since > _LISTING:
            self._list_conversations()
        elif not self._listing.isActive():
            self._listing.start(_LISTING)

    def _list_conversations(self) -> None:
        assert self._library is not None
        self._listing.stop()
        self._listed_at = time.monotonic()
        rows = [
            Row(one.id, one.title, one.updated_at, self._library.activities.of(one.id), one.is_temporary)
            for one in self._library.recent()
        ]
        self.sidebar.set_conversations(rows)
        if self.pane.chat is not None:
            self.sidebar.set_current(self.pane.chat.conversation.id)

    def _on_settings_wanted(self) -> None:
        last = self.pane.chat.last if self.pane.chat is not None else None
        if last is not None and last.end is EndState.UNAUTHORIZED:
            self.key_requested.emit()
        else:
            self.settings_requested.emit()

    def _on_renamed(self, conversation_id: ConversationId, title: str) -> None:
        if self._library is not None:
            self._library.rename(conversation_id, title)

    def _on_delete_requested(self, conversation_id: ConversationId) -> None:
        if self._library is None:
            return
        shown = self.pane.chat is not None and self.pane.chat.conversation.id == conversation_id
        self._library.delete(conversation_id)
        self._list_conversations()
        if shown:
            self.new_chat()
            if self.sidebar.isVisible():
                # Who deletes one may want to delete the next.
                self.sidebar.setFocus()

    def _on_models_wanted(self) -> None:
        if self._tasks is not None and not self._models:
            self._tasks.start("list the models", self.load_models())

    def _on_model_chosen(self, model: str) -> None:
        if self._providers is not None:
            self._providers.choose_model(model)
            self.pane.show_provider(self._providers.current)
            self._change_settings(self._settings.with_model_of(self._providers.current))

    def _on_options_wanted(self) -> None:
        if self._providers is not None:
            self.pane.composer.options.set_background(
                possible=self._providers.capabilities().background, chosen=self._providers.policy.background
            )

    def _on_outgoing_requested(self) -> None:
        if self._deeds is not None:
            self._deeds.show_outgoing_of_draft()

    def _on_background_chosen(self, background: bool) -> None:
        if self._providers is not None:
            self._providers.policy = replace(self._providers.policy, background=background)
            policy = replace(self._settings.policy, background=background)
            self._change_settings(replace(self._settings, policy=policy))

    def _on_keep_requested(self) -> None:
        if self._library is not None and self.pane.chat is not None:
            self._library.keep(self.pane.chat)
            self.pane.composer.focus_input()
            self.notice.show_text("This conversation is kept from now on.")

    def _on_keychain_wait(self, waiting: bool) -> None:
        if waiting:
            # Most answer at once: a notice that comes and goes would only hide another one.
            self._keyring_wait.start(_PATIENCE)
            return
        self._keyring_wait.stop()
        if self.notice.text() == _WAITING:
            self.notice.hide_text()

    def _on_hidden_pasted(self, count: int) -> None:
        self.notice.show_hidden(count, self.pane.composer.remove_hidden)

    def _on_keyring_slow(self) -> None:
        self.notice.show_text(_WAITING, "Use a key for this session only")

    def _on_sidebar_toggled(self, is_open: bool) -> None:
        self._change_settings(replace(self._settings, sidebar_visible=is_open))

    def _zoom_by(self, percent: int) -> None:
        smallest, largest = ZOOM_RANGE
        zoom = max(smallest, min(largest, self._settings.zoom + percent))
        self.pane.set_zoom(zoom / 100)
        self._change_settings(replace(self._settings, zoom=zoom))

    def take_settings(self, settings: Settings) -> None:
        """What was chosen elsewhere: the window's own choices are added to it."""
        self._settings = settings

    def _change_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.settings_changed.emit(settings)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if brings_images(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)  # whoever has the file keeps it
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.pane.composer.attach(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._on_looked_at()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stays_when_closed():
            self._keep_geometry()
        else:
            self.quit()
        super().closeEvent(event)

    def _keep_geometry(self) -> None:
        if self.windowHandle() is None:  # it was never shown in this run
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._change_settings(replace(self._settings, window_geometry=geometry))
