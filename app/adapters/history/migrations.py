"""The tables, step by step: version N of a history is what the first N steps have made."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw

from app.adapters.disk import make_private_file, make_private_folder

APPLICATION_ID = 0x52_56_4C_54
"""Marks a SQLite file as a Rivulet history ("RVLT")."""

Migration = Callable[[apsw.Connection], None]


def m001_initial(connection: apsw.Connection) -> None:
    connection.execute(
        """
        CREATE TABLE conversation (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            created_at REAL NOT NULL,
            updated_at REAL NOT NULL,
            leaf_id TEXT
        ) STRICT
        """
    )
    # `number` grows with each insert, so it puts parents before children; it is a search index's row id.
    connection.execute(
        """
        CREATE TABLE message (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            parent_id TEXT REFERENCES message (id),
            role TEXT NOT NULL,
            created_at REAL NOT NULL,
            end TEXT,
            problem TEXT,
            model TEXT NOT NULL,
            response_id TEXT NOT NULL,
            input_tokens INTEGER,
            output_tokens INTEGER,
            cached_tokens INTEGER,
            reasoning_tokens INTEGER,
            first_token_after REAL,
            extra TEXT NOT NULL DEFAULT '{}'
        ) STRICT
        """
    )
    connection.execute("CREATE INDEX message_of_conversation ON message (conversation_id)")
    connection.execute("CREATE INDEX message_by_parent ON message (parent_id)")
    connection.execute(
        "CREATE INDEX message_streaming ON message (id) WHERE end IS NULL AND role = 'assistant'"
    )
    # One row a part; while an answer streams, as many rows as it was written in (growth has no kind).
    connection.execute(
        """
        CREATE TABLE part (
            message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            part INTEGER NOT NULL,
            kind TEXT,
            call_id TEXT NOT NULL,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (message_id, seq)
        ) STRICT, WITHOUT ROWID
        """
    )


def m002_pictures(connection: apsw.Connection) -> None:
    # Each file once, however many prompts show it: an edited prompt has the same ones.
    connection.execute(
        """
        CREATE TABLE picture (
            number INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            data BLOB NOT NULL
        ) STRICT
        """
    )
    connection.execute("ALTER TABLE part ADD COLUMN media_type TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE part ADD COLUMN picture BLOB REFERENCES picture (digest)")
    connection.execute("CREATE INDEX part_by_picture ON part (picture) WHERE picture IS NOT NULL")
    # By whatever way the last part that shows it goes: what was deleted is in no file.
    connection.execute(
        """
        CREATE TRIGGER picture_unused AFTER DELETE ON part
        WHEN old.picture IS NOT NULL AND NOT EXISTS (SELECT 1 FROM part WHERE picture = old.picture)
        BEGIN
            DELETE FROM picture WHERE digest = old.picture;
        END
        """
    )


def m003_background(connection: apsw.Connection) -> None:
    connection.execute("ALTER TABLE message ADD COLUMN provider TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE message ADD COLUMN is_stored INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE message ADD COLUMN in_background INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE message ADD COLUMN sequence INTEGER NOT NULL DEFAULT -1")
    connection.execute("ALTER TABLE part ADD COLUMN key INTEGER NOT NULL DEFAULT 0")
    # While an answer streams, its sequence is that of its last text: in one row, they cannot disagree.
    connection.execute("ALTER TABLE part ADD COLUMN sequence INTEGER NOT NULL DEFAULT -1")


MIGRATIONS: tuple[Migration, ...] = (m001_initial, m002_pictures, m003_background)
"""Only ever added to. A new word for a role, an end or a kind of part is a new version, too."""


def version(connection: apsw.Connection) -> int:
    """How many steps this file has behind it."""
    return int(connection.pragma("user_version"))


def migrate(
    connection: apsw.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> Path | None:
    """Brings the file to the newest version: all steps or none. What was there is backed up first.

    Returns: where the backup is, or None where nothing had to be done or nothing was there.
    """
    before = version(connection)
    if before >= len(migrations):
        return None
    backup = _back_up(connection, path, before) if before else None
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have been quicker.
        for step in migrations[version(connection) :]:
            step(connection)
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", len(migrations))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return backup


def _back_up(connection: apsw.Connection, path: Path, before: int) -> Path:
    folder = path.with_name("backups")
    make_private_folder(folder)
    backup = folder / f"history-{before}-{time.strftime('%Y%m%d-%H%M%S')}.sqlite3"
    # Under another name until it is whole; SQLite does not sync what VACUUM INTO writes.
    unfinished = backup.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    try:
        make_private_file(unfinished)
        connection.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(backup)
    finally:
        unfinished.unlink(missing_ok=True)
    return backup
