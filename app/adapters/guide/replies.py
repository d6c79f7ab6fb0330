"""What an endpoint replies: a document, at once or when it is ready, a stream, or a refusal."""

from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass
from typing import Any

from app.adapters.guide.event_stream import Json, error
from app.adapters.guide.script import Rejection


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON reply."""

    status: int
    body: Json
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A document that takes its time. It can raise ConnectionCut."""

    document: Coroutine[Any, Any, Document]


@dataclass(frozen=True, slots=True)
class Stream:
    """Server-sent events as they come. They can raise ConnectionCut."""

    events: AsyncGenerator[bytes, None]


Reply = Document | Pending | Stream


class Refused(Exception):  # noqa: N818 - carries the reply that ends the request
    def __init__(self, status: int, message: str, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.rejection = Rejection(status, message, code=code, param=param)
        self.headers: tuple[tuple[str, str], ...] = ()


def rejected(rejection: Rejection, headers: tuple[tuple[str, str], ...] = ()) -> Document:
    """The rejection as an HTTP reply."""
    if rejection.retry_after is not None:
        headers = (*headers, ("Retry-After", str(rejection.retry_after)))
    return Document(rejection.status, {"error": error(rejection)}, headers)
