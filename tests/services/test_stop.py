"""Stop, in each phase of an answer: the server sees the connection closed within 100 ms."""

import asyncio
import gzip
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from app.domain.conversation import Message
from app.domain.ending import EndState
from tests.services.conftest import Watcher, World
from tests.wire.server import DONE, Forever, Sleep, UntilClosed, WireServer, chat_chunk, sse

PROMPT = 0.1
"""Seconds."""
STREAMS = 20

HELLO = sse(chat_chunk("Hello"))
TOKEN = sse(chat_chunk(" on"))
BURST = sse(chat_chunk("word ")) * 100
STOP = sse(chat_chunk(finish="stop"))
NOISE = random.Random(4).randbytes(64 * 1024)
ZEROS = gzip.compress(b"data: " + bytes(1_000_000))


def no_head(server: WireServer) -> None:
    server.raw(UntilClosed())


def half_a_head(server: WireServer) -> None:
    server.raw(b"HTTP/1.1 200 OK\r\nContent-Ty", UntilClosed())


def no_token(server: WireServer) -> None:
    server.stream(UntilClosed())


def pings(server: WireServer) -> None:
    server.stream(Forever(b": ping\n\n", 0.01))


def silence(server: WireServer) -> None:
    server.stream(HELLO, UntilClosed())


def tokens(server: WireServer) -> None:
    server.stream(HELLO, Forever(TOKEN, 0.01))


def full_speed(server: WireServer) -> None:
    server.stream(HELLO, Forever(BURST))


def noise(server: WireServer) -> None:
    server.stream(HELLO, Forever(b"data: {}\n\n" + b"".join(NOISE.split(b"\n")) + b"\n\n"))


def endless_line(server: WireServer) -> None:
    server.stream(HELLO, Forever(b"x" * 1000, 0.005))


def compressed(server: WireServer) -> None:
    server.stream(Forever(ZEROS, 0.002), headers={"Content-Encoding": "gzip"})


def farewell(server: WireServer) -> None:
    """It has said why it finished, and holds the connection open."""
    server.stream(HELLO, STOP, UntilClosed())


async def best_of_three(measure) -> float:
    """Seconds: another program may take the machine away for a moment."""
    best = await measure()
    for _ in range(2):
        if best > PROMPT:
            best = min(best, await measure())
    return best


async def stopped(chat, watcher: Watcher, closed: Callable[[], float]) -> tuple[float, Message]:
    """Stops; seconds until the server saw the connection closed, and the answer."""
    stopped_at = time.monotonic()
    chat.stop()
    answer = await watcher.ended()
    return await asyncio.to_thread(closed) - stopped_at, answer


@pytest.mark.parametrize("script", [no_head, half_a_head, no_token, pings])
async def test_before_the_first_token(world, script):
    async with world() as it:

        async def measure() -> float:
            script(it.server)
            count = len(it.server.requests) + 1
            chat, watcher = it.chat()
            chat.send("Hi")
            request = (await asyncio.to_thread(it.server.wait_requests, count))[-1]
            await asyncio.sleep(0.03)
            took, answer = await stopped(chat, watcher, request.wait_closed)
            assert (answer.text(), answer.end) == ("", EndState.STOPPED)
            return took

        assert await best_of_three(measure) <= PROMPT


@pytest.mark.parametrize("script", [silence, tokens, full_speed, endless_line])
async def test_once_text_has_come(world, script):
    async with world() as it:

        async def measure() -> float:
            script(it.server)
            chat, watcher = it.chat()
            chat.send("Hi")
            await watcher.text("Hello")
            await asyncio.sleep(0.03)
            took, answer = await stopped(chat, watcher, it.server.requests[-1].wait_closed)
            assert answer.text().startswith("Hello")
            assert answer.end is EndState.STOPPED
            stored = await it.history.messages(chat.conversation.id)
            assert stored[-1].text() == answer.text()
            return took

        assert await best_of_three(measure) <= PROMPT


@pytest.mark.parametrize("script", [noise, compressed])
async def test_in_a_flood_of_nonsense(world, script):
    """It may have been found out before it is stopped: the connection is closed in either case."""
    async with world() as it:

        async def measure() -> float:
            script(it.server)
            count = len(it.server.requests) + 1
            chat, watcher = it.chat()
            chat.send("Hi")
            request = (await asyncio.to_thread(it.server.wait_requests, count))[-1]
            await asyncio.sleep(0.005)
            took, answer = await stopped(chat, watcher, request.wait_closed)
            assert answer.end in (EndState.STOPPED, EndState.PROVIDER_ERROR)
            return took

        assert await best_of_three(measure) <= PROMPT


async def test_while_it_is_stalled(world):
    async with world(idle_timeout=0.1) as it:

        async def measure() -> float:
            silence(it.server)
            chat, watcher = it.chat()
            chat.send("Hi")
            await watcher.until(lambda: chat.standing() is not None)
            took, answer = await stopped(chat, watcher, it.server.requests[-1].wait_closed)
            assert (answer.text(), answer.end) == ("Hello", EndState.STOPPED)
            return took

        assert await best_of_three(measure) <= PROMPT


