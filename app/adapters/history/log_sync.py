"""Brings the write-ahead log to the disk, beside the thread that writes it, and keeps it short.

Why a commit survives a power cut once the log was synced after it: a commit appends frames to the log,
each with a checksum over all before it. Whoever opens the file takes the frames up to the last commit whose
chain is whole; a sync makes all of them lasting that were written before it began, whoever wrote them, and
what comes in between changes none. What is not in the log any more is in the database: SQLite begins the
log anew only after it has synced the database, and syncs the new log's head before it writes on.

The log has no locks, so that a file descriptor of our own may be closed. (One of the database may not: on
POSIX that would drop SQLite's.)
"""

import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from app.adapters.history.faults import translated
from app.domain.problem import EnvironmentFault


@dataclass(frozen=True, slots=True)
class _Order:
    commit: int
    checkpoint: bool


class LogSync(threading.Thread):
    """One sync after the other, as they are asked for. A daemon: a dead disk keeps nobody from quitting."""

    def __init__(self, path: Path, on_synced: Callable[[int, EnvironmentFault | None], None]) -> None:
        """
        Args:
            path: of the database.
            on_synced: called on this thread, with the number that was asked with, and what went wrong.
        """
        super().__init__(name="history sync", daemon=True)
        self._path = path
        self._on_synced = on_synced
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()

    def ask(self, commit: int, checkpoint: bool) -> None:
        """Never blocks.

        Args:
            checkpoint: the log has grown long: copy it to the database, as far as nobody waits for that.
        """
        self._orders.put(_Order(commit, checkpoint))

    def end(self) -> None:
        """Blocks until what was asked for is done."""
        self._orders.put(None)
        self.join()

    def run(self) -> None:
        while (order := self._orders.get()) is not None:
            fault: EnvironmentFault | None = None
            try:
                with translated(self._path.parent):
                    sync_log(self._path)
                    if order.checkpoint:
                        self._checkpoint()
            except EnvironmentFault as error:
                fault = error
            self._on_synced(order.commit, fault)

    def _checkpoint(self) -> None:
        """Passive: it waits for no reader and holds up no writer."""
        flags = apsw.SQLITE_OPEN_READWRITE
        with closing(apsw.Connection(str(self._path), flags=flags)) as connection:
            connection.pragma("checkpoint_fullfsync", 1)
            connection.pragma("schema_version")  # Before it has read anything, it knows of no log.
            with suppress(apsw.BusyError):  # Another one is at it: the writer's own, or another program's.
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)


def sync_log(path: Path) -> None:
    """When it returns, all that is committed to the database at `path` is on the disk. Raises OSError."""
    try:
        # Windows flushes only what may be written.
        log = os.open(path.with_name(path.name + "-wal"), os.O_RDWR)
    except FileNotFoundError:
        return  # Nothing was written, or all of it is in the database.
    try:
        _sync(log)
    finally:
        os.close(log)


def _sync(file: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # There, fsync alone does not reach the disk; where a file system knows no better, it must do.
        try:
            fcntl.fcntl(file, fcntl.F_FULLFSYNC)
        except OSError:
            os.fsync(file)
    else:
        os.fsync(file)
