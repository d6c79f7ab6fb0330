"""An answer so far, as it grows; and how it is taken from a message, and becomes one."""

from dataclasses import dataclass, replace

from app.domain.conversation import UNNUMBERED, Message, Part, PartKind, Usage
from app.domain.ending import EndState
from app.domain.problem import Problem

ADOPTS = -1
"""Key of the text that takes the key of the next text that comes."""

Chunks = tuple["Chunks", str] | None
"""A persistent list, newest first: adding is O(1) and shares the rest, where `text + delta` would copy it."""


def joined(chunks: Chunks) -> str:
    """The chunks' text, in order."""
    pieces = []
    while chunks is not None:
        chunks, piece = chunks
        pieces.append(piece)
    pieces.reverse()
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class OpenPart:
    kind: PartKind
    key: int
    """The event's own number for this part; one wire can have several texts."""
    chunks: Chunks = None
    call_id: str = ""
    name: str = ""

    def closed(self) -> Part:
        return Part(self.kind, joined(self.chunks), self.call_id, self.name, key=self.key)


@dataclass(frozen=True, slots=True)
class TurnState:
    """An answer so far. `end` says why it ended; while `closed` is False it may still go on."""

    parts: tuple[OpenPart, ...] = ()
    response_id: str = ""
    model: str = ""
    usage: Usage | None = None
    finish_reason: str = ""
    end: EndState | None = None
    problem: Problem | None = None
    closed: bool = False
    sequence: int = UNNUMBERED
    """The highest number of an event so far."""
    is_final: bool = False
    """It failed at the provider: there is nothing to be taken up again."""

    def message_parts(self) -> tuple[Part, ...]:
        return tuple(part.closed() for part in self.parts)


def resumed(message: Message) -> TurnState:
    """The state in which an answer that was cut is taken up again."""
    parts = tuple(
        OpenPart(part.kind, index, (None, part.text) if part.text else None, part.call_id, part.name)
        for index, part in enumerate(message.parts)
    )
    # New text goes on in the last text; what else the new stream brings is a part of its own.
    last = max((i for i, part in enumerate(parts) if part.kind is PartKind.TEXT), default=None)
    parts = tuple(
        replace(part, key=ADOPTS if index == last else ADOPTS - 1 - index) for index, part in enumerate(parts)
    )
    return TurnState(parts, message.response_id, message.model)


def reattached(message: Message) -> TurnState:
    """The state in which an answer that was made on at its provider is listened to again."""
    parts = tuple(
        OpenPart(part.kind, part.key, (None, part.text) if part.text else None, part.call_id, part.name)
        for part in message.parts
    )
    return TurnState(parts, message.response_id, message.model, sequence=message.sequence)


def finished(message: Message, state: TurnState) -> Message:
    """The message as the turn leaves it. What an earlier turn has used is added to what this one has."""
    before = message.usage
    return replace(
        message,
        parts=state.message_parts(),
        end=state.end,
        problem=state.problem,
        usage=before + state.usage if before and state.usage else state.usage or before,
        model=state.model or message.model,
        response_id=state.response_id,
        in_background=message.in_background and not state.is_final,
        sequence=state.sequence,
    )
