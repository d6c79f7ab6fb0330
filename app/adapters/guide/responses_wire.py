"""An answer as the Responses API tells it: numbered events, and at any time the answer as an object."""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.adapters.guide.event_stream import Json, Outcome, error, event
from app.adapters.guide.output_items import CALL, SPOKEN, Event, Form, OutputItem
from app.adapters.guide.script import CallPiece, Finish, Rejection, Say, Voice
from app.domain.provider import GUIDE


class Status(StrEnum):
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    CANCELLED = "cancelled"


_RUNNING = (Status.QUEUED, Status.IN_PROGRESS)
_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}
_SERVER_ERROR = "server_error"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer repeats of its request, and the tokens that it got."""

    input_tokens: int
    cached_tokens: int = 0
    instructions: str | None = None
    previous_response_id: str | None = None
    store: bool = True
    background: bool = False


class ResponseWriter:
    """Writes one answer, each event as bytes of its own. The number of an event is its place among all."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.id = f"resp_{secrets.token_hex(24)}"
        self.status = Status.QUEUED if asked.background else Status.IN_PROGRESS
        self._created_at = int(time.time())
        self._completed_at: int | None = None
        self._items: list[OutputItem] = []
        self._closed: list[Json] = []
        """The items that are finished: all but, while it runs, the last one."""
        self._error: Json | None = None
        self._reason: str | None = None
        self._sequence = 0
        self._said = 0
        self._thought = 0

    @property
    def running(self) -> bool:
        return self.status in _RUNNING

    @property
    def text(self) -> str:
        """What it has said so far: neither thoughts nor calls."""
        return "".join(item.text for item in self._items if item.form.prefix == "msg")

    def opening(self) -> list[bytes]:
        """The first events: call this once, before all else."""
        events = [self._told("response.created")]
        if self.status is Status.QUEUED:
            events.append(self._told("response.queued"))
            self.status = Status.IN_PROGRESS
        events.append(self._told("response.in_progress"))
        return events

    def told(self, step: Outcome) -> list[bytes]:
        """The events that tell of a step."""
        match step:
            case Say(text, voice):
                self._said += 1
                self._thought += voice is Voice.REASONING
                return self._grown(SPOKEN[voice], text)
            case CallPiece(arguments, call_id):
                self._said += 1
                return self._grown(CALL, arguments, step if call_id else None)
            case Finish(reason):
                return self._finished(_INCOMPLETE.get(reason))
            case Rejection():
                return self._failed(step)

    def cancelled(self) -> list[bytes]:
        """Ends it because the client said so. What it had said is gone, as at OpenAI."""
        self.status = Status.CANCELLED
        self._items, self._closed = [], []
        return [self._told("response.failed")]

    def response(self) -> Json:
        """The `response` object, with the output so far."""
        asked = self.asked
        open_item = [item.snapshot(self._item_status()) for item in self._items[len(self._closed) :]]
        return {
            "id": self.id,
            "object": "response",
            "created_at": self._created_at,
            "status": self.status,
            "background": asked.background,
            "completed_at": self._completed_at,
            "error": self._error,
            "incomplete_details": {"reason": self._reason} if self._reason else None,
            "instructions": asked.instructions,
            "max_output_tokens": None,
            "metadata": {},
            "model": GUIDE,
            "output": [*self._closed, *open_item],
            "parallel_tool_calls": True,
            "previous_response_id": asked.previous_response_id,
            "reasoning": {"effort": None, "summary": None},
            "service_tier": "default",
            "store": asked.store,
            "temperature": 1.0,
            "text": {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": self._usage() if self.status in (Status.COMPLETED, Status.INCOMPLETE) else None,
            "user": None,
        }

    def _grown(self, form: Form, text: str, call: CallPiece | None = None) -> list[bytes]:
        events: list[bytes] = []
        if not self._items or self._items[-1].form is not form or call:
            events += self._close_item("completed")
            self._items.append(OutputItem(form, len(self._items), call))
            events += self._numbered(self._items[-1].begun())
        if text:
            events.append(self._items[-1].grown(text, self._sequence))
            self._sequence += 1
        return events

    def _finished(self, reason: str | None) -> list[bytes]:
        self._reason = reason
        self.status = Status.INCOMPLETE if reason else Status.COMPLETED
        events = self._close_item(self._item_status())
        if not reason:
            self._completed_at = int(time.time())
        return [*events, self._told(f"response.{self.status}")]

    def _failed(self, rejection: Rejection) -> list[bytes]:
        """An answer that fails says so; what goes wrong around it is an event of its own before that."""
        events = []
        if rejection.code != _SERVER_ERROR:
            events += self._numbered([("error", {"error": error(rejection)})])
        self.status = Status.FAILED
        self._error = {"code": rejection.code or _SERVER_ERROR, "message": rejection.message}
        return [*events, self._told("response.failed")]

    def _close_item(self, status: str) -> list[bytes]:
        if len(self._closed) == len(self._items):
            return []
        item = self._items[-1]
        self._closed.append(item.snapshot(status))
        return self._numbered(item.finished(status))

    def _item_status(self) -> str:
        if self.running:
            return "in_progress"
        return "completed" if self.status is Status.COMPLETED else "incomplete"

    def _told(self, name: str) -> bytes:
        (told,) = self._numbered([(name, {"response": self.response()})])
        return told

    def _numbered(self, events: Iterable[Event]) -> list[bytes]:
        told = []
        for name, fields in events:
            told.append(event({"type": name, "sequence_number": self._sequence, **fields}, name))
            self._sequence += 1
        return told

    def _usage(self) -> Json:
        asked = self.asked
        return {
            "input_tokens": asked.input_tokens,
            "input_tokens_details": {"cached_tokens": asked.cached_tokens, "cache_write_tokens": 0},
            "output_tokens": self._said,
            "output_tokens_details": {"reasoning_tokens": self._thought},
            "total_tokens": asked.input_tokens + self._said,
        }
