"""A script in time, and server-sent events: what is the same for both of OpenAI's interfaces."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Any

from app.adapters.guide.script import CallPiece, Cut, Finish, Rejection, Say, Silence, Step, Wait

Json = dict[str, Any]

Outcome = Say | CallPiece | Finish | Rejection
"""The steps that a client is told of."""

_STEPS_PER_WRITE = 64
_BEFORE_CUT = 0.2
"""A reset can overtake what was sent just before it."""
_SHORT = 1.0


class ConnectionCut(Exception):  # noqa: N818 - it is no error: the script wants it
    """The script asks for a reset of the connection."""


async def play(steps: Iterable[Step], *, hurried: bool = False) -> AsyncGenerator[list[Outcome], None]:
    """The steps when they are due, many at once where the script does not wait. Raises ConnectionCut.

    Args:
        hurried: for an answer in one piece: without the waits between words.
    """
    batch: list[Outcome] = []
    for step in steps:
        match step:
            case Say() | CallPiece() | Finish() | Rejection():
                batch.append(step)
                if len(batch) < _STEPS_PER_WRITE:
                    continue
            case Wait(seconds) if hurried and seconds < _SHORT:
                continue
        if batch:
            yield batch
            batch = []
        await _pass_time(step)
    if batch:
        yield batch


async def _pass_time(step: Step) -> None:
    match step:
        case Wait(seconds):
            await asyncio.sleep(seconds)
        case Silence():
            await asyncio.Event().wait()
        case Cut():
            await asyncio.sleep(_BEFORE_CUT)
            raise ConnectionCut


def event(body: Mapping[str, Any], name: str = "") -> bytes:
    """One event; Chat Completions has none with a name."""
    title = f"event: {name}\n" if name else ""
    return f"{title}data: {json.dumps(body)}\n\n".encode()


def error(rejection: Rejection) -> Json:
    """The error as an object, in OpenAI's form."""
    return {
        "message": rejection.message,
        "type": rejection.kind,
        "param": rejection.param,
        "code": rejection.code,
    }
