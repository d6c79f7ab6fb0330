"""The body of an answer as events: a stream, a whole JSON answer, or no answer of an API at all."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from enum import Enum, auto

from app.adapters.openai.answer_reader import MAX_ANSWER_CHARACTERS, AnswerReader, Dialect
from app.adapters.openai.error_body import excerpt, read_error
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.redaction import redact
from app.domain.stream import Failed, StreamEvent

GRACE = 2.0
"""Seconds that a server has for the usage and its good-bye, once it said why it finished."""

_BOM = b"\xef\xbb\xbf"
_FIELDS = (b"", b"data", b"event", b"id", b"retry")
_LONGEST_FIELD = max(map(len, _FIELDS))


class BodyKind(Enum):
    EVENTS = auto()
    JSON = auto()
    PAGE = auto()
    FOREIGN = auto()


async def answer_events(
    body: AsyncIterator[bytes], content_type: str, dialect: Dialect, key: str = ""
) -> AsyncGenerator[StreamEvent]:
    """The events of an answer. What its transport raises goes through; `body` is the caller's to close.

    Args:
        content_type: as the server gave it; where the first bytes disagree, they are believed.
        dialect: of the API that was asked.
        key: is removed from all that the server says.
    """
    head, kind = b"", None
    while kind is None:
        piece = await anext(body, b"")
        head = (head + piece).lstrip()
        kind = body_kind(content_type, head, complete=not piece)
    answer = AnswerReader(dialect, key)
    if kind is BodyKind.EVENTS:
        events = _streamed(head, body, answer)
    else:
        events = _at_once(kind, await _collected(head.removeprefix(_BOM), body), answer, key)
    try:
        async for event in events:
            yield event
    finally:
        await events.aclose()


def body_kind(content_type: str, head: bytes, *, complete: bool) -> BodyKind | None:
    """What a body is, going by its first bytes; None while they are too few to tell."""
    head = head.removeprefix(_BOM)
    if not head:
        return BodyKind.EVENTS if complete else None
    if head.startswith(b"<"):
        return BodyKind.PAGE
    if head.startswith((b"{", b"[")):
        return BodyKind.JSON
    if content_type.partition(";")[0].strip().lower() == "text/event-stream":
        return BodyKind.EVENTS
    field, colon, _ = head.partition(b":")
    if not (colon or complete or len(field) > _LONGEST_FIELD):
        return None
    return BodyKind.EVENTS if colon and field in _FIELDS else BodyKind.FOREIGN


def not_an_api(kind: BodyKind, body: bytes, key: str) -> Problem:
    """Something answered, but it was not what we asked for."""
    title = (
        "This address answered with a web page, not with an API."
        if kind is BodyKind.PAGE
        else "This address answered with something that is not an API’s answer."
    )
    detail = excerpt(redact(read_error(body).message, [key]))
    remedy = "Check the base URL, and whether the network wants you to sign in first."
    return Problem(EndState.PROVIDER_ERROR, title, detail, remedy)


async def _streamed(
    head: bytes, body: AsyncIterator[bytes], answer: AnswerReader
) -> AsyncGenerator[StreamEvent]:
    deadline: float | None = None
    piece = head
    while not answer.done:
        events = answer.feed(piece) if piece else answer.close()
        for event in events:
            yield event
        if not answer.done:
            if answer.finished and events:
                deadline = asyncio.get_running_loop().time() + GRACE
            piece = await _next_piece(body, deadline)


async def _at_once(
    kind: BodyKind, body: bytes, answer: AnswerReader, key: str
) -> AsyncGenerator[StreamEvent]:
    if kind is BodyKind.JSON:
        for event in answer.whole(body):
            yield event
    else:
        yield Failed(not_an_api(kind, body, key), is_lasting=True)


async def _next_piece(body: AsyncIterator[bytes], deadline: float | None) -> bytes:
    """The next bytes; none at the end of the body, or when the deadline is over."""
    if deadline is None:
        return await anext(body, b"")
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(body, b"")
    except TimeoutError:
        return b""


async def _collected(head: bytes, body: AsyncIterator[bytes]) -> bytes:
    pieces, size = [head], len(head)
    async for piece in body:
        pieces.append(piece)
        size += len(piece)
        if size > MAX_ANSWER_CHARACTERS:
            break
    return b"".join(pieces)
