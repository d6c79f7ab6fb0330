"""What is in the quick prompt: the line to write in, the answer below it, and the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.banner_deeds import BannerDeeds
from app.ui.notice import Notice
from app.ui.quick_prompt.asking import Asking
from app.ui.quick_prompt.foot import Foot
from app.ui.quick_prompt.indented import Indented
from app.ui.quick_prompt.translating import Translating
from app.ui.transcript.verb import Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.conversation import Message, MessageId, Part
    from app.domain.patch import Patch
    from app.domain.provider import Provider
    from app.services.chat import Chat
    from app.services.providers import Providers
    from app.services.translation import LiveTranslation
    from app.ui.theme import Theme
    from app.ui.transcript.view import Transcript

VERBS = frozenset({Verb.COPY, Verb.EDIT, Verb.RETRY, Verb.HIDE})
"""What can be done here with a message; for the rest there is the main window."""
_WAIT = "An answer is being written: Esc stops it."
_EDITING = "Editing your prompt. Esc to cancel"


class QuickPane(QWidget):
    """Shows one chat, or none while nobody looks.

    Signals:
        settings_requested()
        window_requested(): go on in the main window.
        resized(): it needs another height.
    """

    settings_requested = Signal()
    window_requested = Signal()
    resized = Signal()

    def __init__(
        self,
        providers: Providers,
        theme: Theme,
        make_transcript: Callable[[], Transcript],
        make_translation: Callable[[], LiveTranslation],
    ) -> None:
        super().__init__()
        self.chat: Chat | None = None
        self._providers = providers
        self._editing: MessageId | None = None
        """The prompt that is being worded anew."""
        self._needed = 0
        self._unsubscribe: Callable[[], None] = lambda: None
        self.asking = Asking(self.ask)
        self.line = self.asking.line
        self.translating = Translating(make_translation)
        self.notice = Notice()
        self._make_transcript = make_transcript
        self._answer: Transcript | None = None
        self._theme = theme
        self._zoom = 1.0
        self.foot = Foot(self.asking.context.sources)
        self._deeds = BannerDeeds(
            edit=self._edit, open_settings=self.settings_requested.emit, notice=self.notice.show_text
        )
        self._lines = [_line(), _line()]
        self._lay_out()
        self._connect_signals()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.asking)
        column.addWidget(self.translating)
        column.addWidget(Indented(self.notice))
        column.addWidget(self._lines[0])
        column.addWidget(self._lines[1])
        column.addWidget(self.foot)
        self.setFocusProxy(self.asking)

    def _connect_signals(self) -> None:
        # What is written
        self.line.submitted.connect(self._on_submitted)
        self.asking.noticed.connect(self.notice.show_text)
        self.asking.text_changed.connect(self.translating.take)
        self.asking.text_changed.connect(self._show_status)
        self.line.stop_requested.connect(self.stop)
        self.line.input.left_upwards.connect(self._on_left_upwards)
        self.line.input.hidden_pasted.connect(self._on_hidden_pasted)
        # What else there is
        self.notice.acted.connect(self.settings_requested)
        self.foot.settings_requested.connect(self.settings_requested)
        self.foot.window_requested.connect(self.window_requested)
        self.foot.copy_requested.connect(self.copy_answer)
        self.foot.translation_toggled.connect(self._on_translation_toggled)
        self.translating.settings_requested.connect(self.settings_requested)

    @property
    def answer(self) -> Transcript:
        """Made when it is first asked for."""
        return self._answer or self.make_answer()

    def make_answer(self) -> Transcript:
        """Its place, before there is one to show."""
        if self._answer is None:
            self._answer = self._make_transcript()
            self._place(self._answer)
        return self._answer

    def _place(self, answer: Transcript) -> None:
        answer.setObjectName("quickPromptAnswer")
        answer.setAccessibleName(self.tr("Answer"))
        answer.set_theme(self._theme)
        answer.set_zoom(self._zoom)
        column = cast("QVBoxLayout", self.layout())
        column.insertWidget(column.indexOf(self._lines[1]), answer)
        answer.hide()
        answer.acted.connect(self._on_banner_acted)
        answer.message_acted.connect(self._on_message_acted)
        answer.link_failed.connect(self.notice.show_unopened)
        answer.left_downwards.connect(self.line.input.setFocus)
        answer.height_changed.connect(self._on_height_changed)
        self.line.input.scrolled_away.connect(answer.scroll_by_key)
        answer.show_chat(self.chat)

    def set_theme(self, theme: Theme) -> None:
        """Of the answer."""
        self._theme = theme
        if self._answer is not None:
            self._answer.set_theme(theme)

    def set_zoom(self, zoom: float) -> None:
        """Of the answer; 1.0 is the system's own size."""
        self._zoom = zoom
        if self._answer is not None:
            self._answer.set_zoom(zoom)

    def show_chat(self, chat: Chat | None) -> None:
        """What is written stays; of None nothing is drawn any more."""
        self._unsubscribe()
        self.chat = chat
        self._unsubscribe = chat.subscribe(self) if chat is not None else lambda: None
        self._needed = 0
        if self._answer is not None:
            self._answer.show_chat(chat)
        if chat is not None:
            if self._editing not in chat.messages:
                self._editing = None
            self._refresh()

    def show_provider(self, provider: Provider) -> None:
        self.foot.show_provider(provider)

    def fit(self, width: int, most: int) -> int:
        """Gives the answer as much room as it needs, and says how high all of it is then."""
        column = self.layout()
        assert column is not None
        column.activate()
        high = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        answer = self._answer
        if answer is None or answer.isHidden():
            return high
        rest = high - answer.minimumHeight()
        wanted = min(self._needed, most - rest)
        if wanted <= 0:
            return rest
        answer.setFixedHeight(wanted)
        return rest + wanted

    # What the user can do

    def ask(self, text: str, images: Sequence[Part] = ()) -> bool:
        """Sends this, in place of the prompt that is being edited; whether it could."""
        chat = self.chat
        if chat is None or chat.turn is not None:
            self.foot.show_status(self.tr(_WAIT))
            return False
        editing, self._editing = self._editing, None
        if editing is not None and editing in chat.messages:
            chat.edit(editing, text, images)
        else:
            chat.send(text, images)
        self.notice.hide_text()
        self._refresh()
        return True

    def stop(self) -> None:
        if self.chat is not None:
            self.chat.stop()

    def step_back(self) -> bool:
        """Leaves the translation or what an action asks for, stops the answer, or clears what is written.

        Returns: whether there was anything of it to do.
        """
        if self.foot.is_translating:
            self.foot.toggle_translation()
        elif self.asking.bar.is_asking:
            self.asking.bar.leave()
        elif self.chat is not None and self.chat.turn is not None:
            self.stop()
        elif self.asking.clear() or self._editing is not None:
            self._editing = None
            self._refresh()
        else:
            return False
        return True

    def copy_answer(self) -> None:
        """The last one, as its own action does it; or what is shown in its place."""
        if self.foot.is_translating:
            self._copy_translation()
            return
        last = self.chat.last if self.chat is not None else None
        if last is None or not last.is_answer:
            return
        from app.ui.transcript.clipboard import copy_message, put_on_clipboard

        self.answer.feed.drain()
        index = len(self.answer.stack.messages) - 1
        if self.answer.stack.messages[index].is_hidden:
            put_on_clipboard(last.text())  # who asks for it has it
        else:
            copy_message(self.answer.stack, index)
        self.foot.confirm_copied()

    # ChatListener

    def branch_changed(self) -> None:
        self._refresh()

    def message_added(self, message: Message) -> None:
        self._refresh()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        if self.chat is not None and self.chat.turn is None:
            self._refresh()

    # What happens

    def _on_submitted(self) -> None:
        if self.foot.is_translating:
            self._copy_translation()
        else:
            self.asking.submit()

    def _copy_translation(self) -> None:
        if self.translating.copy():
            self.foot.show_status(self.tr("The translation is copied."))

    def _on_translation_toggled(self, translating: bool) -> None:
        self.line.set_translating(translating)
        self.asking.set_translating(translating)
        if translating:
            self.translating.begin(self.asking.text())
        else:
            self.translating.end()
        self.line.input.setFocus()
        self._refresh()

    def _refresh(self) -> None:
        chat = self.chat
        # A translation is looked at alone.
        begun = chat is not None and bool(chat.messages) and not self.foot.is_translating
        streaming = chat is not None and chat.turn is not None
        self._lines[0].setVisible(begun)
        if begun or self._answer is not None:
            self.answer.setVisible(begun)
        self.line.set_streaming(streaming)
        self._show_status()
        self.foot.show_conversation(begun=begun, answered=begun)
        self.resized.emit()

    def _show_status(self) -> None:
        self.foot.show_status(self.tr(_EDITING) if self._editing is not None else "")

    def _edit(self, prompt: Message) -> None:
        self._editing = prompt.id
        self.line.set_text(prompt.text())
        self.line.input.setFocus()
        self._refresh()

    def _on_left_upwards(self) -> None:
        if self.chat is not None and self.chat.turn is None and not self.foot.is_translating:
            self._deeds.edit_last_prompt(self.chat)

    def _on_banner_acted(self, verb: str) -> None:
        if self.chat is not None:
            self.line.input.setFocus()
            self._deeds.act(verb, self.chat, self._providers.current.billing_url)
            self._refresh()

    def _on_message_acted(self, verb: str, message_id: MessageId) -> None:
        if self.chat is None:
            return
        if verb == Verb.EDIT:
            self._edit(self.chat.messages[message_id])
        elif verb == Verb.RETRY:
            self.chat.retry(message_id)
            self._refresh()

    def _on_height_changed(self, height: int) -> None:
        if height > self._needed:  # what is read does not jump by a line that goes again
            self._needed = height
            self.resized.emit()

    def _on_hidden_pasted(self, count: int) -> None:
        self.notice.show_hidden(count, self.line.input.remove_hidden)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "hairline")
    line.setFixedHeight(1)
    return line
