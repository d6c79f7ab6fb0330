"""Chat Completions on the wire: the stream of an answer."""

import json
from typing import Any

import jiter

from app.adapters.openai.error_body import ServerError, kind_of, read_error
from app.adapters.openai.server_problem import server_problem
from app.adapters.openai.sse import SseReader
from app.adapters.openai.tool_calls import ToolCalls
from app.adapters.openai.usage import usage_in
from app.domain.conversation import Usage
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.stream import (
    Failed,
    Finished,
    ReasoningDelta,
    RefusalDelta,
    Started,
    StreamEvent,
    TextDelta,
    UsageReport,
)

MAX_ANSWER_CHARACTERS = 16 * 1024 * 1024

_UNREADABLE = "The server's answer could not be read."
_ENDLESS = Problem(
    EndState.PROVIDER_ERROR,
    "The answer was cut off because it grew too large.",
    f"It had more than {MAX_ANSWER_CHARACTERS} characters.",
)


class ChatStream:
    """One answer: bytes of an event stream (or a whole JSON body) in, events out.

    It takes what compatible servers really send: anything may be missing, null, of another type, or
    where it does not belong. After `done` there is nothing more to come; `finished` says that the
    provider has told why it finished, so that only the usage may follow.
    """

    def __init__(self, key: str = "") -> None:
        self.done = False
        self.finished = False
        self._key = key
        self._reader = SseReader()
        self._id = ""
        self._model = ""
        self._named = False
        self._usage: Usage | None = None
        self._tool_calls = ToolCalls()
        self._half = ""
        self._mending = False
        self._characters = 0

    def feed(self, received: bytes) -> list[StreamEvent]:
        """The events in the next bytes of an event stream."""
        events: list[StreamEvent] = []
        for name, data in self._reader.feed(received):
            if self._take(name, data, events):
                return events
        if problem := self._reader.problem:
            self._fail(problem, events)
        elif self._characters > MAX_ANSWER_CHARACTERS:
            self._fail(_ENDLESS, events)
        return events

    def close(self) -> list[StreamEvent]:
        """The events in a last piece that the end of the stream left without its blank line."""
        events: list[StreamEvent] = []
        for name, data in self._reader.close():
            try:
                chunk = self._parsed(data)
            except ValueError:
                break  # Cut in the middle: the end that it was torn off by is the turn's to judge.
            self._take_chunk(name, chunk, events)
        self.done = True
        return events

    def whole(self, body: bytes) -> list[StreamEvent]:
        """The events of an answer that came in one piece: some servers do not stream."""
        events: list[StreamEvent] = []
        try:
            chunk = self._parsed(body)
        except ValueError:
            self._fail(self._unreadable(body), events)
            return events
        if isinstance(chunk, dict) and isinstance(chunk.get("choices"), list) and not chunk.get("error"):
            self._take_chunk("", chunk, events)
            if not (self.finished or self.done):
                events.append(Finished("stop"))
        elif read_error(chunk) == ServerError():
            self._fail(self._unreadable(body), events)
        else:
            self._take_error(chunk, events)
        self.done = True
        return events

    def _take(self, name: str, data: bytes, events: list[StreamEvent]) -> bool:
        """Decodes one server-sent event; whether it was the last one."""
        try:
            chunk = jiter.from_json(data)
        except ValueError:
            if data.lstrip().startswith(b"[DONE]"):
                self.done = True
                return True
            try:
                chunk = self._parsed(data)
            except ValueError:
                self._fail(self._unreadable(data), events)
                return True
        self._take_chunk(name, chunk, events)
        return self.done

    def _take_chunk(self, name: str, chunk: Any, events: list[StreamEvent]) -> None:
        if type(chunk) is not dict:
            # Gemini puts its errors into a list; anything else (null, a number) says nothing.
            if (isinstance(chunk, list) and chunk) or name == "error":
                self._take_error(chunk, events)
            return
        if chunk.get("error") or name == "error" or "error" in (chunk.get("object"), chunk.get("type")):
            self._take_error(chunk, events)
            return
        if not self._named:
            self._take_names(chunk, events)
        choices = chunk.get("choices")
        if choices and type(choices) is list:
            for choice in choices:
                if type(choice) is dict and choice.get("index") in (0, None):
                    self._take_choice(choice, events)
        if "usage" in chunk or "x_groq" in chunk:
            self._take_usage(chunk, events)

    def _take_choice(self, choice: dict[str, Any], events: list[StreamEvent]) -> None:
        delta = choice.get("delta") or choice.get("message")
        if type(delta) is dict:
            reasoning = delta.get("reasoning_content") or delta.get("reasoning")
            if reasoning and (text := self._text(reasoning)):
                events.append(ReasoningDelta(text))
            content = delta.get("content")
            if content is not None and content != "" and (text := self._text(content)):
                events.append(TextDelta(text))
            if (refusal := delta.get("refusal")) and (text := self._text(refusal)):
                events.append(RefusalDelta(text))
            if calls := delta.get("tool_calls") or delta.get("function_call"):
                events.extend(self._tool_calls.deltas(calls))
        reason = choice.get("finish_reason")
        if reason and type(reason) is str and reason != "null":
            self.finished = True
            events.append(Finished(reason))

    def _take_names(self, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        # Azure's first chunk has both empty, others never send one of them.
        name, model = chunk.get("id"), chunk.get("model")
        fresh_id = name if isinstance(name, str) and not self._id else ""
        fresh_model = model if isinstance(model, str) and not self._model else ""
        if fresh_id or fresh_model:
            self._id, self._model = self._id or fresh_id, self._model or fresh_model
            self._named = bool(self._id and self._model)
            events.append(Started(fresh_id, fresh_model))

    def _take_usage(self, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        usage = usage_in(chunk)
        if usage is not None and usage != self._usage:
            self._usage = usage
            events.append(UsageReport(usage))

    def _take_error(self, chunk: object, events: list[StreamEvent]) -> None:
        error = read_error(chunk)
        self._fail(server_problem(kind_of(None, error), error, self._key), events)

    def _fail(self, problem: Problem, events: list[StreamEvent]) -> None:
        self.done = True
        events.append(Failed(problem))

    def _unreadable(self, data: bytes) -> Problem:
        error = read_error(data)
        problem = server_problem(EndState.PROVIDER_ERROR, error, self._key)
        return Problem(problem.kind, _UNREADABLE, problem.detail, problem.remedy)

    def _parsed(self, data: bytes) -> Any:
        """Parses what the fast parser refuses: bytes that are no UTF-8, halves of surrogate pairs."""
        try:
            parsed = json.loads(data.decode(errors="replace"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        self._mending = True
        return parsed

    def _text(self, content: Any) -> str:
        text = content if type(content) is str else _plain(content)
        if self._mending:
            text = self._mended(text)
        self._characters += len(text)
        return text.replace("\0", "\ufffd") if "\0" in text else text

    def _mended(self, text: str) -> str:
        """`text` with whole characters only: the first half of a split pair waits for the second."""
        text = self._half + text
        self._half = text[-1] if text and "\ud800" <= text[-1] <= "\udbff" else ""
        text = text[: len(text) - len(self._half)]
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _plain(content: Any) -> str:
    """The text of content that is no string: a number, or parts in a list."""
    if isinstance(content, list):
        return "".join(_plain_part(part) for part in content)
    return _plain_part(content)


def _plain_part(part: Any) -> str:
    match part:
        case str(text) | {"text": str(text)}:
            return text
        case bool():
            return ""
        case int() | float():
            return str(part)
        case _:
            return ""