async def test_after_the_last_word(world):
    async with world() as it:

        async def measure() -> float:
            farewell(it.server)
            chat, watcher = it.chat()
            chat.send("Hi")
            await watcher.text("Hello")
            await asyncio.sleep(0.05)
            took, answer = await stopped(chat, watcher, it.server.requests[-1].wait_closed)
            assert (answer.text(), answer.end) == ("Hello", EndState.COMPLETE)
            return took

        assert await best_of_three(measure) <= PROMPT


async def test_while_it_waits_for_the_next_try(world):
    async with world() as it:

        async def measure() -> float:
            it.server.reply(429, {"error": {"message": "later"}}, {"Retry-After": "30"})
            asked = len(it.server.requests) + 1
            chat, watcher = it.chat()
            chat.send("Hi")
            await watcher.until(lambda: chat.standing() is not None)
            took, answer = await stopped(chat, watcher, time.monotonic)
            assert answer.end is EndState.STOPPED
            assert len(it.server.requests) == asked
            return took

        assert await best_of_three(measure) <= PROMPT


@contextmanager
def silent_listener():
    """Takes connections, and never says a word: its port, and when the last one was closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed: list[float] = []
        came, gone = threading.Semaphore(0), threading.Semaphore(0)

        def listen() -> None:
            while True:
                connection, _ = listener.accept()
                with connection:
                    if not connection.recv(1 << 16):
                        return  # It was ourselves.
                    came.release()
                    with suppress(ConnectionResetError):
                        while connection.recv(1 << 16):
                            pass
                    closed.append(time.monotonic())
                    gone.release()

        thread = threading.Thread(target=listen)
        thread.start()

        def closed_at() -> float:
            assert gone.acquire(timeout=5)
            return closed[-1]

        try:
            yield listener.getsockname()[1], lambda: came.acquire(timeout=5), closed_at
        finally:
            socket.create_connection(listener.getsockname()).close()
            thread.join(5)


async def test_while_tls_is_agreed_on(world):
    async with world() as it:
        with silent_listener() as (port, came, closed_at):
            it.providers.choose(replace(it.providers.current, base_url=f"https://127.0.0.1:{port}/v1"))

            async def measure() -> float:
                chat, watcher = it.chat()
                chat.send("Hi")
                assert await asyncio.to_thread(came)
                took, answer = await stopped(chat, watcher, closed_at)
                assert answer.end is EndState.STOPPED
                return took

            assert await best_of_three(measure) <= PROMPT


@contextmanager
def full_listener():
    """A port at which connections are neither taken nor refused: those before have filled its queue."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
            fillers.append(filler)
        time.sleep(0.05)
        try:
            yield listener.getsockname()[1]
        finally:
            for filler in fillers:
                filler.close()


async def test_while_nobody_takes_the_connection(world):
    async with world() as it:
        with full_listener() as port:
            it.providers.choose(replace(it.providers.current, base_url=f"http://127.0.0.1:{port}/v1"))

            async def measure() -> float:
                chat, watcher = it.chat()
                chat.send("Hi")
                await asyncio.sleep(0.2)
                assert chat.turn is not None
                took, answer = await stopped(chat, watcher, time.monotonic)
                assert answer.end is EndState.STOPPED
                return took

            assert await best_of_three(measure) <= PROMPT


async def many(it: World):
    """Twenty answers that stream, each with its own words, and when they have begun."""
    for number in range(STREAMS):
        steps = [step for _ in range(60) for step in (sse(chat_chunk(f"{number} ")), Sleep(0.01))]
        it.server.stream(*steps, STOP, DONE)
    running = []
    for number in range(STREAMS):
        chat, watcher = it.chat()
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, number + 1)  # so that it gets its own script
        running.append((number, chat, watcher))
    for number, _, watcher in running:
        await watcher.text(f"{number} {number} ")
    return running


async def test_one_of_many_leaves_the_others_unharmed(world):
    async with world() as it:
        running = await many(it)
        number, chat, watcher = running.pop(7)
        took, answer = await stopped(chat, watcher, it.server.requests[number].wait_closed)
        assert answer.end is EndState.STOPPED
        assert set(answer.text().split()) == {str(number)}
        assert took <= PROMPT
        for other, _, watcher in running:
            answer = await watcher.ended()
            assert (answer.text(), answer.end) == (f"{other} " * 60, EndState.COMPLETE)


async def test_all_of_many(world):
    async with world() as it:
        running = await many(it)
        stopped_at = time.monotonic()
        for _, chat, _ in running:
            chat.stop()
        for number, chat, watcher in running:
            answer = await watcher.ended()
            assert answer.end is EndState.STOPPED
            closed_at = await asyncio.to_thread(it.server.requests[number].wait_closed)
            assert closed_at - stopped_at <= PROMPT
            stored = await it.history.messages(chat.conversation.id)
            assert stored[-1].text() == answer.text()
            assert set(answer.text().split()) == {str(number)}
