"""Conversations in a SQLite file, from the event loop's side: nothing here waits for the disk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from app.adapters.history.writer import Writer
from app.domain.ports import History
from app.domain.problem import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from pathlib import Path

    from app.adapters.history.archive import Archive
    from app.domain.conversation import Conversation, ConversationId, Message, MessageId
    from app.domain.patch import Patch

    T = TypeVar("T")

_NOT_OPEN = "The history is not open."


class SqliteHistory(History):
    """A crash loses nothing that was on the screen; a power cut, at most the last second.

    Changes are asked for when a method is called, whenever it is awaited; then they are on the disk.
    What cannot be written (full disk, locked file) raises EnvironmentFault, waits in memory, in order,
    and is tried again every few seconds and with each further write.
    """

    def __init__(self, path: Path, *, on_fault: Callable[[str], None]) -> None:
        """`on_fault` is called on the event loop, with one sentence, when saving in the background fails."""
        self._path = path
        self._on_fault = on_fault
        self._writer: Writer | None = None

    async def open(self, *, recover: bool) -> list[str]:
        """Opens the file; makes it, for this user alone, where it is missing. Raises EnvironmentFault.

        Args:
            recover: no other process uses this history (it holds the profile's lock). Answers that
                were streaming are marked as interrupted, unless they are made on at their provider (see
                `running`), and a damaged file is set aside, whole; without it, a damaged file raises.

        Returns: sentences for the user, if something has to be said.
        """
        writer = Writer(self._path, asyncio.get_running_loop(), self._on_fault)
        writer.start()
        notices: list[str] | None = None
        try:
            notices = await writer.call(lambda archive: archive.open(owner=recover))
        finally:
            if notices is None:
                writer.end(lambda archive: None)
        self._writer = writer
        return notices

    async def close(self) -> None:
        """Saves what is not yet saved. Raises EnvironmentFault if that cannot be; it is closed then, too."""
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                await writer.call(lambda archive: archive.close(), last=True)
            finally:
                writer.join()

    def close_now(self) -> None:
        """As `close`, where no loop runs any more. Blocks."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.end(lambda archive: archive.close())

    async def conversations(self) -> list[Conversation]:
        return await self._call(lambda archive: archive.conversations())

    async def running(self) -> list[tuple[ConversationId, MessageId]]:
        return await self._call(lambda archive: archive.running())

    async def messages(self, conversation_id: ConversationId) -> list[Message]:
        return await self._call(lambda archive: archive.messages(conversation_id))

    def save_conversation(self, conversation: Conversation) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.save_conversation(conversation))

    def delete_conversation(self, conversation_id: ConversationId) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.delete_conversation(conversation_id))

    def add_message(self, message: Message) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.add_message(message))

    def add_messages(
        self, conversation: Conversation, messages: Sequence[Message]
    ) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.add_messages(conversation, messages))

    def delete_message(self, conversation: Conversation, message_id: MessageId) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.delete_message(conversation, message_id))

    def record(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        """Journals patches; while the history is not open, nothing."""
        if self._writer is not None:
            self._writer.record(message_id, patches)

    def catch_up(self) -> None:
        if self._writer is not None:
            self._writer.catch_up()

    def finish_message(self, message: Message) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.put_message(message))

    def reopen_message(self, message: Message) -> Coroutine[Any, Any, None]:
        return self._write(lambda archive: archive.put_message(message))

    def _write(self, job: Callable[[Archive], None]) -> Coroutine[Any, Any, None]:
        return _refused() if self._writer is None else self._writer.write(job)

    async def _call(self, job: Callable[[Archive], T]) -> T:
        if self._writer is None:
            raise EnvironmentFault(_NOT_OPEN)
        return await self._writer.call(job)


async def _refused() -> None:
    raise EnvironmentFault(_NOT_OPEN)
