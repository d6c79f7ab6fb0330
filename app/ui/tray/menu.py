"""The menu of the icon in the tray. Qt draws it, or the desktop's panel, which is told of it by D-Bus."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.domain.conversation import ConversationId
from app.domain.visible import in_text

RECENT = 5
_LONGEST = 48
"""Characters of a title: panels don't cut what is too long."""


class TrayMenu(QMenu):
    """
    Signals:
        quick_chosen(), new_chat_chosen(), translate_chosen(), window_chosen(), settings_chosen(),
        quit_chosen(): what their names say.
        conversation_chosen(str): one of the recent ones, by its id.
        paused(bool): notifications are to be kept back, or no more.
    """

    quick_chosen = Signal()
    new_chat_chosen = Signal()
    translate_chosen = Signal()
    window_chosen = Signal()
    conversation_chosen = Signal(str)
    paused = Signal(bool)
    settings_chosen = Signal()
    quit_chosen = Signal()

    def __init__(self, *, on_bus: bool) -> None:
        super().__init__()
        self.setObjectName("trayMenu")
        self._on_bus = on_bus
        self._quick = self._add("Quick prompt", self.quick_chosen)
        self._add("New chat", self.new_chat_chosen)
        self._add("Live translation", self.translate_chosen)
        self.addSeparator()
        # Some panels show the menu on every click: without this they had no way to the window.
        self._add("Open Rivulet", self.window_chosen)
        self._recent = self.addMenu("Recent")
        self._recent.setObjectName("trayRecent")
        self._recent.setEnabled(False)
        self._recent.triggered.connect(lambda action: self.conversation_chosen.emit(action.data()))
        self.addSeparator()
        self._pause = self.addAction("Pause notifications")
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self.paused)
        self._add("Settings…", self.settings_chosen)
        self.addSeparator()
        self._add("Quit", self.quit_chosen)

    @property
    def is_paused(self) -> bool:
        return self._pause.isChecked()

    def set_paused(self, paused: bool) -> None:
        self._pause.setChecked(paused)

    def set_trigger(self, trigger: str) -> None:
        """The key that calls the quick prompt, in the desktop's words; "" for none."""
        words = f"Quick prompt ({trigger})" if trigger else "Quick prompt"
        self._quick.setText(label(words, on_bus=self._on_bus))

    def set_recent(self, conversations: Sequence[tuple[ConversationId, str]]) -> None:
        self._recent.clear()
        for conversation_id, title in conversations[:RECENT]:
            action = self._recent.addAction(label(title, on_bus=self._on_bus))
            action.setData(str(conversation_id))
        self._recent.setEnabled(bool(conversations))

    def _add(self, text: str, chosen: SignalInstance) -> QAction:
        action = self.addAction(text)
        action.triggered.connect(lambda: chosen.emit())
        return action


def label(text: str, *, on_bus: bool) -> str:
    """`text` as the label of an action that shows just this text, cut where it is too long.

    Qt marks a letter by "&", the panels by "_". Of what goes to a panel, Qt turns the first "&" into "_", and
    leaves all others as they are.
    """
    words = " ".join(in_text(text).split())
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1].rstrip() + "…"
    return words.replace("_", "__").replace("&", "&&", 1) if on_bus else words.replace("&", "&&")
