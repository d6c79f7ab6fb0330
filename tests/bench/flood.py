"""A server in a process of its own that sends an answer as fast as the socket takes it."""

import asyncio
import sys

from tests.wire.server import DONE, chat_chunk, sse

_WORDS = ("The", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "runs.")


def body(tokens: int) -> bytes:
    """Prose in paragraphs, a heading and a piece of code now and then; one event a token."""
    events = []
    for number in range(tokens):
        text = _WORDS[number % len(_WORDS)] + " "
        if number % 90 == 89:
            text = "\n\n"
        if number % 900 == 899:
            text = "\n\n## A heading\n\n```python\nfor n in range(10):\n    print(n)\n```\n\n"
        events.append(sse(chat_chunk(text)))
    return b"".join([*events, sse(chat_chunk(finish="stop", usage=(1, tokens))), DONE])


async def serve(tokens: int) -> None:
    answer = body(tokens)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        await reader.readexactly(int(fields[b"content-length"]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
