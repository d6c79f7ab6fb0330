"""What a server can send without end: memory stays bounded, and Stop is at hand all the while."""

import asyncio
import threading
import time
import zlib

import psutil
import pytest

from app.domain.ending import EndState
from tests.faults.fault import HELLO
from tests.wire.server import Forever, WireServer, chat_chunk, sse

MEGABYTE = 2**20
TOKEN = sse(chat_chunk("e "))


class Memory:
    """The most that the process grows by, while the block lasts."""

    def __enter__(self):
        self._process, self._over = psutil.Process(), threading.Event()
        self._before = self._most = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.002):
            self._most = max(self._most, self._process.memory_info().rss)

    @property
    def megabytes(self) -> float:
        return (self._most - self._before) / MEGABYTE


def _line(server: WireServer) -> None:
    server.stream(*HELLO, b"data: ", *(b"a" * MEGABYTE,) * 100, b"\n\n")


def _page(server: WireServer) -> None:
    server.stream(b"<html>", Forever(b"a" * MEGABYTE), content_type="text/html")


def _comment(server: WireServer) -> None:
    server.stream(*HELLO, b": ", Forever(b"a" * MEGABYTE))


def _bomb(server: WireServer) -> None:
    """200 MB of text in 200 kB, though we asked for none that is compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(b"".join(HELLO) + b"data: ")
    packed += b"".join(packer.compress(b"a" * MEGABYTE) for _ in range(200)) + packer.flush()
    server.stream(packed, headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(("play", "most"), [(_line, 40), (_comment, 40), (_page, 90), (_bomb, 90)])
async def test_a_flood_is_cut_off_and_memory_stays_bounded(world, play, most):
    async with world() as it:
        it.server.stream(*HELLO)  # all that is loaded with the first answer is here
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.ended()
        play(it.server)
        with Memory() as memory:
            chat.send("Hi")
            await watcher.until(lambda: chat.turn is None or chat.standing() is not None)
            chat.stop()
            answer = await watcher.ended()
        assert answer.end in (EndState.PROVIDER_ERROR, EndState.STOPPED)
        assert answer.text() == ("" if play is _page else "Hello")
        assert memory.megabytes < most


async def test_an_answer_that_grows_for_ever_is_cut_off_and_kept(world):
    async with world() as it:
        it.server.stream(Forever(sse(chat_chunk("x" * MEGABYTE))))
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.PROVIDER_ERROR
        assert answer.problem.title == "The answer was cut off because it grew too large."
        assert 16 * MEGABYTE <= len(answer.text()) <= 18 * MEGABYTE
        await asyncio.to_thread(it.server.requests[0].wait_closed)


@pytest.mark.parametrize("burst", [TOKEN, TOKEN * 500], ids=["one by one", "in bursts"])
async def test_stop_is_at_once_while_tokens_come_without_end(world, burst):
    async with world() as it:
        it.server.stream(Forever(burst))
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.text("e e e e")
        await asyncio.sleep(0.3)
        began = time.monotonic()
        chat.stop()
        answer = await watcher.ended()
        closed = await asyncio.to_thread(it.server.requests[0].wait_closed)
        assert answer.end is EndState.STOPPED
        assert set(answer.text()) == {"e", " "}
        assert closed - began < 0.1
