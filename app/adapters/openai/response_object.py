"""The response object of the Responses API: all that an answer has come to, and how it ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.adapters.openai.answer_text import plain
from app.adapters.openai.error_body import ServerError
from app.adapters.openai.server_problem import server_problem, stream_problem
from app.domain.conversation import UNNUMBERED
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.stream import (
    Delta,
    Failed,
    Finished,
    ReasoningDelta,
    RefusalDelta,
    Snapshot,
    TextDelta,
    ToolCallDelta,
)

ENDS = ("completed", "incomplete", "failed", "cancelled")

PARAGRAPH = "\n\n"
"""Stands between the sections of a summary."""

_SPAN = 1000
"""Keys from one item of the output to the next."""
_HALF = 500
"""Where those of an item's reasoning begin: an item can have a summary besides."""
_MOST_ITEMS = 1_000_000

_FINISH_REASONS = {"max_output_tokens": "length", "content_filter": "content_filter"}
_CANCELLED = Problem(EndState.STOPPED, "The answer was cancelled at the provider.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of an answer. Several sections make up one part."""

    kind: type[TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta]
    part: int
    section: int
    text: str
    call_id: str = ""
    name: str = ""

    def delta(self, text: str, sequence: int = UNNUMBERED) -> Delta:
        """A delta of this part, with a text of its own."""
        if issubclass(self.kind, ToolCallDelta):
            return ToolCallDelta(self.part, self.call_id, self.name, text, sequence)
        return self.kind(text, self.part, sequence)


def item_index(value: object) -> int | None:
    """The output index of an event, if it is one."""
    return value if type(value) is int and 0 <= value < _MOST_ITEMS else None


def part_key(output: int, inner: object = 0, *, is_reasoning: bool = False) -> int:
    """The part of what stands at `output` and, in that item, at `inner`: the same each time it is read."""
    within = inner if type(inner) is int and 0 <= inner < _HALF else 0
    return output * _SPAN + within + (_HALF if is_reasoning else 0)


def pieces_of(item: object, output: int) -> Iterator[Piece]:
    """The texts of one item of the output."""
    if not isinstance(item, dict):
        return
    match item.get("type"):
        case "function_call":
            yield _call(item, output, item.get("arguments"))
        case "custom_tool_call":
            yield _call(item, output, item.get("input"))
        case "reasoning":
            part = part_key(output)
            for index, text in enumerate(_list(item.get("summary"))):
                yield Piece(ReasoningDelta, part, part_key(output, index), plain(text))
            for index, text in enumerate(_list(item.get("content"))):
                part = part_key(output, index, is_reasoning=True)
                yield Piece(ReasoningDelta, part, part, plain(text))
        case "message" | None:
            for index, content in enumerate(_list(item.get("content"))):
                part = part_key(output, index)
                if isinstance(content, dict) and (refusal := content.get("refusal")):
                    yield Piece(RefusalDelta, part, part, plain(refusal))
                else:
                    yield Piece(TextDelta, part, part, plain(content))


def pieces_in(response: Mapping[str, Any]) -> list[Piece]:
    """All texts of an answer."""
    output = response.get("output")
    if not output and isinstance(text := response.get("output_text"), str):
        output = [{"content": text}]
    items = enumerate(output) if isinstance(output, list) else ()
    return [piece for index, item in items for piece in pieces_of(item, index)]


def snapshot(pieces: list[Piece]) -> Snapshot:
    """The parts that pieces make up, each with its whole text."""
    parts: dict[tuple[type, int], Delta] = {}
    for piece in pieces:
        key = (piece.kind, piece.part)
        before = parts.get(key)
        text = piece.text
        if before is not None and not isinstance(before, ToolCallDelta):
            text = f"{before.text}{PARAGRAPH}{text}"
        parts[key] = piece.delta(text)
    return Snapshot(tuple(parts.values()))


def end_of(response: Mapping[str, Any], ended: str, key: str) -> Finished | Failed:
    """How an answer ended.

    Args:
        ended: one of ENDS, by the name of its event; the response's own word is believed first.
        key: is removed from all that the server says.
    """
    status = response.get("status")
    details = response.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    match status if status in ENDS else ended:
        case "failed":
            return Failed(stream_problem({"error": response.get("error") or {}}, key), final=True)
        case "cancelled":
            return Failed(_CANCELLED, final=True)
        case "incomplete" if reason in _FINISH_REASONS:
            return Finished(_FINISH_REASONS[reason])
        case "incomplete":
            title = "The provider ended the answer before it was complete."
            said = plain(reason) or word(status)
            problem = server_problem(EndState.PROVIDER_ERROR, ServerError(said), key)
            return Failed(replace(problem, title=title, remedy=""), final=True)
        case _:
            return Finished("stop")


def word(value: object) -> str:
    """A name or an id; "" for anything else."""
    return value if isinstance(value, str) else ""


def _call(item: Mapping[str, Any], output: int, arguments: object) -> Piece:
    part = part_key(output)
    name, call_id = word(item.get("name")), word(item.get("call_id")) or word(item.get("id"))
    return Piece(ToolCallDelta, part, part, plain(arguments), call_id, name)


def _list(value: object) -> list[Any]:
    """What should be a list; servers send a text alone, too."""
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
