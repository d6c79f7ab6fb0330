"""A server in a process of its own: an answer as fast as can be, one token and when, or many at once.

python -m tests.bench.server flood TOKENS
python -m tests.bench.server stamp
python -m tests.bench.server many STREAMS TOKENS
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from tests.bench.corpus import batches, mixed
from tests.wire.server import DONE, chat_chunk, sse

_WORDS = ("The", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "runs.")
_TYPE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
_HEAD = _TYPE + b"Connection: close\r\n\r\n"
_CHUNKED_HEAD = _TYPE + b"Transfer-Encoding: chunked\r\n\r\n"

RATE = 100
"""Tokens a second of each of many streams."""
PAUSE = 0.5
"""Seconds between the last token of many streams and their end, so that the end can be measured alone."""

Play = Callable[[asyncio.StreamWriter, bytes], Awaitable[None]]
"""Sends an answer to the request with this body, head and all."""


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Its base URL."""
    command = [sys.executable, "-m", "tests.bench.server", *arguments]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def flood(tokens: int) -> Play:
    """Prose in paragraphs, a heading and a piece of code now and then; one event a token."""
    events = []
    for number in range(tokens):
        text = _WORDS[number % len(_WORDS)] + " "
        if number % 90 == 89:
            text = "\n\n"
        if number % 900 == 899:
            text = "\n\n## A heading\n\n```python\nfor n in range(10):\n    print(n)\n```\n\n"
        events.append(sse(chat_chunk(text)))
    body = b"".join([*events, sse(chat_chunk(finish="stop", usage=(1, tokens))), DONE])

    async def play(writer: asyncio.StreamWriter, request: bytes) -> None:
        writer.write(_HEAD + body)
        await writer.drain()

    return play


async def stamp(writer: asyncio.StreamWriter, request: bytes) -> None:
    """The first token is the moment at which it is sent, on the clock that all processes share."""
    writer.write(_HEAD)
    await writer.drain()
    await asyncio.sleep(random.uniform(0.02, 0.05))  # whatever the window's frames are doing
    writer.write(sse(chat_chunk(str(time.monotonic_ns()))))
    await writer.drain()
    await asyncio.sleep(0.04)
    writer.write(sse(chat_chunk(finish="stop")) + DONE)
    await writer.drain()


def many(streams: int, tokens: int) -> Play:
    """At 100 tokens a second, each a chunk of its own; the last ones wait for each other, and end together.

    The prompt is the number of the stream, and says what it is sent (`answer_of`).
    """
    last = asyncio.Barrier(streams)

    def chunk(data: bytes) -> bytes:
        return b"%x\r\n%s\r\n" % (len(data), data)

    async def play(writer: asyncio.StreamWriter, request: bytes) -> None:
        number = int(json.loads(request)["messages"][-1]["content"])
        events = [chunk(sse(chat_chunk(token))) for token in batches(answer_of(number, tokens), 1)]
        writer.write(_CHUNKED_HEAD)
        loop = asyncio.get_running_loop()
        due = loop.time() + random.random() / RATE
        for event in events:
            due += random.uniform(0.5, 1.5) / RATE
            await asyncio.sleep(due - loop.time())
            writer.write(event)
        await last.wait()
        await asyncio.sleep(PAUSE)
        writer.write(chunk(sse(chat_chunk(finish="stop", usage=(1, tokens))) + DONE) + chunk(b""))
        await writer.drain()

    return play


def answer_of(number: int, tokens: int) -> str:
    return mixed(tokens, seed=number)


async def serve(play: Play) -> None:
    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        await play(writer, await reader.readexactly(int(fields[b"content-length"])))
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _play(name: str, *numbers: str) -> Play:
    match name:
        case "flood":
            return flood(*map(int, numbers))
        case "many":
            return many(*map(int, numbers))
        case _:
            return stamp


if __name__ == "__main__":
    asyncio.run(serve(_play(*sys.argv[1:])))
