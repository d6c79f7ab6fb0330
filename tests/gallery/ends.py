"""How each way in which an answer can end looks, with the problems that the adapter makes of it."""

import errno
import socket
from dataclasses import replace

import httpx2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.adapters.openai.error_body import ServerError
from app.adapters.openai.failures import Failures
from app.adapters.openai.server_problem import server_problem
from app.domain import moderation
from app.domain.conversation import Part, PartKind
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.stream import Failed, RefusalDelta, Started, TextDelta
from app.domain.turn import Closed, Stalled, Waiting, reduce
from app.domain.turn_state import TurnState
from tests.gallery import texts
from tests.gallery.stage import MODEL, Stage, exchange

_KEY = "sk-0000"
_FAILURES = Failures("api.openai.com", _KEY)


def _server(kind: EndState, message: str, *, status: int, retry_after: float | None = None) -> Problem:
    error = ServerError(message)
    return server_problem(
        kind, error, _KEY, status=status, retry_after=retry_after, request_id="req_7f3a91c204"
    )


def _broken_off() -> Problem | None:
    """What the turn itself says of a stream that ends without a reason."""
    state = TurnState()
    for event in (Started(), TextDelta("A"), Closed()):
        state, _ = reduce(state, event)
    return state.problem


def _offline() -> Problem:
    error = httpx2.ConnectError("[Errno -2] Name or service not known")
    error.__cause__ = socket.gaierror(errno.ENOENT, "Name or service not known")
    return _FAILURES.problem(error)


_RATE_LIMIT = _server(
    EndState.RATE_LIMITED,
    "Rate limit reached for gpt-5-mini in organization org-example on requests per min (RPM): Limit 3, "
    "Used 3, Requested 1. Please try again in 20s.",
    status=429,
    retry_after=20,
)
_LATER = _server(EndState.RATE_LIMITED, "You have reached your daily limit.", status=429, retry_after=5_400)
_QUOTA = _server(
    EndState.QUOTA, "You exceeded your current quota, please check your plan and billing details.", status=429
)
_UNAUTHORIZED = _server(EndState.UNAUTHORIZED, "Incorrect API key provided: sk-…4x2A.", status=401)
_TOO_LONG = _server(
    EndState.TOO_LONG,
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 131204 tokens.",
    status=400,
)
_REJECTED = _server(EndState.REJECTED, "The model `gpt-6-mini` does not exist.", status=404)
_OVERLOADED = _server(EndState.PROVIDER_ERROR, "Overloaded", status=503)
_BROKEN = _FAILURES.problem(httpx2.ReadError("[Errno 104] Connection reset by peer"))
_THREATS = moderation.ended(["harassment/threatening", "hate"])
_NO_CHECK = Problem(EndState.REJECTED, "This server has no such check.")

ENDED: dict[str, tuple[EndState, str, Problem | None]] = {
    "stopped": (EndState.STOPPED, texts.HALF, None),
    "stopped-early": (EndState.STOPPED, "", None),
    "length": (EndState.LENGTH, texts.HALF, None),
    "filtered": (EndState.FILTERED, texts.HALF, None),
    "moderated": (EndState.MODERATED, "", moderation.held_back(["violence"])),
    "moderated-answer": (
        EndState.MODERATED,
        texts.HALF,
        _THREATS,
    ),
    "unchecked": (EndState.REJECTED, "", moderation.prompt_unchecked(_NO_CHECK)),
    "unchecked-answer": (EndState.MODERATED, texts.HALF, moderation.answer_unchecked(_offline())),
    "disconnected": (EndState.DISCONNECTED, texts.HALF, _BROKEN),
    "disconnected-no-reason": (EndState.DISCONNECTED, texts.HALF, _broken_off()),
    "rate-limited-long": (EndState.RATE_LIMITED, "", _LATER),
    "quota": (EndState.QUOTA, "", _QUOTA),
    "unauthorized": (EndState.UNAUTHORIZED, "", _UNAUTHORIZED),
    "too-long": (EndState.TOO_LONG, "", _TOO_LONG),
    "rejected": (EndState.REJECTED, "", _REJECTED),
    "provider-error": (EndState.PROVIDER_ERROR, texts.HALF, _OVERLOADED),
    "offline": (EndState.OFFLINE, "", _offline()),
    "interrupted": (EndState.INTERRUPTED, texts.HALF, None),
}


