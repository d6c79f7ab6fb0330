"""A file that cannot be read is set aside whole; a newer one is left alone; an older one is backed up."""

import asyncio
import re
import shutil
import sys
from pathlib import Path

import apsw
import pytest

from app.adapters.history import database
from app.adapters.history.migrations import MIGRATIONS, migrate, version
from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Conversation, Message, Part, PartKind, Role
from app.domain.problem import EnvironmentFault

CONVERSATION = Conversation("c", "Rivers", 1.0, 1.0, "q")
QUESTION = Message("q", "c", None, Role.USER, 2.0, (Part(PartKind.TEXT, "word " * 20_000),))


async def filled(opened) -> None:
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(QUESTION)


def zero_header(content: bytes) -> bytes:
    return bytes(100) + content[100:]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scrambled(content: bytes) -> bytes:
    return content[:8192] + bytes(range(256)) * 16 + content[12288:]


def text_file(content: bytes) -> bytes:
    return b"These are not the rivers you are looking for.\n" * 100


@pytest.mark.parametrize("damage", [zero_header, cut, scrambled, text_file])
async def test_a_damaged_file_is_set_aside_whole(opened, path, notices, damage):
    await filled(opened)
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    # Some process that died has left its log behind.
    log = path.with_name(path.name + "-wal")
    log.write_bytes(b"log")

    with pytest.raises(EnvironmentFault, match="damaged"):
        async with opened(recover=False):
            pass
    assert path.read_bytes() == damaged

    log.write_bytes(b"log")
    async with opened() as history:
        assert await history.conversations() == []
        await history.save_conversation(CONVERSATION)
    aside = Path(re.findall(r"/\S+\.damaged-\d{8}-\d{6}(?=,)", notices[0])[0])
    assert aside.name.startswith("history.sqlite3.damaged-")
    assert aside.read_bytes() == damaged
    async with opened() as history:
        assert notices == []
        assert len(await history.conversations()) == 1


async def test_a_large_file_is_checked_when_there_is_reason_to(opened, path, notices, monkeypatch):
    """It would hold up each start. What is found in use is set aside at the next one."""
    monkeypatch.setattr(database, "_LARGE", 0)
    await filled(opened)
    connection = apsw.Connection(str(path))
    ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'part'")
    connection.close()
    content = path.read_bytes()
    damaged = content[: (page - 1) * 4096] + b"\x55" * 4096 + content[page * 4096 :]
    path.write_bytes(damaged)
    async with opened() as history:
        assert notices == []
        with pytest.raises(EnvironmentFault, match="is set aside when Rivulet starts again"):
            await history.messages("c")
    async with opened() as history:
        assert await history.conversations() == []
        assert len(notices) == 1
    (aside,) = [file for file in path.parent.glob("*.damaged-*") if file.stat().st_size == len(damaged)]
    assert aside.read_bytes()[8192:] == damaged[8192:]


async def test_a_damaged_file_keeps_its_log(opened, path, notices):
    """The log of a file that was emptied may hold all of the text."""
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        log = path.with_name(path.name + "-wal").read_bytes()
        kept = path.read_bytes()
    path.write_bytes(b"")
    path.with_name(path.name + "-wal").write_bytes(log)
    async with opened():
        pass
    aside = next(file for file in path.parent.iterdir() if file.name.endswith("-wal"))
    assert aside.read_bytes() == log
    assert len(notices) == 1
    # Put together again, it can be read.
    whole = aside.with_name(aside.name.removesuffix("-wal"))
    whole.write_bytes(kept)
    assert apsw.Connection(str(whole)).execute("SELECT title FROM conversation").fetchall() == [("Rivers",)]


async def test_two_damaged_files_in_one_second_are_both_kept(opened, path):
    for content in (b"first" * 1000, b"second" * 1000):
        async with opened():
            pass
        path.write_bytes(content)
    async with opened():
        pass
    path.write_bytes(b"third" * 1000)
    async with opened():
        pass
    kept = {file.read_bytes()[:5] for file in path.parent.glob("*.damaged-*")}
    assert kept == {b"first", b"secon", b"third"}


async def test_an_empty_file_is_a_new_one(opened, path, notices):
    path.parent.mkdir()
    path.touch()
    await filled(opened)
    assert notices == []


async def test_the_file_of_another_program_is_not_touched(opened, path, notices):
    path.parent.mkdir()
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE recipe (title TEXT)")
    other.close()
    before = path.read_bytes()
    async with opened():
        pass
    assert before in [file.read_bytes() for file in path.parent.glob("*.damaged-*")]
    assert len(notices) == 1


