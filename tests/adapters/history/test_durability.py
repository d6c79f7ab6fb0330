"""Killed, without space, or not alone: nothing that was acknowledged is lost."""

import asyncio
import errno
import os
import random
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import apsw
import psutil
import pytest

from app.adapters.history import archive, log_sync
from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Conversation, Message, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.patch import PartGrew, PartOpened
from app.domain.problem import EnvironmentFault

WRITING = "tests.adapters.history.writing"
CONVERSATION = Conversation("c", "Rivers", 1.0, 1.0)
ANSWER = Message("a", "c", None, Role.ASSISTANT, 3.0)


async def writing(path: Path, name: str, words: int, *limits: str) -> asyncio.subprocess.Process:
    arguments = ("-m", WRITING, str(path), name, str(words), *limits)
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)


def words(count: int) -> str:
    return "".join(f"{n} " for n in range(count))


def test_what_is_committed_is_synced_at_most_a_moment_later(path, monkeypatch):
    monkeypatch.setattr(archive, "SYNC_EVERY", 0.1)
    asked = []
    book = archive.Archive(path, lambda commit, long: asked.append(commit))
    book.open(owner=True)
    book.save_conversation(CONVERSATION)
    book.add_message(ANSWER)
    assert book.due() == 0  # at once, as somebody waits for it
    book.tick()
    assert asked == [2]
    book.synced(2, None)
    assert book.safe
    assert book.due() is None
    book.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "Rivers")])
    assert not book.safe
    book.tick()
    assert committed(path) == [("Rivers",)]
    assert asked == [2]
    assert 0 < book.due() <= 0.1
    time.sleep(book.due())
    book.tick()
    assert asked == [2, 3]
    book.record("a", [PartGrew(0, " begin")])
    book.tick()
    book.synced(3, None)
    assert not book.safe  # what came in the meantime waits for the next one
    assert 0 < book.due() <= 0.1
    book.close()


def committed(path: Path) -> list[tuple[str]]:
    """As another process sees it."""
    with closing(apsw.Connection(str(path))) as connection:
        return connection.execute("SELECT text FROM part ORDER BY seq").fetchall()


