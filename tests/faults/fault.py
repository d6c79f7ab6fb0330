"""A row of the fault table: what a server does, and what must come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.ending import EndState
from tests.wire.server import Step, WireServer, chat_chunk, sse

KEY = "sk-canary-0123456789abcdef"

Play = Callable[[WireServer], None]

HELLO = (sse(chat_chunk("Hel")), sse(chat_chunk("lo")))
STOP = sse(chat_chunk(finish="stop"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """One row. The prompt is sent once; afterwards another one is sent to a server that is well."""

    name: str
    play: Play
    end: EndState
    says: str = ""
    """A part of the banner's sentence; "" where no banner is shown."""
    offers: str = ""
    """The actions of the banner, in order."""
    text: str = ""
    """What is kept of the answer."""
    waits: bool = False
    """Another try would begin by itself, or the stream is still open: the user ends it."""
    details: str = ""
    """A part of what the server said."""
    idle: float = 30.0
    key: str = KEY
    base_url: str = ""
    """Where it is asked; "" is the server that plays."""


def streamed(*steps: Step, headers: Mapping[str, str] | None = None, content_type: str = "") -> Play:
    """An answer of status 200 in chunks, which ends properly."""
    kind = content_type or "text/event-stream"
    return lambda server: server.stream(*steps, content_type=kind, headers=headers)


def raw(*steps: Step) -> Play:
    return lambda server: server.raw(*steps)


def replied(status: int, body: object = b"", headers: Mapping[str, str] | None = None) -> Play:
    return lambda server: server.reply(status, body, headers)


def nothing(server: WireServer) -> None:
    """It is not even asked."""
