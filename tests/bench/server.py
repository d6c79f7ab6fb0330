"""A server in a process of its own. It sends an answer as fast as the socket takes it, or one token and when.

python -m tests.bench.server flood TOKENS
python -m tests.bench.server stamp
"""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from tests.wire.server import DONE, chat_chunk, sse

_WORDS = ("The", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "runs.")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]


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

    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(body)
        await writer.drain()

    return play


async def stamp(writer: asyncio.StreamWriter) -> None:
    """The first token is the moment at which it is sent, on the clock that all processes share."""
    await writer.drain()
    await asyncio.sleep(random.uniform(0.02, 0.05))  # whatever the window's frames are doing
    writer.write(sse(chat_chunk(str(time.monotonic_ns()))))
    await writer.drain()
    await asyncio.sleep(0.04)
    writer.write(sse(chat_chunk(finish="stop")) + DONE)
    await writer.drain()


async def serve(play: Play) -> None:
    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        await reader.readexactly(int(fields[b"content-length"]))
        writer.write(_HEAD)
        await play(writer)
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(flood(int(sys.argv[2])) if sys.argv[1] == "flood" else stamp))
