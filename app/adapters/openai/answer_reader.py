"""Reads one answer, whatever its API: bytes of an event stream, or of a whole JSON body, become events."""

import json
from typing import Any, Protocol

import jiter

from app.adapters.openai.error_body import ServerError, read_error
from app.adapters.openai.mending import Mender
from app.adapters.openai.server_problem import server_problem, stream_problem
from app.adapters.openai.sse import SseReader
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.stream import Failed, StreamEvent

MAX_ANSWER_CHARACTERS = 16 * 1024 * 1024

_UNREADABLE = "The server’s answer could not be read."
_ENDLESS = Problem(
    EndState.PROVIDER_ERROR,
    "The answer was cut off because it grew too large.",
    f"It had more than {MAX_ANSWER_CHARACTERS} characters.",
)


class Dialect(Protocol):
    """What one API says of one answer. Anything may be missing, null, of another type, or misplaced."""

    finished: bool
    """The provider has told why it finished: only the usage may follow."""
    characters: int
    """How much text there was so far, where each part counts as PART_CHARACTERS besides."""
    pending: str
    """The id of an answer that came in one piece and is not ready yet; mostly empty."""

    def take(self, name: str, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        """Adds to `events` what an event of the stream says; `Failed` is the last that is asked of it."""
        ...

    def take_whole(self, answer: dict[str, Any], events: list[StreamEvent]) -> bool:
        """The same for an answer that came in one piece; False if it is no answer of this API."""
        ...

    def close(self, events: list[StreamEvent]) -> None:
        """The stream has ended: adds what was held back."""
        ...


class AnswerReader:
    """One answer: bytes in, events out.

    After `done` there is nothing more to come; `finished` says that the provider has told why it
    finished, so that only the usage may follow.
    """

    def __init__(self, dialect: Dialect, key: str = "") -> None:
        self.done = False
        self._dialect = dialect
        self._key = key
        self._reader = SseReader()
        self._mender: Mender | None = None

    @property
    def finished(self) -> bool:
        return self._dialect.finished

    def feed(self, received: bytes) -> list[StreamEvent]:
        """The events in the next bytes of an event stream."""
        events: list[StreamEvent] = []
        for name, data in self._reader.feed(received):
            try:
                chunk = jiter.from_json(data)
            except ValueError:
                if not self._take_odd(name, data, events):
                    break
            else:
                self._take(name, chunk, events)
            if events and type(events[-1]) is Failed:
                break
        else:
            if problem := self._reader.problem:
                events.append(Failed(problem))
            elif self._dialect.characters > MAX_ANSWER_CHARACTERS:
                events.append(Failed(_ENDLESS))
        return self._checked(events)

    def close(self) -> list[StreamEvent]:
        """The events in a last piece that the end of the stream left without its blank line."""
        events: list[StreamEvent] = []
        for name, data in self._reader.close():
            try:
                chunk = self._parsed(data)
            except ValueError:
                break  # Cut in the middle: the end that it was torn off by is the turn's to judge.
            self._take(name, chunk, events)
        self.done = True
        return self._checked(events)

    def whole(self, body: bytes) -> list[StreamEvent]:
        """The events of an answer that came in one piece: some servers do not stream."""
        events: list[StreamEvent] = []
        self.done = True
        try:
            answer = self._parsed(body)
        except ValueError:
            events.append(Failed(self._unreadable(body)))
        else:
            if not (isinstance(answer, dict) and self._dialect.take_whole(answer, events)):
                known = read_error(answer) != ServerError()
                problem = stream_problem(answer, self._key) if known else self._unreadable(body)
                events.append(Failed(problem))
        return self._checked(events)

    def _take(self, name: str, chunk: Any, events: list[StreamEvent]) -> None:
        if type(chunk) is not dict:
            # Gemini puts its errors into a list; anything else (null, a number) says nothing.
            if (isinstance(chunk, list) and chunk) or name == "error":
                events.append(Failed(stream_problem(chunk, self._key)))
        elif (
            (chunk.get("error") and not _is_of_an_item(chunk))
            or name == "error"
            or "error" in (chunk.get("object"), chunk.get("type"))
        ):
            self._dialect.close(events)
            events.append(Failed(stream_problem(chunk, self._key)))
        else:
            self._dialect.take(name, chunk, events)

    def _take_odd(self, name: str, data: bytes, events: list[StreamEvent]) -> bool:
        """What the fast parser refused; False at the end of the stream."""
        if data.lstrip().startswith(b"[DONE]"):
            self.done = True
            return False
        try:
            chunk = self._parsed(data)
        except ValueError:
            events.append(Failed(self._unreadable(data)))
        else:
            self._take(name, chunk, events)
        return True

    def _checked(self, events: list[StreamEvent]) -> list[StreamEvent]:
        if events and type(events[-1]) is Failed:
            self.done = True
        elif self.done:
            self._dialect.close(events)
        if self._mender is not None:
            events = self._mender.mended(events)
            events += self._mender.rest() if self.done else ()
        return events

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
        self._mender = self._mender or Mender()
        return parsed


def _is_of_an_item(chunk: dict[str, Any]) -> bool:
    """Whether an event of the Responses API tells of a tool's error: the answer goes on."""
    kind = chunk.get("type")
    return isinstance(kind, str) and kind.startswith("response.") and kind != "response.error"
