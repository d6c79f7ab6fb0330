"""What is written to the history in the background, with its faults told rather than raised."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from app.domain.conversation import Conversation, ConversationId, Message, MessageId
from app.domain.patch import Patch
from app.domain.ports import History
from app.domain.problem import EnvironmentFault
from app.services.tasks import TaskScope


class Records:
    """Writes in order, without making anybody wait; closing the task scope waits for all of it."""

    def __init__(self, history: History | None, tasks: TaskScope, on_fault: Callable[[str], None]) -> None:
        """
        Args:
            history: None keeps nothing.
            on_fault: told, in one sentence, what could not be saved.
        """
        self.are_sound = True
        """Whether all that was to be saved could be; else what is open must stay in memory."""
        self._history = history
        self._tasks = tasks
        self._on_fault = on_fault

    def conversation(self, conversation: Conversation) -> None:
        if self._history is not None:
            self._write("save a conversation", self._history.save_conversation(conversation))

    def deleted(self, conversation_id: ConversationId) -> None:
        if self._history is not None:
            self._write("delete a conversation", self._history.delete_conversation(conversation_id))

    def message(self, message: Message) -> None:
        if self._history is not None:
            self._write("add a message", self._history.add_message(message))

    def messages(self, conversation: Conversation, messages: Sequence[Message]) -> None:
        if self._history is not None:
            self._write("add messages", self._history.add_messages(conversation, messages))

    def message_deleted(self, conversation: Conversation, message_id: MessageId) -> None:
        if self._history is not None:
            self._write("delete a message", self._history.delete_message(conversation, message_id))

    def patches(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        if self._history is not None:
            self._history.record(message_id, patches)

    def catch_up(self) -> None:
        """See History.catch_up."""
        if self._history is not None:
            self._history.catch_up()

    def reopened(self, message: Message) -> None:
        if self._history is not None:
            self._write("reopen an answer", self._history.reopen_message(message))

    def finished(self, message: Message) -> None:
        if self._history is not None:
            self._write("finish an answer", self._history.finish_message(message))

    def _write(self, name: str, writing: Coroutine[Any, Any, None]) -> None:
        async def write() -> None:
            try:
                await writing
            except EnvironmentFault as fault:
                self.are_sound = False
                self._on_fault(str(fault))

        self._tasks.start(name, write(), must_finish=True)
