"""OpenAI's JSON: errors, models, moderation, and an answer as events or in one piece."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.adapters.guide.script import (
    CallPiece,
    Cut,
    Finish,
    Rejection,
    Say,
    Script,
    Silence,
    Step,
    Voice,
    Wait,
)
from app.domain.provider import GUIDE

Json = dict[str, Any]

FLAGGED_PHRASE = "/demo moderation"
_FLAGGED_CATEGORY = "harassment"
_CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)

_EVENTS_PER_WRITE = 64
_BEFORE_CUT = 0.2
"""A reset can overtake what was sent just before it."""


class ConnectionCut(Exception):  # noqa: N818 - it is no error: the script wants it
    """The script asks for a reset of the connection."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A script on its way out, with the names that all of its events carry."""

    script: Script
    prompt_tokens: int
    include_usage: bool
    id: str
    created: int

    @classmethod
    def begin(cls, script: Script, prompt_tokens: int, *, include_usage: bool) -> "Answer":
        name = f"chatcmpl-{secrets.token_hex(12)}"
        return cls(script, prompt_tokens, include_usage, name, int(time.time()))

    async def events(self) -> AsyncGenerator[bytes, None]:
        """Server-sent events, many at once where the script does not wait. Raises ConnectionCut."""
        chunks = _Chunks(self)
        batch = [chunks.delta({"role": "assistant", "content": "", "refusal": None})]
        said = 0
        for step in self.script.steps:
            match step:
                case Say() | CallPiece():
                    said += 1
                    batch.append(chunks.piece(step))
                    if len(batch) < _EVENTS_PER_WRITE:
                        continue
                case Finish(reason):
                    batch.append(chunks.delta({}, reason))
                    if self.include_usage:
                        batch.append(chunks.usage(said))
                    batch.append(b"data: [DONE]\n\n")
                case Rejection():
                    batch.append(_event(error(step)))
            if batch:
                yield b"".join(batch)
                batch = []
            await _pass_time(step)

    async def whole(self) -> Json | Rejection:
        """The `chat.completion` object, without waits between words. Raises ConnectionCut."""
        voices: dict[Voice, list[str]] = {voice: [] for voice in Voice}
        calls: list[CallPiece] = []
        said, reason = 0, "stop"
        for step in self.script.steps:
            match step:
                case Say(text, voice):
                    said += 1
                    voices[voice].append(text)
                case CallPiece():
                    said += 1
                    calls.append(step)
                case Finish():
                    reason = step.reason
                case Rejection():
                    return step
                case Wait(seconds) if seconds < 1:
                    pass
                case _:
                    await _pass_time(step)
        message: Json = {"role": "assistant"}
        message |= {voice.value: "".join(texts) or None for voice, texts in voices.items()}
        if calls:
            arguments = "".join(call.arguments for call in calls)
            message["tool_calls"] = [_call(calls[0].call_id, calls[0].name, arguments)]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        return {**self.names("chat.completion"), "choices": [choice], "usage": self.usage(said)}

    def names(self, kind: str) -> Json:
        """The fields that are the same in all that is sent."""
        return {"id": self.id, "object": kind, "created": self.created, "model": GUIDE}

    def usage(self, said: int) -> Json:
        total = self.prompt_tokens + said
        return {"prompt_tokens": self.prompt_tokens, "completion_tokens": said, "total_tokens": total}


class _Chunks:
    """Makes `chat.completion.chunk` events. What is the same in each is encoded once."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._names = answer.names("chat.completion.chunk")
        self._head = f'data: {json.dumps(self._names)[:-1]}, "choices": [{{"index": 0, "delta": '
        self._tail = ', "usage": null}\n\n' if answer.include_usage else "}\n\n"

    def delta(self, delta: Json, reason: str | None = None) -> bytes:
        ending = f', "logprobs": null, "finish_reason": {json.dumps(reason)}}}]'
        return f"{self._head}{json.dumps(delta)}{ending}{self._tail}".encode()

    def piece(self, step: Say | CallPiece) -> bytes:
        match step:
            case Say(text, voice):
                return self.delta({voice.value: text})
            case CallPiece(arguments, "", ""):
                return self.delta({"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]})
            case CallPiece(arguments, call_id, name):
                return self.delta({"tool_calls": [{"index": 0, **_call(call_id, name, arguments)}]})

    def usage(self, said: int) -> bytes:
        return _event({**self._names, "choices": [], "usage": self._answer.usage(said)})


async def _pass_time(step: Step) -> None:
    match step:
        case Wait(seconds):
            await asyncio.sleep(seconds)
        case Silence():
            await asyncio.Event().wait()
        case Cut():
            await asyncio.sleep(_BEFORE_CUT)
            raise ConnectionCut


def error(rejection: Rejection) -> Json:
    fields = {
        "message": rejection.message,
        "type": rejection.kind,
        "param": rejection.param,
        "code": rejection.code,
    }
    return {"error": fields}


def model() -> Json:
    return {"id": GUIDE, "object": "model", "created": 1_760_000_000, "owned_by": "rivulet"}


def moderation(texts: Sequence[str]) -> Json:
    """One result a text, in the form of omni-moderation-latest."""
    results = [_moderated(FLAGGED_PHRASE in text.lower()) for text in texts]
    return {"id": f"modr-{secrets.token_hex(12)}", "model": "omni-moderation-latest", "results": results}


def _moderated(flagged: bool) -> Json:
    flags = {category: flagged and category == _FLAGGED_CATEGORY for category in _CATEGORIES}
    return {
        "flagged": flagged,
        "categories": flags,
        "category_scores": {category: 0.99 if flag else 0.0001 for category, flag in flags.items()},
        "category_applied_input_types": {category: ["text"] for category in _CATEGORIES},
    }


def _call(call_id: str, name: str, arguments: str) -> Json:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def _event(body: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()
