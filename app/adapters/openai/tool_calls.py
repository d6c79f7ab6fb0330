"""Which call a piece of a tool call belongs to: servers disagree on how to say it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.stream import ToolCallDelta


@dataclass(slots=True)
class _Slot:
    part: int
    index: int | None
    call_id: str
    name: str


class ToolCalls:
    """The calls of one answer so far."""

    def __init__(self) -> None:
        self._slots: list[_Slot] = []

    def deltas(self, calls: object) -> Iterator[ToolCallDelta]:
        """Numbers the pieces in ``tool_calls`` (or in the old ``function_call``)."""
        pieces = calls if isinstance(calls, list) else [{"function": calls}]
        for piece in pieces:
            if isinstance(piece, dict):
                yield self._delta(piece)

    def _delta(self, piece: dict[str, Any]) -> ToolCallDelta:
        function = piece.get("function")
        if not isinstance(function, dict):
            function = {}
        index, call_id, name = piece.get("index"), _word(piece.get("id")), _word(function.get("name"))
        slot = self._slot(index if isinstance(index, int) else None, call_id, name)
        # Some servers repeat the whole name with each piece.
        fresh_id, fresh_name = ("" if slot.call_id else call_id), ("" if slot.name else name)
        slot.call_id, slot.name = slot.call_id or call_id, slot.name or name
        return ToolCallDelta(slot.part, fresh_id, fresh_name, _arguments(function.get("arguments")))

    def _slot(self, index: int | None, call_id: str, name: str) -> _Slot:
        for slot in reversed(self._slots):
            if _continues(slot, index, call_id, name):
                return slot
        self._slots.append(_Slot(len(self._slots), index, "", ""))
        return self._slots[-1]


def _continues(slot: _Slot, index: int | None, call_id: str, name: str) -> bool:
    """Whether a piece belongs to this call, asked of the newest call first."""
    if call_id and slot.call_id and call_id != slot.call_id:
        return False  # Also at the same index: Ollama numbers all parallel calls 0.
    if index is not None and slot.index is not None:
        return index == slot.index and not (name and slot.name and name != slot.name)
    if call_id and slot.call_id:
        return True
    # Without index and id (Gemini), a name opens a call, and all else belongs to the last one.
    return not (name and slot.name)


def _arguments(arguments: object) -> str:
    match arguments:
        case str():
            return arguments
        case None:
            return ""
        case _:
            return json.dumps(arguments, ensure_ascii=False)


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
