"""What is done with a message, whoever asked for it: the bar, a key or the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.domain.problem import EnvironmentFault, TurnError
from app.ui.composer import Draft
from app.ui.transcript.verb import Verb

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.domain.conversation import ConversationId, MessageId
    from app.domain.prompt import Outgoing
    from app.domain.tree import Deleted
    from app.services.chat import Chat
    from app.services.library import Library
    from app.services.reading import Reading
    from app.services.tasks import TaskScope
    from app.ui.notice import Notice
    from app.ui.outgoing_dialog import OutgoingDialog
    from app.ui.pane import ConversationPane


class MessageDeeds:
    """Acts on the chat that the pane shows."""

    def __init__(
        self,
        library: Library,
        tasks: TaskScope,
        reading: Reading,
        *,
        pane: ConversationPane,
        notice: Notice,
        show: Callable[[Chat], None],
    ) -> None:
        """`show` opens a chat in the window."""
        self._library = library
        self._tasks = tasks
        self._reading = reading
        self._pane = pane
        self._notice = notice
        self._show = show
        reading.on_changed = self._on_reading_changed

    def show_outgoing_of_draft(self) -> None:
        """Shows the request that would be sent with what is in the composer."""
        self._show_outgoing(self._pane.composer.draft(), self._pane.edited)

    def _show_outgoing(self, draft: Draft, instead_of: MessageId | None = None) -> None:
        chat = self._pane.chat
        if chat is None:
            return
        from app.ui.outgoing_dialog import OutgoingDialog

        dialog = OutgoingDialog(self._pane.window())
        dialog.open()
        task = self._tasks.start(
            "show what goes out",
            _fill(dialog, lambda: chat.outgoing(draft.text, draft.images, instead_of=instead_of)),
        )
        dialog.destroyed.connect(task.cancel)

    def stop_reading(self) -> bool:
        """Whether there was a voice to stop."""
        was_on = self._reading.is_on
        self._reading.stop()
        return was_on

    def act(self, verb: str, message_id: MessageId) -> None:
        """Does it, by the word of a Verb."""
        chat = self._pane.chat
        if chat is None:
            return
        match Verb(verb):
            case Verb.EDIT:
                self._pane.edit(chat.messages[message_id])
            case Verb.RETRY:
                chat.retry(message_id)
                self._pane.refresh()
            case Verb.BRANCH:
                self._show(self._library.branch(chat, message_id))
            case Verb.DELETE:
                self._delete(chat, message_id)
            case Verb.OUTGOING:
                self._show_outgoing(Draft())
            case Verb.READ if not self.stop_reading():
                self._reading.start(chat, message_id)

    def _delete(self, chat: Chat, message_id: MessageId) -> None:
        deleted = chat.delete(message_id)
        if deleted is None:
            return
        count = len(deleted.messages)
        words = "1 message was deleted." if count == 1 else f"{count} messages were deleted."
        self._notice.show_text(
            words,
            "Undo",
            then=lambda: self._undo(chat.conversation.id, deleted),
            key=QKeySequence.StandardKey.Undo,
        )
        if not chat.messages:
            self._pane.composer.focus_input()

    def _undo(self, conversation_id: ConversationId, deleted: Deleted) -> None:
        self._tasks.start("undo a deletion", self._restore(conversation_id, deleted))

    async def _restore(self, conversation_id: ConversationId, deleted: Deleted) -> None:
        try:
            chat = await self._library.open(conversation_id)
        except EnvironmentFault as fault:
            self._notice.show_text(str(fault))
            return
        self._show(chat)
        chat.restore(deleted)

    def _on_reading_changed(self) -> None:
        self._pane.transcript.set_reading(self._reading.is_on)


async def _fill(dialog: OutgoingDialog, request: Callable[[], Awaitable[Outgoing]]) -> None:
    try:
        outgoing = await request()
    except TurnError as error:
        dialog.show_fault(error.problem)
    else:
        dialog.show_outgoing(outgoing)
