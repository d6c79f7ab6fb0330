"""What can be learned from a server that rejects a request, and what is tried next."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import openai

from app.domain.capabilities import Api, Capabilities
from app.domain.prompt import ChatRequest

_MISSING = frozenset({404, 405, 501})
_UNUSABLE = frozenset({400, 422})
_UNKNOWN = (
    r"unknown|unrecogni[sz]ed|unsupported|unexpected|extra|zero data|"
    r"not (be )?(supported|permitted|allowed|used)"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request, as it is sent."""

    request: ChatRequest
    capabilities: Capabilities
    is_second_api: bool = False
    """The server did not know the one that it was to be asked by."""

    @property
    def api(self) -> Api:
        """Only Responses knows answers that are kept."""
        needs_responses = self.request.background or self.request.previous_response_id
        return Api.RESPONSES if needs_responses else self.capabilities.api


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a rejection means."""

    learned: dict[str, Any] = field(default_factory=dict)
    """Fields of Capabilities."""
    next: Attempt | None = None
    """Is made at once. Without one, the user is told."""
    title: str = ""
    remedy: str = ""


def _without_usage(attempt: Attempt, words: str) -> Lesson:
    learned = replace(attempt.capabilities, usage=False)
    return Lesson({"usage": False}, replace(attempt, capabilities=learned))


def _with_all_messages(attempt: Attempt, words: str) -> Lesson:
    request = replace(attempt.request, previous_response_id="", known=0)
    never = re.search(_UNKNOWN, words, re.IGNORECASE)
    return Lesson({"server_context": False} if never else {}, replace(attempt, request=request))


def _by_the_other_api(attempt: Attempt, words: str) -> Lesson:
    other = Api.CHAT_COMPLETIONS if attempt.api is Api.RESPONSES else Api.RESPONSES
    learned = replace(attempt.capabilities, api=other)
    return Lesson(next=Attempt(attempt.request, learned, is_second_api=True))


def _not_in_the_background(attempt: Attempt, words: str) -> Lesson:
    title = "The server cannot make answers at the provider."
    remedy = "Turn that off for this server, then send the prompt again."
    return Lesson({"background": False}, title=title, remedy=remedy)


def _without_store(attempt: Attempt, words: str) -> Lesson:
    if attempt.api is Api.RESPONSES:
        title = "The server cannot be told whether it may keep the answer."
        remedy = "Choose Chat Completions for it in the settings, or another server."
    else:
        if not attempt.request.store:  # to say so is all that it rejects
            learned = replace(attempt.capabilities, store=False)
            return Lesson({"store": False}, replace(attempt, capabilities=learned))
        title = "The server cannot keep answers."
        remedy = "Send the prompt again: it is no longer asked to."
    return Lesson({"store": False}, title=title, remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Rejection:
    concerns: Callable[[Attempt], object]
    statuses: frozenset[int]
    words: str
    """A pattern for what the server says."""
    lesson: Callable[[Attempt, str], Lesson]


_ADDRESS = r"(?s)\A(?!.*model)|\burl\b|v1/(responses|chat/completions)"
"""A 404 is mostly an unknown model."""

_REJECTIONS = (
    _Rejection(
        lambda attempt: attempt.api is Api.CHAT_COMPLETIONS and attempt.capabilities.usage,
        _UNUSABLE,
        r"stream_options",
        _without_usage,
    ),
    _Rejection(
        lambda attempt: attempt.request.previous_response_id,
        _UNUSABLE | _MISSING,
        r"previous[_ ]response",
        _with_all_messages,
    ),
    _Rejection(
        lambda attempt: attempt.request.background, _UNUSABLE, r"\bbackground\b", _not_in_the_background
    ),
    _Rejection(lambda attempt: attempt.request.background, _MISSING, _ADDRESS, _not_in_the_background),
    _Rejection(
        lambda attempt: attempt.api is Api.RESPONSES or attempt.capabilities.store,
        _UNUSABLE,
        rf"(?s)(?=.*\bstore\b).*({_UNKNOWN})",
        _without_store,
    ),
    _Rejection(lambda attempt: attempt.request.previous_response_id, _MISSING, _ADDRESS, _with_all_messages),
    _Rejection(lambda attempt: not attempt.is_second_api, _MISSING, _ADDRESS, _by_the_other_api),
)
"""The first that fits is believed."""


def lesson_of(attempt: Attempt, error: openai.APIStatusError) -> Lesson | None:
    """What to make of this error; None if it says nothing of what the server can do."""
    words = str(error.body or "")[:2000]
    for one in _REJECTIONS:
        if (
            error.status_code in one.statuses
            and one.concerns(attempt)
            and re.search(one.words, words, re.IGNORECASE)
        ):
            return one.lesson(attempt, words)
    return None
