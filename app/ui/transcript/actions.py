"""What one can do with a message, and the quiet bar of buttons that offers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QToolButton, QWidget

from app.domain.conversation import PartKind, Role
from app.ui.icons import put_icon
from app.ui.theme import COPIED_SHOWN, ICON
from app.ui.transcript.items.cover import COVERED
from app.ui.transcript.verb import Verb

if TYPE_CHECKING:
    from app.domain.conversation import Message
    from app.services.chat import Chat


@dataclass(frozen=True, slots=True)
class Face:
    """How an action looks, and the key that does it while its message has the keyboard."""

    icon: str
    words: str
    """In a menu."""
    tip: str
    key: Qt.Key

    @property
    def key_name(self) -> str:
        return "Delete" if self.key is Qt.Key.Key_Delete else chr(self.key.value)


FACES = {
    Verb.COPY: Face("file-copy-line", "Copy message", "Copy", Qt.Key.Key_C),
    Verb.EDIT: Face("pencil-line", "Edit prompt", "Edit", Qt.Key.Key_E),
    Verb.RETRY: Face("refresh-line", "Retry", "Retry", Qt.Key.Key_R),
    Verb.BRANCH: Face("git-branch-line", "Branch from here", "Branch into a new chat", Qt.Key.Key_B),
    Verb.READ: Face("volume-up-line", "Read aloud from here", "Read aloud from here", Qt.Key.Key_L),
    Verb.OUTGOING: Face("upload-2-line", "What goes out…", "What goes out", Qt.Key.Key_O),
    Verb.HIDE: Face("eye-off-line", "Hide the text", "Hide the text", Qt.Key.Key_H),
    Verb.DELETE: Face(
        "delete-bin-line", "Delete from here", "Delete this and what follows", Qt.Key.Key_Delete
    ),
}
_MENU_ALONE = (Verb.OUTGOING, Verb.HIDE)
"""Wanted too rarely for a button."""
SHOW_TEXT = "Show the text"
_WORDS = (PartKind.TEXT, PartKind.REFUSAL)
STOP_READING = "Stop reading"


def offered(message: Message, chat: Chat) -> tuple[Verb, ...]:
    """What can be done with a message now, in the order of the buttons."""
    leaf = chat.conversation.leaf_id
    idle, is_last = chat.turn is None, message.id == leaf
    is_being_written = is_last and not idle
    has_text = is_being_written or any(part.text for part in message.parts if part.kind in _WORDS)
    possible = {
        Verb.COPY: has_text,
        Verb.EDIT: idle and message.role is Role.USER,
        Verb.RETRY: idle and (message.is_answer or is_last),
        Verb.BRANCH: not is_being_written,
        Verb.READ: has_text and not is_being_written,
        Verb.HIDE: message.end in COVERED and bool(message.parts),
        Verb.OUTGOING: is_last or (leaf is not None and message.id == chat.messages[leaf].parent_id),
        Verb.DELETE: idle,
    }
    return tuple(verb for verb, is_possible in possible.items() if is_possible)


class MessageActions(QFrame):
    """One bar for all messages: it is moved to the one that has the attention.

    Signals:
        chosen(str): the verb of the button that was pressed.
        left(): the keyboard has gone elsewhere.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("messageActions")
        self.setAccessibleName("Actions for this message")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._verbs: tuple[Verb, ...] = ()
        self._is_reading = False
        self._is_floating = False
        self._buttons = {verb: self._button(verb) for verb in Verb if verb not in _MENU_ALONE}
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(COPIED_SHOWN)
        self._copied.timeout.connect(self._dress)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in self._buttons.values():
            row.addWidget(button)
        self._dress()
        self.hide()

    @property
    def is_floating(self) -> bool:
        """Whether there may be text under it, from which a border sets it off."""
        return self._is_floating

    @is_floating.setter
    def is_floating(self, floating: bool) -> None:
        if floating is not self._is_floating:
            self._is_floating = floating
            self.setProperty("floating", floating)
            self.style().unpolish(self)
            self.style().polish(self)

    def offer(self, verbs: tuple[Verb, ...], *, reading: bool) -> None:
        """`reading`: a voice is on, which the button of reading stops."""
        verbs = tuple(verb for verb in verbs if verb in self._buttons)
        if verbs != self._verbs:
            self._verbs = verbs
            for verb, button in self._buttons.items():
                button.setVisible(verb in verbs)
            self.adjustSize()
        if reading is not self._is_reading:
            self._is_reading = reading
            self._dress()

    def confirm_copied(self) -> None:
        """Shows for a moment that the message is on the clipboard."""
        put_icon(self._buttons[Verb.COPY], "check-line", "Copied")
        self._copied.start()

    def has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def stops(self) -> list[QWidget]:
        """The buttons that Tab goes through; none while it is hidden."""
        return [self._buttons[verb] for verb in self._verbs] if self.isVisible() else []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and not self.has_focus():
            self.left.emit()
        elif event.type() is QEvent.Type.Hide and isinstance(watched, QWidget):
            # No Leave comes for what is hidden under the pointer: it would look hovered ever after.
            watched.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        return False

    def _button(self, verb: Verb) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"messageAction_{verb}")
        button.setProperty("verb", verb.value)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(ICON, ICON))
        button.clicked.connect(self._on_clicked)
        button.installEventFilter(self)
        return button

    def _on_clicked(self) -> None:
        self.chosen.emit(self.sender().property("verb"))

    def _dress(self) -> None:
        for verb, button in self._buttons.items():
            face = FACES[verb]
            stops = verb is Verb.READ and self._is_reading
            words = STOP_READING if stops else face.tip
            put_icon(button, "stop-mini-fill" if stops else face.icon, f"{words} ({face.key_name})")
            button.setAccessibleName(words)
