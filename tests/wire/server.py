"""A small real HTTP server on loopback that plays exactly what a test tells it to.

    with WireServer() as server:
        server.stream(sse(chat_chunk("Hel")), Sleep(0.1), sse(chat_chunk("lo", finish="stop")), DONE)
        server.reply(429, {"error": {"message": "slow down"}}, {"Retry-After": "3"})
        server.raw(b"HTTP/1.1 200 OK\\r\\n", Reset())
        ... ask server.base_url three times ...
        assert server.requests[0].json["model"] == "m"
        assert server.requests[0].wait_closed() < 0.1

Each request is answered by the next script, in order; without one it gets a 404.
"""

import asyncio
import json
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from tests.wire.listener import Listener


@dataclass(frozen=True)
class Sleep:
    seconds: float


@dataclass(frozen=True)
class Reset:
    """Breaks the connection with a RST."""


@dataclass(frozen=True)
class Close:
    """Closes the connection with a FIN, whatever is still owed."""


@dataclass(frozen=True)
class UntilClosed:
    """Holds on, silently, until the client goes away."""


@dataclass(frozen=True)
class Until:
    """Holds on until the test sets the event."""

    event: threading.Event


@dataclass(frozen=True)
class Forever:
    """Sends this again and again, until the client goes away."""

    data: bytes
    every: float = 0.0
    """Seconds between two of them."""


Step = bytes | Sleep | Reset | Close | UntilClosed | Until | Forever

DONE = b"data: [DONE]\n\n"


def chat_chunk(
    content: str | None = None,
    *,
    finish: str | None = None,
    usage: tuple[int, int] | None = None,
    model: str = "test-model",
    **delta: Any,
) -> dict[str, Any]:
    """A chunk of Chat Completions; `delta` adds fields (``reasoning_content=``, ``tool_calls=``)."""
    if content is not None:
        delta["content"] = content
    chunk: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1700000000,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    if usage is not None:
        asked, answered = usage
        chunk["usage"] = {
            "prompt_tokens": asked,
            "completion_tokens": answered,
            "total_tokens": asked + answered,
        }
    return chunk


def sse(data: object, event: str = "") -> bytes:
    """One server-sent event: `data` as JSON, or as it is if it is text."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {event}\n" if event else "").encode() + f"data: {text}\n\n".encode()


@dataclass
class Request:
    """What arrived, and when (time.monotonic) the client's side was seen to be closed."""

    method: str
    path: str
    headers: Mapping[str, str]
    """With lower-case names."""
    body: bytes
    arrived_at: float
    connection: int
    """Numbers the connections from 0: the same number means that one was used again."""
    closed_at: float | None = None
    _closed: threading.Event = field(default_factory=threading.Event)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def wait_closed(self, timeout: float = 5.0) -> float:
        """The moment at which the client closed the connection; fails if it does not in time."""
        assert self._closed.wait(timeout), "the client kept its connection open"
        assert self.closed_at is not None
        return self.closed_at


class WireServer(Listener):
    """Speaks HTTP/1.1 on 127.0.0.1, or HTTPS if it is given a context."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__("wire-server", tls)
        self.requests: list[Request] = []
        self._scripts: deque[tuple[Step, ...]] = deque()
        self._connections = 0
        self._arrived = threading.Condition()

    # What the test says

    @property
    def base_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/v1"

    def raw(self, *steps: Step) -> None:
        """Plays exactly these steps for the next request."""
        self._scripts.append(steps)

    def stream(
        self,
        *steps: Step,
        status: int = 200,
        content_type: str = "text/event-stream",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A chunked answer: each bytes is one chunk. It ends properly unless a step breaks it off."""

        def chunked(step: Step) -> Step:
            match step:
                case bytes():
                    return b"%x\r\n%s\r\n" % (len(step), step)
                case Forever(data):
                    return replace(step, data=b"%x\r\n%s\r\n" % (len(data), data))
            return step

        head = {"Content-Type": content_type} if content_type else {}
        head |= {"Transfer-Encoding": "chunked", **(headers or {})}
        self.raw(_head(status, head), *map(chunked, steps), b"0\r\n\r\n")

    def reply(self, status: int, body: object = b"", headers: Mapping[str, str] | None = None) -> None:
        """A whole answer: bytes, text (HTML if it begins with ``<``), or anything else as JSON."""
        match body:
            case bytes():
                content_type = "application/octet-stream"
            case str():
                content_type = "text/html" if body.startswith("<") else "text/plain"
                body = body.encode()
            case _:
                content_type = "application/json"
                body = json.dumps(body).encode()
        head = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
        self.raw(_head(status, head) + body)

    def wait_requests(self, count: int, timeout: float = 5.0) -> list[Request]:
        """The requests, once at least `count` have arrived."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.requests) >= count, timeout), "no request came"
            return list(self.requests)

    # How it plays

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection, self._connections = self._connections, self._connections + 1
        try:
            first = await reader.read(1)
            while first:
                request = await self._read_request(first, reader, connection)
                # While the answer is played, nothing but the end can come from the client.
                watch = asyncio.ensure_future(self._watch(reader, request))
                try:
                    if not await self._play(writer, watch):
                        return
                    first = await watch
                finally:
                    watch.cancel()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _read_request(self, first: bytes, reader: asyncio.StreamReader, connection: int) -> Request:
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request_line, *lines = head.split("\r\n")
        method, path, _ = request_line.split(" ")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(method, path, headers, body, time.monotonic(), connection)
        with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()
        return request

    async def _watch(self, reader: asyncio.StreamReader, request: Request) -> bytes:
        """The first byte of the next request, or nothing when the client has gone."""
        try:
            first = await reader.read(1)
        except OSError:
            first = b""
        if not first:
            request.closed_at = time.monotonic()
            request._closed.set()
        return first

    async def _play(self, writer: asyncio.StreamWriter, watch: "asyncio.Future[bytes]") -> bool:
        """Plays the next script; whether the connection can be used again."""
        missing = _head(404, {"Content-Length": "0"})
        for step in self._scripts.popleft() if self._scripts else (missing,):
            match step:
                case bytes():
                    writer.write(step)
                    await writer.drain()
                case Sleep(seconds):
                    await asyncio.wait([watch], timeout=seconds)
                case UntilClosed():
                    await watch
                case Forever(data, every):
                    with suppress(OSError):
                        while not watch.done():
                            writer.write(data)
                            await writer.drain()
                            await asyncio.wait([watch], timeout=every)
                    await watch
                case Until(event):
                    while not (event.is_set() or watch.done()):
                        await asyncio.wait([watch], timeout=0.002)
                case Close():
                    writer.close()
                    return False
                case Reset():
                    linger = struct.pack("ii", 1, 0)
                    sock = writer.get_extra_info("socket")
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    writer.transport.abort()
                    return False
            if watch.done():
                return False
        return True


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
