"""Where a prompt is written, its model is chosen, and an answer is stopped."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.conversation import Part
from app.ui.announcement import announce
from app.ui.attachments import Attachments
from app.ui.composer_options import ComposerOptions
from app.ui.icons import put_icon
from app.ui.message_input import MessageInput
from app.ui.model_picker import ModelPicker
from app.ui.round_button import RoundButton
from app.ui.theme import RADIUS_COMPOSER, XS, M, S

_WAIT = "An answer is being written. Stop it first, or wait."


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written and attached, and not sent yet."""

    text: str = ""
    images: tuple[Part, ...] = ()


class Composer(QWidget):
    """One rounded field for a prompt. Sending does not empty it: its owner does, once the text is taken.

    Signals:
        submitted(str, tuple): send this text with these images. Never nothing, never while an answer streams.
        stop_requested()
        edit_last_requested(): Up was pressed in the empty field.
        scrolled_away(Qt.Key): a key for scrolling, for which there is nothing to scroll here.
        edit_cancelled(): the user does not want to edit after all.
        model_chosen(str)
        more_models_requested()
        models_wanted(): the list of models is about to be shown.
        noticed(str): a sentence for the user: something could not be attached.
        hidden_pasted(int): see MessageInput; `remove_hidden` takes them out.
    """

    submitted = Signal(str, object)
    stop_requested = Signal()
    edit_last_requested = Signal()
    scrolled_away = Signal(Qt.Key)
    edit_cancelled = Signal()
    model_chosen = Signal(str)
    more_models_requested = Signal()
    models_wanted = Signal()
    noticed = Signal(str)
    hidden_pasted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.options = ComposerOptions()
        self._streaming = False
        self._input = MessageInput()
        self._input.setObjectName("composer")
        self._input.setAccessibleName(self.tr("Message"))
        self._input.setPlaceholderText(self.tr("Ask anything"))
        self._models = ModelPicker()
        self._attach = QToolButton()
        self._attach.setObjectName("attachButton")
        self._attach.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(self._attach, "attachment-2", self.tr("Attach pictures"))
        self._attachments = Attachments()
        self._send = RoundButton("arrow-up-line", self.tr("Send"), self)
        self._send.setObjectName("sendButton")
        self._stop = RoundButton("stop-mini-fill", self.tr("Stop"), self)
        self._stop.setObjectName("stopButton")
        self._editing = self._editing_line()
        self._wait = QLabel(self.tr(_WAIT))
        self._wait.setObjectName("composerWait")
        self._wait.setWordWrap(True)
        self._wait.setContentsMargins(S, 0, S, 0)
        self._wait.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._wait.hide()
        self._lay_out()
        self._connect_signals()
        self._send.setEnabled(False)
        self._editing.hide()

    def text(self) -> str:
        return self._input.toPlainText()

    def set_text(self, text: str) -> None:
        self.set_draft(Draft(text))

    def add(self, draft: Draft) -> None:
        """Below what is written, and beside what is attached."""
        if draft.text or draft.images:
            text = "\n".join(filter(None, (self.text(), draft.text)))
            self.set_draft(Draft(text, (*self._attachments.images(), *draft.images)))

    def draft(self) -> Draft:
        return Draft(self.text(), self._attachments.images())

    def set_draft(self, draft: Draft, *, editing: str = "") -> None:
        """
        Args:
            editing: it is a prompt that was sent before; a line above it says this, and Escape gives it up.
        """
        self._input.setPlainText(draft.text)
        self._input.moveCursor(self._input.textCursor().MoveOperation.End)
        self._input.takes_escape = bool(editing)
        self._attachments.set_images(draft.images)
        self._editing_words.setText(self.tr("{} · Esc to cancel").format(editing))
        self._editing.setVisible(bool(editing))

    def clear(self) -> None:
        self.set_draft(Draft())

    def attach(self, mime: QMimeData) -> None:
        """Attaches what was dropped, or tells why not."""
        self._attachments.attach(mime)
        self.focus_input()

    def remove_hidden(self) -> None:
        self._input.remove_hidden()
        self.focus_input()

    def focus_input(self) -> None:
        self._input.setFocus()

    def set_streaming(self, streaming: bool) -> None:
        """Puts Stop in the place of Send, or back."""
        self._streaming = streaming
        if not streaming:
            self._wait.hide()
        shown, hidden = (self._stop, self._send) if streaming else (self._send, self._stop)
        had_focus = hidden.hasFocus()
        self._buttons.setCurrentWidget(shown)
        if had_focus:
            self.focus_input()

    def set_models(self, models: list[str], current: str) -> None:
        """`current` is shown even if it is not among the models."""
        self._models.set_models(models, current)

    def _editing_line(self) -> QWidget:
        line = QWidget()
        self._editing_words = words = QLabel()
        words.setWordWrap(True)
        words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        cancel = QToolButton()
        cancel.setObjectName("cancelEditButton")
        cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(cancel, "close-line", self.tr("Cancel editing"))
        cancel.clicked.connect(self._cancel_edit)
        row = QHBoxLayout(line)
        row.setContentsMargins(S, 0, 0, 0)
        row.addWidget(words, 1)
        row.addWidget(cancel)
        return line

    def _lay_out(self) -> None:
        self._buttons = QStackedLayout()
        self._buttons.addWidget(self._send)
        self._buttons.addWidget(self._stop)
        row = QHBoxLayout()
        row.setSpacing(XS)
        row.addWidget(self._models)
        row.addStretch(1)
        row.addWidget(self.options)
        row.addWidget(self._attach)
        row.addLayout(self._buttons)
        self._field = _Field()
        inside = QVBoxLayout(self._field)
        inside.setContentsMargins(S, M, XS, XS)
        inside.setSpacing(S)
        inside.addWidget(self._editing)
        inside.addWidget(self._wait)
        pictures = QHBoxLayout()
        pictures.setContentsMargins(S, 0, S, 0)
        pictures.addWidget(self._attachments)
        inside.addLayout(pictures)
        inside.addWidget(self._input)
        inside.addLayout(row)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._order_tabs()
        self.setFocusProxy(self._input)

    def _connect_signals(self) -> None:
        self._input.entered.connect(self._submit)
        self._input.left_upwards.connect(self.edit_last_requested)
        self._input.scrolled_away.connect(self.scrolled_away)
        self._input.escaped.connect(self._cancel_edit)
        self._input.textChanged.connect(self._update_send)
        self._input.focus_changed.connect(self._field.set_focused)
        self._input.images_pasted.connect(self.attach)
        self._input.hidden_pasted.connect(self.hidden_pasted)
        self._attachments.changed.connect(self._on_attachments_changed)
        self._attachments.left.connect(self.focus_input)
        self._attachments.noticed.connect(self.noticed)
        self._attach.clicked.connect(self._attachments.choose_files)
        self._send.clicked.connect(self._submit)
        self._stop.clicked.connect(self.stop_requested)
        self._models.model_chosen.connect(self.model_chosen)
        self._models.more_models_requested.connect(self.more_models_requested)
        self._models.opened.connect(self.models_wanted)

    def _submit(self) -> None:
        if self._is_empty():
            return
        if self._streaming:
            self._wait.show()
            announce(self._input, self._wait.text())
        else:
            self.submitted.emit(self.text(), self._attachments.images())

    def _cancel_edit(self) -> None:
        self.clear()
        self.focus_input()
        self.edit_cancelled.emit()

    def _update_send(self) -> None:
        self._send.setEnabled(not self._is_empty())

    def _is_empty(self) -> bool:
        return self._input.is_blank() and not self._attachments.images()

    def _on_attachments_changed(self) -> None:
        self._order_tabs()
        self._update_send()

    def _order_tabs(self) -> None:
        order = [
            self._input,
            *self._attachments.buttons(),
            self._models,
            self.options,
            self._attach,
            self._send,
            self._stop,
        ]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)


class _Field(QWidget):
    """The rounded ground, with the accent around it while it has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self._focused = False
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def set_focused(self, focused: bool) -> None:
        self._focused = focused
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        painter.setPen(palette.color(role.Accent if self._focused else role.Dark))
        painter.setBrush(palette.color(role.Base))
        field = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(field, RADIUS_COMPOSER, RADIUS_COMPOSER)
