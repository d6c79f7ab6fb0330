"""An answer as Chat Completions tells it: as events, or in one piece."""

import contextlib
import json
import secrets
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from app.adapters.guide.event_stream import Json, Outcome, error, event, play
from app.adapters.guide.script import CallPiece, Finish, Rejection, Say, Script, Voice
from app.domain.provider import GUIDE

_FIELDS = {Voice.CONTENT: "content", Voice.REASONING: "reasoning_content", Voice.REFUSAL: "refusal"}


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """A script on its way out, with the names that all of its events carry."""

    script: Script
    prompt_tokens: int
    include_usage: bool
    id: str
    created: int

    @classmethod
    def begin(cls, script: Script, prompt_tokens: int, *, include_usage: bool) -> "ChatAnswer":
        name = f"chatcmpl-{secrets.token_hex(12)}"
        return cls(script, prompt_tokens, include_usage, name, int(time.time()))

    async def events(self) -> AsyncGenerator[bytes, None]:
        """Server-sent events, many at once where the script does not wait. Raises ConnectionCut."""
        chunks = _Chunks(self)
        yield chunks.delta({"role": "assistant", "content": "", "refusal": None})
        async with contextlib.aclosing(play(self.script.steps)) as batches:
            async for batch in batches:
                yield b"".join([chunks.told(step) for step in batch])

    async def whole(self) -> Json | Rejection:
        """The `chat.completion` object, without waits between words. Raises ConnectionCut."""
        voices: dict[Voice, list[str]] = {voice: [] for voice in Voice}
        calls: list[CallPiece] = []
        said, reason = 0, "stop"
        async with contextlib.aclosing(play(self.script.steps, hurried=True)) as batches:
            async for batch in batches:
                for step in batch:
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
        message: Json = {"role": "assistant"}
        message |= {_FIELDS[voice]: "".join(texts) or None for voice, texts in voices.items()}
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

    def __init__(self, answer: ChatAnswer) -> None:
        self._answer = answer
        self._said = 0
        self._names = answer.names("chat.completion.chunk")
        self._head = f'data: {json.dumps(self._names)[:-1]}, "choices": [{{"index": 0, "delta": '
        self._tail = ', "usage": null}\n\n' if answer.include_usage else "}\n\n"

    def told(self, step: Outcome) -> bytes:
        """The events that tell of a step."""
        match step:
            case Say(text, voice):
                self._said += 1
                return self.delta({_FIELDS[voice]: text})
            case CallPiece(arguments, "", ""):
                self._said += 1
                return self.delta({"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]})
            case CallPiece(arguments, call_id, name):
                self._said += 1
                return self.delta({"tool_calls": [{"index": 0, **_call(call_id, name, arguments)}]})
            case Finish(reason):
                usage = self._usage() if self._answer.include_usage else b""
                return self.delta({}, reason) + usage + b"data: [DONE]\n\n"
            case Rejection():
                return event({"error": error(step)})

    def delta(self, delta: Json, reason: str | None = None) -> bytes:
        ending = f', "logprobs": null, "finish_reason": {json.dumps(reason)}}}]'
        return f"{self._head}{json.dumps(delta)}{ending}{self._tail}".encode()

    def _usage(self) -> bytes:
        return event({**self._names, "choices": [], "usage": self._answer.usage(self._said)})


def _call(call_id: str, name: str, arguments: str) -> Json:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
