"""The history as one thread sees it: reads, ordered writes, and when they reach the disk.

A commit writes to the log and never waits for the disk, so that what streams in survives a crash at once,
also while another thread (see log_sync) brings the log to the disk.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import apsw

from app.adapters.history import rows
from app.adapters.history.database import Database
from app.adapters.history.faults import Refused
from app.adapters.history.journal import Journal
from app.domain.conversation import Conversation, ConversationId, Message, MessageId
from app.domain.patch import Patch
from app.domain.problem import EnvironmentFault

T = TypeVar("T")

Write = Callable[[apsw.Connection], None]

SYNC_EVERY = 1.0
"""Seconds. A commit survives a crash at once, and a power cut after this time at the latest."""

LONG_LOG = 1_000
"""Pages. A log of this length is copied to the database with each sync, beside what is written."""

LONGEST_LOG = 16_000
"""Pages (64 MB). One that still grows is begun anew, for which commits wait two or three syncs."""

RETRY_EVERY = 5.0
"""Seconds between tries to save what could not be saved."""


class Archive:
    """What cannot be written waits in memory, in order, and is tried again: nothing is dropped.

    All methods but `record` raise EnvironmentFault.
    """

    def __init__(self, path: Path, ask_for_sync: Callable[[int, bool], None]) -> None:
        """
        Args:
            ask_for_sync: called with the number of the last commit, and whether the log has grown long.
                Tell `synced` when it is done.
        """
        self.commits = 0
        """How many there have been."""
        self._database = Database(path)
        self._unsaved: list[Write | Journal] = []
        self._retry_at = 0.0
        self._ask_for_sync = ask_for_sync
        self._asked = self._synced = 0
        """The last commit that a sync was asked for, and the last one that is on the disk."""
        self._sync_at = 0.0
        """When the next sync is due, if anything was committed."""

    def open(self, *, owner: bool) -> list[str]:
        """See Database.open. The owner's answers that were streaming are interrupted, or run on elsewhere."""
        notices = self._database.open(owner=owner)
        if owner:
            with self._database.transaction() as connection:
                rows.interrupt_streaming(connection)
        return notices

    def conversations(self) -> list[Conversation]:
        return self._read(rows.conversations)

    def running(self) -> list[tuple[ConversationId, MessageId]]:
        return self._read(rows.running)

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        return self._read(lambda connection: rows.messages(connection, conversation_id))

    def save_conversation(self, conversation: Conversation) -> None:
        self._write(lambda connection: rows.put_conversation(connection, conversation))

    def delete_conversation(self, conversation_id: ConversationId) -> None:
        self._delete(lambda connection: rows.delete_conversation(connection, conversation_id))

    def add_message(self, message: Message) -> None:
        def add(connection: apsw.Connection) -> None:
            rows.put_message(connection, message)
            rows.make_leaf(connection, message)

        self._write(add)

    def add_messages(self, conversation: Conversation, messages: Sequence[Message]) -> None:
        def add(connection: apsw.Connection) -> None:
            rows.put_conversation(connection, conversation)
            for message in messages:
                rows.put_message(connection, message)

        self._write(add)

    def delete_message(self, conversation: Conversation, message_id: MessageId) -> None:
        def delete(connection: apsw.Connection) -> None:
            rows.delete_message(connection, message_id)
            rows.put_conversation(connection, conversation)

        self._delete(delete)

    def put_message(self, message: Message) -> None:
        self._write(lambda connection: rows.put_message(connection, message))

    def record(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        """Keeps them for the next `tick`."""
        last = self._unsaved[-1] if self._unsaved else None
        if not isinstance(last, Journal):
            last = Journal()
            self._unsaved.append(last)
        last.add(message_id, patches)

    def tick(self) -> None:
        """Does what is due. Call it after records, and when `due` has passed."""
        try:
            if self._unsaved and time.monotonic() >= self._retry_at:
                self._save()
        finally:
            if self._wants_sync and time.monotonic() >= self._sync_at:
                self._asked = self.commits
                self._sync_at = time.monotonic() + SYNC_EVERY
                self._ask_for_sync(self.commits, self._database.log_pages >= LONG_LOG)

    def due(self) -> float | None:
        """Seconds until `tick` has something to do by itself."""
        times = [self._retry_at] if self._unsaved else []
        if self._wants_sync:
            times.append(self._sync_at)
        return max(0.0, min(times) - time.monotonic()) if times else None

    def synced(self, commit: int, fault: EnvironmentFault | None) -> None:
        """A sync that was asked for is done, or has failed: raises its fault."""
        if fault is not None:
            self._asked = self._synced
            self._sync_at = time.monotonic() + RETRY_EVERY
            raise fault
        self._synced = commit
        if self._database.log_pages >= LONGEST_LOG:
            self._database.begin_log_anew()

    @property
    def _wants_sync(self) -> bool:
        """There is something to sync, and no sync on its way."""
        return self.commits > self._asked == self._synced

    @property
    def safe(self) -> bool:
        """Whether all of it is on the disk."""
        return not self._unsaved and self._synced == self.commits

    def close(self) -> None:
        """Tries a last time to save, and closes the file in any case. No sync may be on its way."""
        try:
            self._save()
            self._database.sync()
        finally:
            self._database.close()

    def _write(self, write: Write) -> None:
        self._unsaved.append(write)
        self._save()
        self._sync_at = 0.0  # somebody waits for it

    def _delete(self, delete: Write) -> None:
        self._write(delete)
        # It is deleted. If a reader or a full disk keeps the log from being emptied now, closing does it.
        with suppress(EnvironmentFault):
            self._database.empty_log()

    def _save(self) -> None:
        refused: Refused | None = None
        while self._unsaved:
            write = self._unsaved[0]
            try:
                with self._database.transaction() as connection:
                    for write in self._unsaved:
                        _put(write, connection)
            except Refused as fault:
                # Only this one: what is before and behind it shall be saved.
                self._unsaved.remove(write)
                refused = fault
            except EnvironmentFault:
                self._retry_at = time.monotonic() + RETRY_EVERY
                raise
            else:
                self._unsaved.clear()
                self.commits += 1
        if refused is not None:
            raise refused

    def _read(self, query: Callable[[apsw.Connection], T]) -> T:
        if self._unsaved:
            # What waits in memory is shown as well: the writes are made, looked at and taken back.
            with suppress(EnvironmentFault), self._database.transaction(keep=False) as connection:
                for write in self._unsaved:
                    _put(write, connection)
                return query(connection)
        with self._database.snapshot() as connection:
            return query(connection)


def _put(write: Write | Journal, connection: apsw.Connection) -> None:
    if isinstance(write, Journal):
        write.write(connection)
    else:
        write(connection)
