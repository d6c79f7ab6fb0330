"""The line of the quick prompt in which one writes, with the button that sends or stops."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from app.ui.message_input import MessageInput
from app.ui.round_button import RoundButton
from app.ui.theme import L, M, S, message_font

_MOST_LINES = 8
_WORDS = "Ask anything"
_LARGER = 1.15
"""Than what is written in the main window."""


class PromptLine(QWidget):
    """
    Signals:
        submitted(): the user wants to send what is written, or to send it while an answer streams.
        stop_requested()
    """

    submitted = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input = MessageInput()
        self.input.most_lines = _MOST_LINES
        self.input.setObjectName("quickPromptInput")
        self.input.setAccessibleName(self.tr("Quick prompt"))
        self.input.setPlaceholderText(self.tr(_WORDS))
        self.input.setFont(message_font(_LARGER))
        self._send = RoundButton("arrow-up-line", self.tr("Send"), self)
        self._send.setObjectName("quickPromptSendButton")
        self._send.setEnabled(False)
        self._stop = RoundButton("stop-mini-fill", self.tr("Stop (Esc)"), self)
        self._stop.setObjectName("quickPromptStopButton")
        self._buttons = QStackedLayout()
        self._buttons.addWidget(self._send)
        self._buttons.addWidget(self._stop)
        self._no_button = QWidget(self)
        self._buttons.addWidget(self._no_button)
        self._is_streaming = self._is_translating = False
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, M, S)
        column = QHBoxLayout()
        column.setContentsMargins(0, S, 0, S)
        column.addWidget(self.input)
        row.addLayout(column, 1)
        row.addLayout(self._buttons)
        row.setSpacing(M)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.input)
        self.input.entered.connect(self.submitted)
        self._send.clicked.connect(self.submitted)
        self._stop.clicked.connect(self.stop_requested)

    def text(self) -> str:
        return self.input.toPlainText()

    def set_text(self, text: str) -> None:
        """The caret stands at its end."""
        self.input.setPlainText(text)
        self.input.moveCursor(self.input.textCursor().MoveOperation.End)

    def add_text(self, text: str) -> None:
        """Below what is written already."""
        written = self.text()
        self.set_text(f"{written.rstrip()}\n{text}" if written.strip() else text)
        self.input.tell_hidden(text)

    def set_streaming(self, streaming: bool) -> None:
        """Puts Stop in the place of Send, or back."""
        self._is_streaming = streaming
        self._show_button()

    def set_translating(self, translating: bool) -> None:
        """What is written is not for sending then."""
        words = "Type or paste a text to translate" if translating else _WORDS
        self.input.setPlaceholderText(self.tr(words))
        self._is_translating = translating
        self._show_button()

    def allow_sending(self, *, allowed: bool) -> None:
        self._send.setEnabled(allowed)

    def _show_button(self) -> None:
        before = self._buttons.currentWidget()
        had_focus = before is not None and before.hasFocus()
        if self._is_streaming:
            shown: QWidget = self._stop
        else:
            shown = self._no_button if self._is_translating else self._send
        self._buttons.setCurrentWidget(shown)
        if had_focus and shown is not before:
            self.input.setFocus()
