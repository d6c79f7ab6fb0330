"""The room of one conversation: greeting or transcript, composer, and the line with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.provider import GUIDE, Provider
from app.ui.banner_deeds import BannerDeeds
from app.ui.composer import Composer, Draft
from app.ui.greeting import Greeting
from app.ui.temporary_line import TemporaryLine
from app.ui.theme import TEXT_COLUMN, XS, L, S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.conversation import ConversationId, Message, MessageId, Part
    from app.domain.patch import Patch
    from app.services.chat import Chat
    from app.services.turn import Turn
    from app.ui.transcript.view import Transcript

_EDITING = "Editing your prompt"
_EDITING_EARLIER = "Editing an earlier prompt: it becomes another version"


class ConversationPane(QWidget):
    """Shows a chat and lets the user act on it. What is typed is kept for each conversation.

    It is shown before the services are loaded: `attach` brings what they need.

    Signals:
        settings_requested(): an action leads to the connection's settings.
        noticed(str): a sentence for the user.
        transcript_made(Transcript): there is one from now on.
    """

    settings_requested = Signal()
    noticed = Signal(str)
    transcript_made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chat: Chat | None = None
        self._make_transcript: Callable[[], Transcript] | None = None
        self._transcript: Transcript | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._provider: Provider | None = None
        self._zoom = 1.0
        self._drafts: dict[ConversationId, Draft] = {}
        self._editing: tuple[MessageId, Draft] | None = None
        """The prompt that is being edited, and the draft that had to make room for it."""
        self._early: Draft | None = None
        """A prompt that was sent before there was a chat to take it."""
        self.greeting = Greeting(self)
        self.composer = Composer(self)
        self._deeds = BannerDeeds(
            edit=self.edit, open_settings=self.settings_requested.emit, notice=self.noticed.emit
        )
        self.temporary = TemporaryLine(self)
        self._usage = QLabel(self)
        self._usage.setObjectName("statusUsage")
        self._usage.setAccessibleName("Model and tokens")
        self._usage.setTextFormat(Qt.TextFormat.PlainText)
        self._usage.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._usage.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._stage = QStackedWidget(self)
        self._stage.addWidget(self.greeting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, S)
        layout.setSpacing(S)
        layout.addWidget(self._stage, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(XS)
        self._column.addWidget(self.temporary)
        self._column.addWidget(self.composer)
        layout.addLayout(self._column)
        layout.addWidget(self._usage)
        self._connect_signals()

    def _connect_signals(self) -> None:
        self.composer.submitted.connect(self.send)
        self.composer.stop_requested.connect(self.stop)
        self.composer.edit_last_requested.connect(self._on_edit_last_requested)
        self.composer.edit_cancelled.connect(self._on_edit_cancelled)
        self.composer.noticed.connect(self.noticed)
        self.greeting.chosen.connect(self.send)
        self.greeting.settings_requested.connect(self.settings_requested)

    @property
    def edited(self) -> MessageId | None:
        """The prompt of this chat that is in the composer, to be sent in another wording."""
        if self._editing is None or self.chat is None:
            return None
        prompt = self._editing[0]
        return prompt if prompt in self.chat.messages else None  # else it was deleted meanwhile

    def set_zoom(self, zoom: float) -> None:
        """1.0 is the system's own size."""
        self._zoom = zoom
        if self._transcript is not None:
            self._transcript.set_zoom(zoom)
        self._place_composer()

    def attach(self, make_transcript: Callable[[], Transcript]) -> None:
        """The transcript is made when the pane is first seen: a program in the tray does without."""
        self._make_transcript = make_transcript
        if self.isVisible():
            self._place_transcript()

    @property
    def transcript(self) -> Transcript:
        """`attach` comes first."""
        return self._transcript or self._place_transcript()

    def _place_transcript(self) -> Transcript:
        assert self._make_transcript is not None
        made = self._transcript = self._make_transcript()
        self._stage.addWidget(made)
        made.acted.connect(self._on_acted)
        self.composer.scrolled_away.connect(made.scroll_by_key)
        made.left_downwards.connect(self.composer.focus_input)
        made.set_zoom(self._zoom)
        self.transcript_made.emit(made)
        if self.chat is not None:
            made.show_chat(self.chat)
        return made

    def show_chat(self, chat: Chat) -> None:
        if chat is self.chat:
            self.composer.focus_input()
            return
        before, self.chat = self.chat, chat
        draft = self._editing[1] if self._editing else self.composer.draft()
        self._editing = None
        self._unsubscribe()
        self._unsubscribe = chat.subscribe(self)
        if self._transcript is not None:
            self._transcript.show_chat(chat)
        if before is not None:
            if not _is_other_kind(before, chat):  # else what was typed goes with it
                self._drafts[before.conversation.id] = draft
                draft = self._drafts.pop(chat.conversation.id, Draft())
            self.composer.set_draft(draft)
            self.composer.focus_input()  # of the first one, the keyboard has been somewhere since the start
        self.refresh()
        if self._early:
            early, self._early, draft = self._early, None, self.composer.draft()
            self.send(early.text, early.images)
            self.composer.set_draft(draft)

    def show_provider(self, provider: Provider) -> None:
        self._provider = provider
        self.greeting.show_provider(guide=provider.is_guide, model=provider.model)
        self.refresh()

    def refresh(self) -> None:
        """The chat has begun or ended an answer, or has changed otherwise."""
        if self.chat is None:
            return
        is_empty = not self.chat.messages
        self._stage.setCurrentWidget(self.greeting if is_empty else self.transcript)
        self.show_temporary(self.chat.conversation.is_temporary, empty=is_empty)
        self.composer.set_streaming(self.chat.turn is not None)
        self._usage.setText(_figures(self.chat.last, self.chat.turn))

    # ChatListener

    def branch_changed(self) -> None:
        self.refresh()

    def message_added(self, message: Message) -> None:
        self.refresh()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        """The transcript shows them."""

    # What it shows, and what the user does

    def show_temporary(self, temporary: bool, *, empty: bool = True) -> None:
        """Says whether this is a temporary conversation; also of the first one, before there is a chat."""
        self.greeting.show_temporary(temporary)
        self.temporary.show_for(temporary=temporary, empty=empty)
        self.composer.options.is_temporary, self.composer.options.is_empty = temporary, empty

    def send(self, text: str, images: tuple[Part, ...] = ()) -> None:
        chat = self.chat
        if chat is None:
            if self._early:
                return
            self._early = Draft(text, images)
            self.composer.clear()
            return
        if chat.turn is not None or not (text.strip() or images):
            return
        edited = self.edited
        editing, self._editing = self._editing, None
        self.composer.set_draft(editing[1] if editing else Draft())
        if edited is not None:
            chat.edit(edited, text, images)
        else:
            chat.send(text, images)
        self.refresh()
        self.composer.focus_input()

    def stop(self) -> None:
        if self.chat is not None:
            self.chat.stop()

    def _on_acted(self, verb: str) -> None:
        if self.chat is None:
            return
        # Where the button was there may be nothing to type into soon.
        self.composer.focus_input()
        self._deeds.act(verb, self.chat, self._provider.billing_url if self._provider is not None else "")
        self.refresh()

    def _on_edit_last_requested(self) -> None:
        if self.chat is not None and self.chat.turn is None:
            self._deeds.edit_last_prompt(self.chat)

    def _on_edit_cancelled(self) -> None:
        editing, self._editing = self._editing, None
        self.composer.set_draft(editing[1] if editing else Draft())

    def edit(self, prompt: Message) -> None:
        """Puts a prompt of this chat into the composer: what is sent stands beside it, as a sibling."""
        draft = self._editing[1] if self._editing else self.composer.draft()
        self._editing = prompt.id, draft
        is_last = self.chat is not None and prompt == self.chat.last_prompt
        words = _EDITING if is_last else _EDITING_EARLIER
        self.composer.set_draft(Draft(prompt.text(), prompt.images), editing=words)
        self.composer.focus_input()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._make_transcript is not None and self._transcript is None:
            self._place_transcript()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_composer()

    def _place_composer(self) -> None:
        """In the text's column, a little wider than it."""
        side = max(L, int(self.width() - TEXT_COLUMN * self._zoom - 2 * L) // 2)
        self._column.setContentsMargins(side, 0, side, 0)


def _is_other_kind(before: Chat, after: Chat) -> bool:
    """Of two empty conversations: one is temporary, and the other is not."""
    is_empty = not before.messages and not after.messages
    return is_empty and before.conversation.is_temporary is not after.conversation.is_temporary


def _figures(message: Message | None, turn: Turn | None) -> str:
    """Model, tokens and time to the first token of the last answer, and where it is being made."""
    if message is None or not message.is_answer:
        return ""
    figures = ["Guide" if message.model == GUIDE else message.model]
    if turn is not None and turn.runs_on:
        figures.append("being made at the provider")
    if message.usage is not None:
        figures.append(f"{message.usage.input_tokens:,} tokens in")
        figures.append(f"{message.usage.output_tokens:,} out")
    if message.first_token_after is not None:
        figures.append(f"first token after {message.first_token_after:.2f} s")
    return "  ·  ".join(figure for figure in figures if figure)
