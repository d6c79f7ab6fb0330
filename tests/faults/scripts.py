"""Arbitrary things that a server can do with an answer, and what must be left of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.wire.server import DONE, Close, Reset, Sleep, Step, UntilClosed, chat_chunk, sse

IDLE = 0.15
"""Seconds of silence after which an answer counts as stalled."""
STALL = Sleep(IDLE * 1.6)

Event = dict[str, Any]


class Chat:
    """Speaks Chat Completions."""

    api = "chat_completions"

    def begin(self) -> list[Event]:
        return [chat_chunk(role="assistant", content="")]

    def say(self, text: str) -> list[Event]:
        return [chat_chunk(text)]

    def finish(self, reason: str) -> list[Event]:
        return [chat_chunk(finish=reason)]


class Responses:
    """Speaks the Responses API."""

    api = "responses"

    def __init__(self) -> None:
        self._sequence = 0
        self._text = ""

    def begin(self) -> list[Event]:
        item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        part = {"type": "output_text", "text": "", "annotations": []}
        return [
            self._event("response.created", response=self._response("in_progress")),
            self._event("response.output_item.added", output_index=0, item=item),
            self._event("response.content_part.added", **self._place, part=part),
        ]

    def say(self, text: str) -> list[Event]:
        self._text += text
        return [self._event("response.output_text.delta", **self._place, delta=text)]

    def finish(self, reason: str) -> list[Event]:
        done = self._event("response.output_text.done", **self._place, text=self._text)
        if reason == "stop":
            return [done, self._event("response.completed", response=self._response("completed"))]
        why = {"length": "max_output_tokens", "content_filter": "content_filter"}[reason]
        response = self._response("incomplete") | {"incomplete_details": {"reason": why}}
        return [done, self._event("response.incomplete", response=response)]

    _place = {"output_index": 0, "content_index": 0, "item_id": "msg_1"}  # noqa: RUF012 - never changed

    def _event(self, kind: str, **more: Any) -> Event:
        self._sequence += 1
        return {"type": kind, "sequence_number": self._sequence, **more}

    def _response(self, status: str) -> Event:
        content = [{"type": "output_text", "text": self._text, "annotations": []}]
        item = {"id": "msg_1", "type": "message", "role": "assistant", "content": content}
        return {"id": "resp_1", "model": "m", "status": status, "output": [item] if self._text else []}


DIALECTS: tuple[Callable[[], Chat | Responses], ...] = (Chat, Responses)

# What a server does next


@dataclass(frozen=True)
class Say:
    text: str
    cut: int
    """Where the event is cut in two."""


@dataclass(frozen=True)
class Finish:
    reason: str


@dataclass(frozen=True)
class Noise:
    """Bytes that say nothing, between events."""

    data: bytes


@dataclass(frozen=True)
class Garbage:
    """Bytes after which all may be lost."""

    data: bytes


@dataclass(frozen=True)
class Cut:
    step: Reset | Close | UntilClosed


Deed = Say | Finish | Noise | Garbage | Cut | Sleep

NOISE = (
    b": ping\n\n",
    b"\n",
    b"\r\n",
    b"data:\n\n",
    b"event: ping\n\n",
    b"id: 7\nretry: 3000\n\n",
    b"nonsense: x\n",
    b"data: null\n\n",
    b"data: {}\n\n",
    b'data: {"choices": null}\n\n',
    b'data: {"usage": {"prompt_tokens": "many"}}\n\n',
    b'data: {"choices": [{"index": 1, "delta": {"content": "other"}}]}\n\n',
)
GARBAGE = (
    b"data: {broken\n\n",
    b'data: {"error": {"message": "crashed"}}\n\n',
    b'event: error\ndata: {"message": "crashed"}\n\n',
    b"data: [1, 2\n\n",
    b"data: \xff\xfe\n\n",
    b"data: {",
    b"event: error\n",
    b"<html>",
    DONE,
)
_HEADS = (
    (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n", True),
    (b"HTTP/1.1 200 OK\r\n", True),
    (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", True),
    (b"HTTP/1.1 500 Oops\r\nContent-Type: text/event-stream\r\n", False),
    (b"HTTP/1.1 429 Slow\r\nRetry-After: 1\r\n", False),
    (b"HTTP/1.1 302 Found\r\nLocation: http://example.invalid/\r\n", False),
)

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0«»"), max_size=12)
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.builds(Say, words, st.integers(0, 400)),
    st.builds(Say, words, st.integers(0, 400)),
    st.builds(Say, words, st.integers(0, 400)),
    st.builds(Noise, st.sampled_from(NOISE)),
    st.builds(Garbage, st.sampled_from(GARBAGE) | st.binary(min_size=1, max_size=40)),
    st.builds(Finish, st.sampled_from(["stop", "length", "content_filter"])),
    st.builds(Cut, st.sampled_from([Reset(), Close(), UntilClosed()])),
    st.just(Sleep(0.01)),
    st.just(STALL),
)


@dataclass
class Script:
    """What the server plays, and what is known of its end."""

    api: str
    steps: list[Step] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Texts in the order in which they are sent."""
    sure: int = 0
    """So many of them have to arrive, whatever follows."""
    finish: str = ""
    """The reason that comes before anything that breaks the answer."""
    reasons: list[str] = field(default_factory=list)
    """All that are sent."""
    is_broken: bool = False
    stalls: bool = False
    seconds: float = 0.0
    """For which it is silent, all in all."""


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """An answer, mostly a sound one at its beginning, then whatever."""
    dialect = draw(st.sampled_from(DIALECTS))()
    head, is_sound = draw(st.sampled_from(_HEADS) | st.just(_HEADS[0]))
    is_chunked = draw(st.booleans())
    ends_properly = draw(st.booleans())
    script = Script(dialect.api, is_broken=not is_sound)
    script.steps.append(head + (b"Transfer-Encoding: chunked\r\n\r\n" if is_chunked else b"\r\n"))

    def send(data: bytes) -> None:
        if data:
            script.steps.append(b"%x\r\n%s\r\n" % (len(data), data) if is_chunked else data)

    def tell(events: list[Event], cut: int = 0) -> None:
        for event in events:
            data = sse(json.dumps(event, ensure_ascii=bool(cut % 2)))
            send(data[: cut % len(data)])
            if cut % 3 == 1:
                script.steps.append(Sleep(0.002))  # else the two arrive as one
            send(data[cut % len(data) :])

    tell(dialect.begin())
    for deed in draw(st.lists(deeds, max_size=14)):
        match deed:
            case Say(text, cut):
                said = f"«{len(script.said)}:{text}»"
                tell(dialect.say(said), cut)
                script.said.append(said)
                if not (script.is_broken or script.finish):
                    script.sure = len(script.said)
            case Finish(reason):
                tell(dialect.finish(reason))
                script.reasons.append(reason)
                script.finish = script.finish or ("" if script.is_broken else reason)
            case Noise(data):
                send(data)
            case Garbage(data):
                send(data)
                script.is_broken = True
            case Sleep(seconds):
                script.steps.append(deed)
                script.seconds += seconds
                script.stalls |= deed is STALL
            case Cut(step):
                # What is still on its way is lost with a RST, and nobody is to blame.
                script.steps += [Sleep(0.04), step]
                script.is_broken, script.stalls = True, script.stalls or isinstance(step, UntilClosed)
                return script
    if not ends_properly or not is_chunked:
        script.steps.append(Close())
        script.is_broken |= is_chunked
    else:
        script.steps.append(b"0\r\n\r\n")
    return script
