"""The history's file: opened only if it is sound, set aside whole if it is not, committed as told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from app.adapters.disk import damaged_name, make_private_file, make_private_folder
from app.adapters.history.faults import translated
from app.adapters.history.log_sync import sync_log
from app.adapters.history.migrations import APPLICATION_ID, MIGRATIONS, migrate, version
from app.domain.problem import EnvironmentFault

_OLDEST_SQLITE = (3, 51, 3)
"""Up to 3.51.2, two connections at once can lose commits (SQLite's "WAL-reset bug")."""

_BUSY_TIMEOUT = 5_000
"""Milliseconds to wait for another process, which holds the file for a commit at most."""

_LARGE = 200_000_000
"""Bytes of a file that takes long to check (3 ms a MB): only if it was not closed in good order."""

_COMPANIONS = ("-wal", "-shm", "-journal")


class _DamagedError(Exception):
    """The file cannot be trusted: writing to it would make it worse."""


class Database:
    """One connection, for one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.connection: apsw.Connection
        self.log_pages = 0
        """How long the write-ahead log is."""

    def open(self, *, owner: bool) -> list[str]:
        """Opens the file, new or brought to the newest version. Raises EnvironmentFault.

        Args:
            owner: no other process uses this history, so a damaged file may be set aside.

        Returns: what the user should know, in sentences.
        """
        if tuple(map(int, apsw.sqlite_lib_version().split("."))) < _OLDEST_SQLITE:
            raise EnvironmentFault("This SQLite can lose text: Rivulet needs version 3.51.3 or newer.")
        with translated(self._path.parent):
            make_private_folder(self._path.parent)
            try:
                self._connect()
            except _DamagedError:
                if not owner:
                    raise EnvironmentFault(
                        "The history file is damaged. It is set aside when Rivulet’s window opens."
                    ) from None
                aside = self._set_aside()
                self._connect()
                return [
                    f"The history file was damaged. It is kept, whole, as {aside}, and a new one was begun."
                ]
        return []

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[apsw.Connection]:
        """All or nothing; survives a crash at once, and a power cut when the log is synced. Raises
        EnvironmentFault.

        Args:
            keep: False takes back all that was done, for a look at how it would be.
        """
        with translated(self._path.parent), self._noting_damage():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                if keep:
                    self.connection.execute("COMMIT")
            finally:
                # A full disk can have rolled it back by itself.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[apsw.Connection]:
        """For several queries that must fit together. Raises EnvironmentFault."""
        with translated(self._path.parent), self._noting_damage():
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def sync(self) -> None:
        """Brings to the disk what is committed. Raises EnvironmentFault."""
        with translated(self._path.parent):
            sync_log(self._path)

    def begin_log_anew(self) -> None:
        """The next commit writes from its beginning on, unless somebody reads it. Raises EnvironmentFault."""
        with translated(self._path.parent):
            self.connection.set_busy_timeout(0)
            try:
                self.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_RESTART)
            except apsw.BusyError:
                pass  # It is tried again with the next sync.
            finally:
                self.connection.set_busy_timeout(_BUSY_TIMEOUT)

    def empty_log(self) -> None:
        """Leaves nothing in the write-ahead log: what was deleted is gone. Raises EnvironmentFault."""
        with translated(self._path.parent):
            self.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

    def close(self) -> None:
        """The last one to close empties the log. Raises EnvironmentFault."""
        with translated(self._path.parent):
            self.connection.close()

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            yield
        except apsw.CorruptError:
            # The log stays when it is closed: the next start checks the file, however large it is.
            self.connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            raise

    def _connect(self) -> None:
        log = self._path.with_name(self._path.name + "-wal")
        was_closed = not log.exists()
        # SQLite would throw away the log of an empty file, although the text may be in it.
        if not was_closed and log.stat().st_size and not (self._path.exists() and self._path.stat().st_size):
            raise _DamagedError
        make_private_file(self._path)
        self.connection = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            # Until it is known to be ours and sound, not even closing it may change it.
            self.connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            self.connection.set_busy_timeout(_BUSY_TIMEOUT)
            self._examine(thoroughly=not was_closed or self._path.stat().st_size <= _LARGE)
            self._configure()
            migrate(self.connection, self._path)
            self.connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
        except (apsw.CorruptError, apsw.NotADBError) as error:
            self.connection.close(force=True)
            raise _DamagedError from error
        except BaseException:
            self.connection.close(force=True)
            raise

    def _examine(self, *, thoroughly: bool) -> None:
        application = self.connection.pragma("application_id")
        fresh = self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
        if not fresh and application != APPLICATION_ID:
            raise _DamagedError
        if version(self.connection) > len(MIGRATIONS):
            raise EnvironmentFault("The history was written by a newer Rivulet. Update to open it.")
        if thoroughly and self.connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _DamagedError

    def _configure(self) -> None:
        pragmas: dict[str, str | int] = {
            "journal_mode": "WAL",
            "synchronous": "NORMAL",
            "foreign_keys": 1,
            "secure_delete": 1,
            "trusted_schema": 0,
            # On macOS, fsync alone does not reach the disk.
            "fullfsync": 1,
            "checkpoint_fullfsync": 1,
        }
        for name, value in pragmas.items():
            self.connection.pragma(name, value)
        # In place of SQLite's own checkpoints, which a commit would have to wait for.
        self.connection.set_wal_hook(self._on_commit)

    def _on_commit(self, connection: apsw.Connection, name: str, pages: int) -> int:
        self.log_pages = pages
        return apsw.SQLITE_OK

    def _set_aside(self) -> Path:
        aside = damaged_name(self._path)
        # The log first: should we be cut off between, a new file must not find the old one's log.
        for companion in (*_COMPANIONS, ""):
            part = self._path.with_name(self._path.name + companion)
            if part.exists():
                part.rename(aside.with_name(aside.name + companion))
        return aside