async def ended(stage: Stage, name: str) -> None:
    end, text, problem = ENDED[name]
    await stage.show(exchange(texts.QUESTION, text, end=end, problem=problem))


async def details(stage: Stage) -> None:
    await ended(stage, "rejected")
    stage.press("bannerAction_details")


async def moderated_shown(stage: Stage) -> None:
    await ended(stage, "moderated-answer")
    stage.unfold()


async def filtered_hidden(stage: Stage) -> None:
    await ended(stage, "filtered")
    QTest.keyClick(stage.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(stage.window.pane.transcript, Qt.Key.Key_H)


async def moderated_earlier(stage: Stage) -> None:
    """An answer that the moderation check has ended, with a good one after it."""
    end, text, problem = ENDED["moderated-answer"]
    first = exchange(texts.QUESTION, text, end=end, problem=problem)
    await stage.show([*first, *exchange(texts.FOLLOW_UP, texts.FOLLOW_UP_ANSWER, number=2)])


async def refused(stage: Stage) -> None:
    parts = (Part(PartKind.REFUSAL, texts.REFUSAL),)
    prompt = "How do I get into my neighbour’s mail account?"
    await stage.show(exchange(prompt, parts, end=EndState.REFUSED))


async def refusing(stage: Stage) -> None:
    prompt = exchange("How do I get into my neighbour’s mail account?")
    await stage.show_turn(prompt, (Started("", MODEL), RefusalDelta(texts.REFUSAL[:60])))


async def stalled(stage: Stage) -> None:
    events = (Started("", MODEL), TextDelta(texts.HALF), Stalled())
    await stage.show_turn(exchange(texts.QUESTION), events)


async def stalled_early(stage: Stage) -> None:
    await stage.show_turn(exchange(texts.QUESTION), (Stalled(),), waited=61.5)


async def rate_limited(stage: Stage) -> None:
    await stage.show_turn(exchange(texts.QUESTION), (Waiting(_RATE_LIMIT),), retry_in=19.9)


async def trying_again(stage: Stage) -> None:
    await stage.show_turn(exchange(texts.QUESTION), (Waiting(_OVERLOADED),), tries=2, retry_in=3.9)


async def runs_on(stage: Stage) -> None:
    """The connection to an answer that is made at the provider has broken."""
    events = (Started("resp_1", MODEL), TextDelta(texts.HALF), Waiting(_BROKEN))
    await stage.show_turn(exchange(texts.QUESTION), events, tries=1, retry_in=2.9, at_provider=True)


async def resumable(stage: Stage) -> None:
    messages = exchange(
        texts.QUESTION,
        texts.HALF,
        end=EndState.DISCONNECTED,
        problem=_BROKEN,
        finish=lambda answer: replace(answer, in_background=True, response_id="resp_1"),
    )
    await stage.show(messages)


async def earlier_end(stage: Stage) -> None:
    """An answer that did not end well, with a good one after it."""
    first = exchange(texts.QUESTION, texts.HALF, end=EndState.DISCONNECTED, problem=_BROKEN)
    await stage.show([*first, *exchange(texts.FOLLOW_UP, texts.FOLLOW_UP_ANSWER, number=2)])


async def failed_twice(stage: Stage) -> None:
    first = exchange(texts.QUESTION, "", end=EndState.OFFLINE, problem=_offline())
    events = (Started("", MODEL), Failed(_QUOTA))
    state = TurnState()
    for event in events:
        state, _ = reduce(state, event)
    second = exchange(texts.QUESTION, "", end=EndState.QUOTA, problem=state.problem, number=2)
    await stage.show([*first, *second])