async def test_a_newer_file_is_refused_and_left_as_it_is(opened, path):
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        # As it lies there while its program runs, or after that died: with a log.
        newer = path.parent.with_name("newer")
        shutil.copytree(path.parent, newer)
    newer_path = newer / path.name
    connection = apsw.Connection(str(newer_path))
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    connection.pragma("user_version", len(MIGRATIONS) + 1)
    connection.close()
    before = {file.name: file.read_bytes() for file in newer.iterdir() if not file.name.endswith("-shm")}
    assert before[path.name + "-wal"]
    with pytest.raises(EnvironmentFault, match="newer Rivulet"):
        async with opened(at=newer_path):
            pass
    after = {file.name: file.read_bytes() for file in newer.iterdir() if not file.name.endswith("-shm")}
    assert after == before


def add_a_column(connection: apsw.Connection) -> None:
    connection.execute("ALTER TABLE conversation ADD COLUMN pinned INTEGER")


def fail_half_way(connection: apsw.Connection) -> None:
    connection.execute("ALTER TABLE conversation ADD COLUMN half INTEGER")
    connection.execute("CREATE TABLE conversation (a)")


async def test_an_older_file_is_backed_up_and_brought_up_to_date(opened, path):
    await filled(opened)
    connection = apsw.Connection(str(path))
    backup = migrate(connection, path, (*MIGRATIONS, add_a_column))
    assert migrate(connection, path, (*MIGRATIONS, add_a_column)) is None
    assert version(connection) == len(MIGRATIONS) + 1
    assert connection.execute("SELECT title, pinned FROM conversation").fetchall() == [("Rivers", None)]
    connection.close()
    assert [backup] == list(path.with_name("backups").iterdir())
    assert backup.stat().st_mode & 0o777 == 0o600
    async with opened(at=backup) as history:
        assert await history.messages("c") == [QUESTION]


async def test_a_history_from_before_there_were_pictures_takes_them(opened, path):
    path.parent.mkdir()
    connection = apsw.Connection(str(path))
    migrate(connection, path, MIGRATIONS[:1])
    connection.execute("INSERT INTO conversation VALUES (1, 'c', 'Rivers', 1.0, 1.0, 'q')")
    connection.execute(
        """INSERT INTO message (number, id, conversation_id, role, created_at, model, response_id)
        VALUES (1, 'q', 'c', 'user', 2.0, '', '')"""
    )
    connection.execute("INSERT INTO part VALUES ('q', 0, 0, 'text', '', '', ?)", (QUESTION.text(),))
    connection.close()
    picture = Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=bytes(range(256)))
    shown = Message("p", "c", "q", Role.USER, 3.0, (picture,))
    async with opened() as history:
        assert await history.messages("c") == [QUESTION]
        await history.add_message(shown)
    async with opened() as history:
        assert await history.messages("c") == [QUESTION, shown]
    (backup,) = path.with_name("backups").iterdir()
    kept = apsw.Connection(str(backup))
    assert (version(kept), kept.execute("SELECT text FROM part").fetchall()) == (1, [(QUESTION.text(),)])
    kept.close()


async def test_a_migration_that_fails_changes_nothing(opened, path):
    await filled(opened)
    connection = apsw.Connection(str(path))
    with pytest.raises(apsw.SQLError):
        migrate(connection, path, (*MIGRATIONS, add_a_column, fail_half_way))
    connection.close()
    async with opened() as history:
        assert await history.messages("c") == [QUESTION]


async def test_without_a_backup_nothing_is_migrated(opened, path):
    await filled(opened)
    path.with_name("backups").write_text("in the way")
    connection = apsw.Connection(str(path))
    with pytest.raises(OSError):
        migrate(connection, path, (*MIGRATIONS, add_a_column))
    assert version(connection) == len(MIGRATIONS)
    connection.close()


async def test_a_place_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "history.sqlite3", Path("/proc/nowhere/history.sqlite3")):
        history = SqliteHistory(path, on_fault=pytest.fail)
        with pytest.raises(EnvironmentFault, match="could not be"):
            await history.open(recover=True)


def test_the_module_that_the_window_imports_leaves_sqlite_for_later():
    code = "import sys, app.adapters.history.store; sys.exit('apsw' in sys.modules)"

    async def status() -> int:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
        return await process.wait()

    assert asyncio.run(status()) == 0
