"""One item of a response's output while it grows, and the events that tell of it."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.adapters.guide.event_stream import Json
from app.adapters.guide.script import CallPiece, Voice


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of item is told of."""

    prefix: str
    """Of the item's id."""
    pieces: str
    """The events that bring its text, without `.delta` and `.done`."""
    text: str
    """The field that its text stands in."""
    parts: str = ""
    """The events that open and close its one part, without `.added` and `.done`; a call has no parts."""
    number: str = ""
    """The field with the part's number."""
    part: Mapping[str, Any] = field(default_factory=dict)
    """What a part has beside its text."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What events that bring text have beside it."""


SPOKEN = {
    Voice.CONTENT: Form(
        "msg",
        "response.output_text",
        "text",
        "response.content_part",
        "content_index",
        {"type": "output_text", "annotations": [], "logprobs": []},
        {"logprobs": []},
    ),
    Voice.REFUSAL: Form(
        "msg",
        "response.refusal",
        "refusal",
        "response.content_part",
        "content_index",
        {"type": "refusal"},
    ),
    Voice.REASONING: Form(
        "rs",
        "response.reasoning_summary_text",
        "text",
        "response.reasoning_summary_part",
        "summary_index",
        {"type": "summary_text"},
    ),
}
CALL = Form("fc", "response.function_call_arguments", "arguments")

Event = tuple[str, Json]
"""A name, and what stands beside name and number."""


class OutputItem:
    def __init__(self, form: Form, index: int, call: CallPiece | None = None) -> None:
        """`call` is the piece that names the call, for one of form CALL."""
        self.form = form
        self._index = index
        self._call = call
        self._id = f"{form.prefix}_{secrets.token_hex(24)}"
        self._pieces: list[str] = []
        self._place: Json = {"item_id": self._id, "output_index": index}
        if form.number:
            self._place[form.number] = 0
        name = f"{form.pieces}.delta"
        # What is the same in each delta is encoded once.
        head = json.dumps({"type": name, **self._place})
        self._head = f"event: {name}\ndata: {head[:-1]}, "
        self._tail = "".join(f", {json.dumps(key)}: {json.dumps(value)}" for key, value in form.more.items())

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def begun(self) -> Iterator[Event]:
        yield (
            "response.output_item.added",
            {"output_index": self._index, "item": self.snapshot("in_progress", bare=True)},
        )
        if self.form.parts:
            yield f"{self.form.parts}.added", {**self._place, "part": self._part()}

    def grown(self, piece: str, sequence: int) -> bytes:
        """The event that brings a piece."""
        self._pieces.append(piece)
        fields = f'"sequence_number": {sequence}, "delta": {json.dumps(piece)}'
        return f"{self._head}{fields}{self._tail}}}\n\n".encode()

    def finished(self, status: str) -> Iterator[Event]:
        form = self.form
        yield f"{form.pieces}.done", {**self._place, form.text: self.text, **form.more}
        if form.parts:
            yield f"{form.parts}.done", {**self._place, "part": self._part()}
        yield "response.output_item.done", {"output_index": self._index, "item": self.snapshot(status)}

    def snapshot(self, status: str, *, bare: bool = False) -> Json:
        """The item as it is now; `bare`: as it was before its first part."""
        parts = [] if bare else [self._part()]
        if self._call is not None:
            call = {"call_id": self._call.call_id, "name": self._call.name, "arguments": self.text}
            return {"id": self._id, "type": "function_call", "status": status, **call}
        if self.form is SPOKEN[Voice.REASONING]:
            return {"id": self._id, "type": "reasoning", "summary": parts}
        return {"id": self._id, "type": "message", "status": status, "role": "assistant", "content": parts}

    def _part(self) -> Json:
        return {**self.form.part, self.form.text: self.text}
