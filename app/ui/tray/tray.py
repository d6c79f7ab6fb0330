"""The icon in the tray: what goes on, and the ways to the program while its window is not there."""

import sys
import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.domain.conversation import ConversationId
from app.ui.tray.face import tray_icon
from app.ui.tray.menu import RECENT, TrayMenu
from app.ui.tray.panels import Panels
from app.ui.tray.state import TrayState, in_words

_LOOK = 5_000
"""Milliseconds."""

_Click = QSystemTrayIcon.ActivationReason


class Tray(QObject):
    """Shown wherever there is a panel for it, whenever that comes.

    Signals:
        quick_requested(), new_chat_requested(), window_requested(), translate_requested(),
        settings_requested(), quit_requested(): what their names say.
        conversation_chosen(str): the id of one of the recent ones.
        notifications_paused(bool): from now on, or no more.
        message_clicked(): on the last one that `show_message` showed.
        available_changed(bool): there is a panel that shows the icon now, or none any more.
    """

    quick_requested = Signal()
    new_chat_requested = Signal()
    window_requested = Signal()
    conversation_chosen = Signal(str)
    translate_requested = Signal()
    settings_requested = Signal()
    quit_requested = Signal()
    notifications_paused = Signal(bool)
    message_clicked = Signal()
    available_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, *, look: int = _LOOK) -> None:
        """
        Args:
            look: milliseconds between two looks for a panel.
        """
        super().__init__(parent)
        self._state, self._count = TrayState.IDLE, 0
        self._recent: list[tuple[ConversationId, str]] = []
        self._trigger = ""
        self._clicked: tuple[_Click, float] | None = None
        """The last click, and when it came."""
        self._panels = Panels(self)
        self._panels.changed.connect(self._make)
        self._look = QTimer(self)
        self._look.setInterval(look)
        self._look.timeout.connect(self._tell)
        self._icon: QSystemTrayIcon | None = None
        self._menu: TrayMenu | None = None
        self._was_available = self.is_available
        self._make()

    @property
    def is_available(self) -> bool:
        """Whether there is a panel that shows the icon. An icon says that it is visible without one, too."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_state(self, state: TrayState, count: int = 0) -> None:
        """
        Args:
            count: of the conversations that are in this state.
        """
        if (state, count) != (self._state, self._count):
            self._state, self._count = state, count
            self._show_state()

    def set_recent(self, conversations: Sequence[tuple[ConversationId, str]]) -> None:
        """The last conversations with their titles, the newest first. Only as many as fit are shown."""
        recent = list(conversations[:RECENT])
        if recent != self._recent and self._menu is not None:
            self._recent = recent
            self._menu.set_recent(recent)

    def set_trigger(self, trigger: str) -> None:
        """The key that calls the quick prompt, in the desktop's words; "" for none."""
        if trigger != self._trigger and self._menu is not None:
            self._trigger = trigger
            self._menu.set_trigger(trigger)

    def show_message(self, title: str, text: str) -> bool:
        """A notification by the icon, of plain texts; whether the system has taken it."""
        if self._icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        self._icon.showMessage(title, text, self._icon.icon())
        return True

    def keep_looking(self, on: bool) -> None:
        """Whether a panel that tells nobody when it comes or goes is looked for, too."""
        if not on:
            self._look.stop()
        elif not self._look.isActive():
            self._tell()  # it was not looked for until now
            self._look.start()

    def close(self) -> None:
        """Takes the icon away."""
        self._look.stop()
        self._panels.blockSignals(True)
        self._drop()

    # What happens

    def _make(self) -> None:
        """Makes the icon anew: Qt decides only then by which way it is shown, and tells only those panels of
        it that it knew when it was made.
        """
        is_paused = self._menu is not None and self._menu.is_paused
        self._drop()
        menu = self._menu = TrayMenu(on_bus=self._panels.on_bus)
        menu.set_recent(self._recent)
        menu.set_trigger(self._trigger)
        menu.set_paused(is_paused)
        self._connect(menu)
        icon = self._icon = QSystemTrayIcon(self)
        icon.setObjectName("trayIcon")
        icon.setContextMenu(menu)
        icon.activated.connect(self._on_clicked)
        icon.messageClicked.connect(self.message_clicked)
        self._show_state()
        # Under X11 it waits for a panel. Elsewhere Qt would complain that there is none.
        if self.is_available or QGuiApplication.platformName() == "xcb":
            icon.show()
        self._tell()

    def _connect(self, menu: TrayMenu) -> None:
        menu.quick_chosen.connect(self.quick_requested)
        menu.new_chat_chosen.connect(self.new_chat_requested)
        menu.translate_chosen.connect(self.translate_requested)
        menu.window_chosen.connect(self.window_requested)
        menu.conversation_chosen.connect(self.conversation_chosen)
        menu.paused.connect(self.notifications_paused)
        menu.settings_chosen.connect(self.settings_requested)
        menu.quit_chosen.connect(self.quit_requested)

    def _drop(self) -> None:
        if self._icon is not None and self._menu is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._menu.deleteLater()
            self._icon = self._menu = None

    def _show_state(self) -> None:
        if self._icon is not None:
            self._icon.setIcon(tray_icon(self._state))
            self._icon.setToolTip(in_words(self._state, self._count))

    def _tell(self) -> None:
        available = self.is_available
        if available != self._was_available:
            self._was_available = available
            self.available_changed.emit(available)

    def _on_clicked(self, how: _Click) -> None:
        if how not in (_Click.Trigger, _Click.MiddleClick) or self._is_second(how):
            return
        if how is _Click.MiddleClick:
            self.quick_requested.emit()
        elif sys.platform != "darwin":  # there this click opens the menu
            self.window_requested.emit()

    def _is_second(self, how: _Click) -> bool:
        """Whether it is the second half of a double click, which some panels tell as two clicks."""
        before, now = self._clicked, time.monotonic()
        self._clicked = (how, now)
        patience = QApplication.doubleClickInterval() / 1000
        return before is not None and before[0] is how and now - before[1] < patience
