"""A running Guide, and a client that sees the raw wire."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import h11
import pytest

from app.adapters.guide.server import GuideServer

MANUAL = Path(__file__).parents[3] / "resources" / "manual"
SPEED = 5.0
"""Nobody reads along here."""


@pytest.fixture
def server() -> Iterator[GuideServer]:
    guide = GuideServer(MANUAL, speed=SPEED)
    yield guide
    guide.stop()


@pytest.fixture
def url(server: GuideServer) -> str:
    return server.start()


def port(url: str) -> int:
    return int(url.removeprefix("http://127.0.0.1:").removesuffix("/v1"))


def http(method: str, path: str, body: object = None, **headers: str) -> bytes:
    """A request as bytes. A header of None is left out."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    fields = {"Host": "127.0.0.1", "Content-Length": str(len(data)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + data


def ask(text: str, *, stream: bool = True, **more: object) -> bytes:
    return chat([{"role": "user", "content": text}], stream=stream, **more)


def chat(messages: object, *, stream: bool = True, **more: object) -> bytes:
    body = {"model": "guide", "messages": messages, "stream": stream, **more}
    return http("POST", "/v1/chat/completions", body)


async def response(reader, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """One whole reply: its status, headers (names in lower case) and body."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    status, headers, body = 0, {}, b""
    while True:
        match connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            case h11.Response() as head:
                status = head.status_code
                headers = {name.decode(): value.decode() for name, value in head.headers}
            case h11.Data(data=data):
                body += data
            case h11.EndOfMessage():
                return status, headers, body


def events(body: bytes) -> list[dict]:
    """What stands in the `data:` lines, without the closing [DONE], which has to be there."""
    *lines, done, rest = body.decode().split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def content(body: bytes) -> list[str]:
    """The tokens of the answer."""
    deltas = [choice["delta"] for event in events(body) for choice in event["choices"]]
    return [delta["content"] for delta in deltas if delta.get("content")]


def wait_until(condition: Callable[[], bool], seconds: float = 2) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def respond(text: object, **more: object) -> bytes:
    """A request to the Responses API; streamed, unless `more` says otherwise."""
    body = {"model": "guide", "input": text, "stream": True, **more}
    return http("POST", "/v1/responses", body)


def numbered(body: bytes, first: int = 0) -> list[dict]:
    """The events of a response: each with a name that is its type, and numbered from `first` on."""
    *blocks, rest = body.decode().split("\n\n")
    assert rest == ""
    found = []
    for number, block in enumerate(blocks, first):
        name, data = block.split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert name == f"event: {found[-1]['type']}"
        assert found[-1]["sequence_number"] == number
    return found


def told(events: list[dict], kind: str = "response.output_text") -> str:
    """The text that the deltas of a kind bring."""
    return "".join(event["delta"] for event in events if event["type"] == f"{kind}.delta")


@contextlib.asynccontextmanager
async def connected(url: str):
    reader, writer = await asyncio.open_connection("127.0.0.1", port(url))
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def exchange(url: str, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """A request on a connection of its own, and its reply."""
    async with connected(url) as (reader, writer):
        writer.write(request)
        return await response(reader)


async def error_of(url: str, request: bytes) -> tuple[int, dict[str, str | None]]:
    """The status and the error of a request that is refused."""
    status, headers, body = await exchange(url, request)
    assert headers["content-type"] == "application/json"
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    return status, error