class SlowDisk:
    """Syncs as the disk does, but takes its time, or fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.error: OSError | None = None
        real = log_sync.sync_log

        def sync(path: Path) -> None:
            time.sleep(self.seconds)
            if self.error is not None:
                raise self.error
            real(path)

        monkeypatch.setattr(log_sync, "sync_log", sync)


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> SlowDisk:
    return SlowDisk(monkeypatch)


async def test_what_streams_does_not_wait_for_a_slow_disk_but_what_is_sent_does(opened, path, slow_disk):
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(ANSWER)
        history.record("a", [PartOpened(0, PartKind.TEXT)])
        slow_disk.seconds = 0.5
        began = time.monotonic()
        sending = asyncio.create_task(history.save_conversation(replace(CONVERSATION, title="Streams")))
        for n in range(20):
            await asyncio.sleep(0.01)
            history.record("a", [PartGrew(0, f"{n} ")])
            history.catch_up()
            assert "".join(text for (text,) in committed(path)) == words(n + 1)
        assert time.monotonic() < began + 0.5
        assert not sending.done()
        await sending
        assert time.monotonic() > began + 0.5


async def test_what_could_not_be_synced_is_said_and_synced_later(opened, slow_disk, faults, monkeypatch):
    monkeypatch.setattr(archive, "RETRY_EVERY", 0.05)
    async with opened() as history:
        slow_disk.error = OSError(errno.EIO, "Input/output error")
        with pytest.raises(EnvironmentFault, match="could not be written: Input/output error"):
            await history.save_conversation(CONVERSATION)
        assert await history.conversations() == [CONVERSATION]
        await asyncio.sleep(0.2)
        assert len(faults) == 1
        slow_disk.error = None
        await history.save_conversation(CONVERSATION)
        slow_disk.error = OSError(errno.EIO, "Input/output error")
        with pytest.raises(EnvironmentFault):
            await history.add_message(ANSWER)
        await asyncio.sleep(0)
        assert len(faults) == 2  # said anew, as it was well in between


async def test_the_loop_waits_for_a_commit_but_never_long(opened, path):
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(ANSWER)
        history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "Rivers")])
        history.catch_up()
        assert committed(path) == [("Rivers",)]
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.perf_counter()
            for _ in range(1000):
                history.record("a", [PartGrew(0, " begin")])
                history.catch_up()
            assert time.perf_counter() - began < 0.5
            other.execute("ROLLBACK")
        await history.conversations()
        history.record("a", [PartGrew(0, "!")])
        history.catch_up()
        assert committed(path)[-1] == ("!",)


async def test_the_log_stays_short_while_an_answer_streams(opened, path, monkeypatch):
    monkeypatch.setattr(archive, "SYNC_EVERY", 0.02)
    monkeypatch.setattr(archive, "LONG_LOG", 50)
    monkeypatch.setattr(archive, "LONGEST_LOG", 200)
    log = path.with_name(path.name + "-wal")
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(ANSWER)
        history.record("a", [PartOpened(0, PartKind.TEXT)])
        for n in range(3000):
            history.record("a", [PartGrew(0, f"{n} ")])
            history.catch_up()
            if n % 100 == 0:
                await history.save_conversation(CONVERSATION)  # and with it, for a sync
        assert log.stat().st_size < 6_000_000  # and not 12 or more
        assert (await history.messages("c"))[0].text() == words(3000)


@pytest.mark.parametrize("seed", range(4))
async def test_kill_9_loses_nothing_that_was_acknowledged(opened, path, seed):
    until = random.Random(seed).randrange(1, 400)
    process = await writing(path, "c", 100_000)
    acknowledged = -1
    while acknowledged < until:
        acknowledged = int(await process.stdout.readline())
    process.kill()
    acknowledged = int(([acknowledged, *(await process.stdout.read()).split(b"\n")[:-1]])[-1])
    await process.wait()
    async with opened(recover=True) as history:
        (answer,) = await history.messages("c")
    written = answer.text().split()
    assert answer.end is EndState.INTERRUPTED
    assert len(written) >= acknowledged + 1
    assert answer.text() == words(len(written))


async def test_several_processes_share_a_history(opened, path):
    processes = [await writing(path, name, 60) for name in ("x", "y")]
    async with opened(recover=False) as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(ANSWER)
        history.record("a", [PartOpened(0, PartKind.TEXT)])
        for n in range(60):
            history.record("a", [PartGrew(0, f"{n} ")])
            await history.messages("x")
        assert [await process.wait() for process in processes] == [0, 0]
        for process in processes:
            assert b"fault" not in await process.stdout.read()
        for name in ("x", "y", "c"):
            assert (await history.messages(name))[0].text() == words(60)


async def test_a_locked_file_is_said_and_written_later(opened, path, faults, monkeypatch):
    monkeypatch.setattr(archive, "RETRY_EVERY", 0.05)
    monkeypatch.setattr("app.adapters.history.database._BUSY_TIMEOUT", 20)
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(ANSWER)
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "Rivers")])
        with pytest.raises(EnvironmentFault, match="in use by another program"):
            await history.save_conversation(replace(CONVERSATION, title="Streams"))
        await asyncio.sleep(0.3)
        assert len(faults) == 1
        assert "in use by another program" in faults[0]
        other.execute("ROLLBACK")
        await asyncio.sleep(0.3)
        assert other.execute("SELECT text FROM part").fetchall() == [("Rivers",)]
        assert other.execute("SELECT title FROM conversation").fetchall() == [("Streams",)]
        other.close()


async def test_a_file_size_limit_is_said_and_what_fits_is_kept(opened, path):
    process = await writing(path, "c", 4000, str(600_000))
    output = (await process.stdout.read()).decode()
    assert "fault The disk" in output
    assert output.count("fault") == 1
    assert "lost The disk" in output
    async with opened(recover=True) as history:
        (answer,) = await history.messages("c")
    assert answer.text() == words(len(answer.text().split()))
    assert len(answer.text()) > 100


@pytest.fixture
def small_disk(tmp_path: Path):
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", folder], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return filler


async def test_a_full_disk_loses_nothing(opened, small_disk, faults, monkeypatch):
    monkeypatch.setattr(archive, "RETRY_EVERY", 0.05)
    path = small_disk / "history.sqlite3"
    async with opened(at=path) as history:
        await history.save_conversation(CONVERSATION)
        await history.add_message(ANSWER)
        history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "Rivers ")])
        await history.conversations()
        filler = fill(small_disk)
        text = "begin in springs. " * 3000
        history.record("a", [PartGrew(0, text)])
        question = Message("q", "c", "a", Role.USER, 4.0, (Part(PartKind.TEXT, "And " + "then? " * 2000),))
        finished = replace(ANSWER, parts=(Part(PartKind.TEXT, "Rivers " + text),), end=EndState.COMPLETE)
        for writing in (history.finish_message(finished), history.add_message(question)):
            with pytest.raises(EnvironmentFault, match="The disk is full: the history"):
                await writing
        await asyncio.sleep(0.2)
        assert len(faults) == 1
        # What waits in memory is shown, too.
        assert await history.messages("c") == [finished, question]
        filler.unlink()
        await asyncio.sleep(0.3)
        reader = SqliteHistory(path, on_fault=pytest.fail)
        await reader.open(recover=False)
        assert await reader.messages("c") == [finished, question]
        await reader.close()


async def test_a_full_disk_says_so_at_the_start_and_the_file_stays(opened, small_disk, notices):
    path = small_disk / "history.sqlite3"
    async with opened(at=path) as history:
        await history.save_conversation(CONVERSATION)
    filler = fill(small_disk)
    with pytest.raises(EnvironmentFault, match="The disk is full"):
        async with opened(at=path):
            pass
    filler.unlink()
    async with opened(at=path) as history:
        assert await history.conversations() == [CONVERSATION]
        assert notices == []


async def test_closing_on_a_full_disk_says_what_is_lost(opened, small_disk, faults):
    history = SqliteHistory(small_disk / "history.sqlite3", on_fault=faults.append)
    await history.open(recover=True)
    await history.save_conversation(CONVERSATION)
    await history.add_message(ANSWER)
    fill(small_disk)
    history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "word " * 50_000)])
    with pytest.raises(EnvironmentFault, match="The disk is full"):
        await history.close()
    assert not held_open(small_disk)


def held_open(folder: Path) -> list[str]:
    """Files of the folder that this process has open."""
    return [file.path for file in psutil.Process().open_files() if Path(file.path).is_relative_to(folder)]


HELD = """
import fcntl, sys
with open(sys.argv[1], "rb+") as index:
    fcntl.lockf(index, fcntl.LOCK_EX, 1, 121)  # what SQLite calls WAL_CKPT_LOCK
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="holds a lock of SQLite's by its place in the file")
async def test_a_log_that_another_program_is_copying_is_none_of_our_faults(opened, path, faults, monkeypatch):
    monkeypatch.setattr(archive, "LONG_LOG", 0)
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        index = path.with_name(path.name + "-shm")
        pipe = asyncio.subprocess.PIPE
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", HELD, str(index), stdin=pipe, stdout=pipe
        )
        try:
            assert await other.stdout.readline() == b"held\n"
            await history.add_message(ANSWER)
        finally:
            await other.communicate(b"")
    assert faults == []


async def test_a_long_log_is_copied_beside_what_is_written_and_begun_anew(opened, path, monkeypatch):
    monkeypatch.setattr(archive, "LONG_LOG", 20)
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        for n in range(20):
            part = Part(PartKind.TEXT, f"{n}" * 100_000)
            await history.add_message(replace(ANSWER, id=f"m{n}", parts=(part,)))
        assert path.with_name(path.name + "-wal").stat().st_size < 1_000_000  # of the 3 that were written
