"""A request in readable form: its parameters, and its messages in order."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.outline import Outline, OutlineMessage
from app.ui.theme import XS, L, M, S, code_font

_BATCH = 12
"""Messages that are laid out at a time."""
_SHORT = 600
_LONG = 20_000
"""Characters of a message: folded, and unfolded. All of it stands in the JSON."""
_NOT_AGAIN = "What came before is not sent again: the provider has it under previous_response_id."
_NOTHING_YET = "Nothing is written yet: the prompt will stand here."


class OutgoingPage(QScrollArea):
    """Shows the end of the list first, and what is before it on request: a conversation can be long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outgoingPage")
        self.setAccessibleName(self.tr("The request, in readable form"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._outline = Outline((), ())
        self._first = 0
        self._before = QLabel()
        self._before.setProperty("role", "line")
        self._before.setWordWrap(True)
        self._earlier = _quiet_button("outgoingEarlier", "")
        self._earlier.clicked.connect(self._show_earlier)
        self._messages = QVBoxLayout()
        self._messages.setSpacing(S)
        self._parameters = QGridLayout()
        self._parameters.setHorizontalSpacing(L)
        self._parameters.setVerticalSpacing(XS)
        self._parameters.setColumnStretch(1, 1)
        parts = QWidget()
        column = QVBoxLayout(parts)
        column.setContentsMargins(0, 0, M, 0)
        column.setSpacing(S)
        column.addLayout(self._parameters)
        column.addSpacing(S)
        column.addWidget(self._before)
        column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._messages)
        column.addStretch(1)
        self.setWidget(parts)
        self.viewport().setAutoFillBackground(False)
        parts.setAutoFillBackground(False)

    def show_outline(self, outline: Outline) -> None:
        """Once: a page shows one request."""
        self._outline = outline
        for row, (name, value) in enumerate(outline.parameters):
            key, words = _text(name), _text(value[:_SHORT])
            key.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            words.setFont(code_font())
            self._parameters.addWidget(key, row, 0, Qt.AlignmentFlag.AlignTop)
            self._parameters.addWidget(words, row, 1)
        self._first = len(outline.messages)
        self._before.setText(self.tr(_NOT_AGAIN if outline.is_rest else _NOTHING_YET))
        self._before.setVisible(outline.is_rest or not outline.messages)
        self._show_earlier()

    def _show_earlier(self) -> None:
        until, self._first = self._first, max(0, self._first - _BATCH)
        for place, message in enumerate(self._outline.messages[self._first : until]):
            self._messages.insertWidget(place, _Message(message))
        left = self._first
        if left:
            shown = f"{min(_BATCH, left)} of {left:,}" if left > _BATCH else f"{left}"
            self._earlier.setText(self.tr("Show {} earlier messages").format(shown))
        self._earlier.setVisible(bool(left))


class _Message(QFrame):
    """Who says it, what is attached, and the text; a long one is folded."""

    def __init__(self, message: OutlineMessage) -> None:
        super().__init__()
        self.setObjectName("outgoingMessage")
        self._message = message
        head = QLabel(message.role)
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setProperty("role", "heading")
        self._text = _text("")
        self._more = _quiet_button("outgoingMore", "")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._more.setVisible(len(message.text) > _SHORT)
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(head)
        for size in message.images:
            top.addWidget(_image_label(size))
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, M, S)
        column.setSpacing(XS)
        column.addLayout(top)
        column.addWidget(self._text)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._text.setVisible(bool(message.text))
        self._unfold(False)

    def _unfold(self, unfolded: bool) -> None:
        text, most = self._message.text, _LONG if unfolded else _SHORT
        self._text.setText(text[:most] + ("…" if len(text) > most else ""))
        words = self.tr("Show less") if unfolded else self.tr("Show more ({:,} characters)").format(len(text))
        if unfolded and len(text) > most:
            words = self.tr("Show less (all of it is in the JSON)")
        self._more.setText(words)


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _image_label(size: int) -> QLabel:
    label = QLabel(f"image, {_size(size)}" if size else "image, by its address")
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def _size(size: int) -> str:
    """In units of a thousand, as file managers count."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{round(size / 1_000):,} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def _quiet_button(name: str, words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setProperty("look", "quiet")
    button.setAutoDefault(False)
    return button
