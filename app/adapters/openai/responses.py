"""Responses on the wire: the stream of an answer."""

from typing import Any

from app.adapters.openai.answer_text import PART_CHARACTERS, plain
from app.adapters.openai.hosted_tools import HostedTools, is_hosted, state_in
from app.adapters.openai.response_object import (
    ENDS,
    PARAGRAPH,
    Piece,
    end_of,
    item_index,
    part_key,
    pieces_in,
    pieces_of,
    snapshot,
    word,
)
from app.adapters.openai.unknown_events import UnknownEvents, is_silent
from app.adapters.openai.usage import usage_in
from app.domain.conversation import UNNUMBERED
from app.domain.stream import (
    ReasoningDelta,
    RefusalDelta,
    Started,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    UsageReport,
)

_MOST_NUMBERS = 2**53

_Kind = type[TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta]

_TEXTS: dict[str, tuple[_Kind, str, str]] = {
    "response.output_text": (TextDelta, "content_index", "text"),
    "response.refusal": (RefusalDelta, "content_index", "refusal"),
    "response.reasoning_text": (ReasoningDelta, "content_index", "text"),
    "response.reasoning_summary_text": (ReasoningDelta, "summary_index", "text"),
    "response.function_call_arguments": (ToolCallDelta, "", "arguments"),
    "response.custom_tool_call_input": (ToolCallDelta, "", "input"),
}
"""What each text is, the name of its index within its item, and the field of the whole text."""

_DELTAS = {
    f"{name}.delta": (kind, index, name == "response.reasoning_text", index == "summary_index")
    for name, (kind, index, _) in _TEXTS.items()
}
_WHOLES = {f"{name}.done": (*_DELTAS[f"{name}.delta"], field) for name, (_, _, field) in _TEXTS.items()}


class Responses:
    """Fulfils Dialect.

    An answer that is taken up again may begin anywhere. What has no number could then be here
    already: it is left to the Snapshot, at the end, which tells all that is not here.
    """

    def __init__(self, key: str = "", *, resumed: bool = False) -> None:
        """`key` is removed from what the server says of an error."""
        self.finished = False
        self.characters = 0
        self.pending = ""
        self._last = UNNUMBERED
        self._key = key
        self._resumed = resumed
        self._id = ""
        self._model = ""
        self._seen: dict[_Kind, dict[int, list[str]]] = {kind: {} for kind, _, _ in _TEXTS.values()}
        """What has come of each section."""
        self._sections: set[int] = set()
        """Those before which a paragraph ends."""
        self._calls: dict[int, tuple[str, str]] = {}
        self._items: dict[str, int] = {}
        self._newest = 0
        self._tools = HostedTools()
        self._unknown = UnknownEvents()

    def take(self, name: str, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        """Adds to `events` what an event of the stream says."""
        kind = chunk.get("type") or name
        if type(kind) is not str or self.finished:
            return
        number = chunk.get("sequence_number")
        sequence = UNNUMBERED
        # Some servers give each event the same number: that is none.
        if type(number) is int and self._last < number < _MOST_NUMBERS:
            self._last = sequence = number
        found = _DELTAS.get(kind)
        if found is None:
            self._take_rare(kind, chunk, sequence, events)
            return
        delta, index, is_reasoning, is_summary = found
        text = chunk.get("delta")
        if type(text) is not str or "\0" in text:
            text = plain(text)
        if not text or (self._resumed and sequence == UNNUMBERED):
            return
        output = self._output(chunk)
        section = part_key(output, chunk.get(index), is_reasoning=is_reasoning)
        seen = self._seen[delta]
        before = seen.get(section)
        if before is None:
            seen[section] = [text]
        else:
            before.append(text)
        self.characters += len(text) if before else len(text) + PART_CHARACTERS
        if is_summary:
            if not (before or self._resumed):
                self._begin(section, part_key(output), UNNUMBERED, events)
            events.append(ReasoningDelta(text, part_key(output), sequence))
        elif issubclass(delta, ToolCallDelta):
            events.append(ToolCallDelta(section, arguments=text, sequence=sequence))
        else:
            events.append(delta(text, section, sequence))

    def take_whole(self, answer: dict[str, Any], events: list[StreamEvent]) -> bool:
        """The same for an answer that came in one piece; False if it is no answer of this API."""
        if not (answer.get("object") == "response" or isinstance(answer.get("output"), list)):
            return False
        if answer.get("status") in ("queued", "in_progress"):
            self._take_names(answer, events)
            self.pending = self._id
        else:
            ended = "incomplete" if isinstance(answer.get("status"), str) else "completed"
            self._take_end(ended, answer, UNNUMBERED, events)
        return True

    def close(self, events: list[StreamEvent]) -> None:
        """The stream has ended: nothing is held back."""

    def _take_rare(self, kind: str, chunk: dict[str, Any], sequence: int, events: list[StreamEvent]) -> None:
        response = chunk.get("response")
        if isinstance(response, dict):
            self._take_names(response, events)
        if kind.removeprefix("response.") in ENDS:
            self._take_end(kind.removeprefix("response."), response, sequence, events)
        elif self._resumed and sequence == UNNUMBERED:
            pass
        elif kind in _WHOLES:
            self._take_whole_text(kind, chunk, sequence, events)
        elif kind == "response.reasoning_summary_part.added":
            output = self._output(chunk)
            section = part_key(output, chunk.get("summary_index"))
            self._begin(section, part_key(output), sequence, events)
        elif kind in ("response.output_item.added", "response.output_item.done"):
            self._take_item(kind, chunk, sequence, events)
        elif is_silent(kind):
            pass
        elif told := state_in(kind):
            self._take_state(self._output(chunk), word(chunk.get("item_id")), *told, sequence, events)
        else:
            events += self._unknown.kept(kind, chunk, sequence)

    def _take_whole_text(
        self, kind: str, chunk: dict[str, Any], sequence: int, events: list[StreamEvent]
    ) -> None:
        delta, index, is_reasoning, is_summary, field = _WHOLES[kind]
        output = self._output(chunk)
        section = part_key(output, chunk.get(index), is_reasoning=is_reasoning)
        part = part_key(output) if is_summary else section
        self._complete([Piece(delta, part, section, plain(chunk.get(field)))], sequence, events)

    def _take_item(self, kind: str, chunk: dict[str, Any], sequence: int, events: list[StreamEvent]) -> None:
        item = chunk.get("item")
        if not isinstance(item, dict):
            return
        output = item_index(chunk.get("output_index"))
        item_id = word(item.get("id"))
        if output is None:
            output = self._items.get(item_id, len(self._items))
        self._newest = output
        if item_id:
            self._items[item_id] = output
        is_done = kind.endswith(".done")
        match item_type := word(item.get("type")):
            case "message" | "reasoning" | "":
                self._complete(list(pieces_of(item, output)) if is_done else [], sequence, events)
            case "function_call" | "custom_tool_call":
                (call,) = pieces_of(item, output)
                if self._calls.get(call.part) != (call.call_id, call.name):
                    self._calls[call.part] = (call.call_id, call.name)
                    self.characters += PART_CHARACTERS
                    events.append(call.delta("", UNNUMBERED if is_done else sequence))
                self._complete([call] if is_done else [], sequence, events)
            case _ if is_hosted(item_type):
                state = word(item.get("status")) or ("completed" if is_done else "in_progress")
                self._take_state(output, item_id, item_type, state, sequence, events)
            case _ if is_done:
                events += self._unknown.kept(kind, chunk, sequence)

    def _take_state(
        self, output: int, item_id: str, tool: str, state: str, sequence: int, events: list[StreamEvent]
    ) -> None:
        for news in self._tools.news(output, item_id, tool, state, sequence):
            self.characters += len(state) + PART_CHARACTERS
            events.append(news)

    def _take_end(self, ended: str, response: object, sequence: int, events: list[StreamEvent]) -> None:
        answer = response if isinstance(response, dict) else {}
        self._take_names(answer, events)
        pieces = pieces_in(answer)
        if self._resumed:
            if pieces:
                events.append(snapshot(pieces))
        else:
            # Some servers number the items of the stream otherwise: what has come is not told again.
            kinds = {kind for kind, seen in self._seen.items() if _length(seen) < _size(pieces, kind)}
            self._complete([piece for piece in pieces if piece.kind in kinds], sequence, events)
            if any(self._differs(piece) for piece in pieces):
                events.append(snapshot(pieces))
        if (usage := usage_in(answer)) is not None:
            events.append(UsageReport(usage))
        self.finished = True
        events.append(end_of(answer, ended, self._key))

    def _take_names(self, response: dict[str, Any], events: list[StreamEvent]) -> None:
        response_id, model = word(response.get("id")), word(response.get("model"))
        fresh = Started(response_id if not self._id else "", model if not self._model else "")
        if fresh != Started():
            self._id, self._model = self._id or response_id, self._model or model
            events.append(fresh)

    def _complete(self, pieces: list[Piece], sequence: int, events: list[StreamEvent]) -> None:
        """What the whole texts have more than has streamed. One event has one number: its first text's."""
        for piece in () if self._resumed else pieces:
            seen = self._seen[piece.kind]
            before = seen.get(piece.section, [])
            # Where an event was lost on the way, the answer's end tells what stands.
            rest = "" if self._differs(piece) else piece.text[len("".join(before)) :]
            if piece.kind is ToolCallDelta and piece.section not in self._calls:
                self._calls[piece.section] = (piece.call_id, piece.name)
                events.append(piece.delta(""))
            if rest:
                if not before and piece.section != piece.part:
                    self._begin(piece.section, piece.part, UNNUMBERED, events)
                seen[piece.section] = [*before, rest]
                self.characters += len(rest) if before else len(rest) + PART_CHARACTERS
                events.append(piece.delta(rest, sequence))
                sequence = UNNUMBERED

    def _differs(self, piece: Piece) -> bool:
        """Whether what has streamed of it is not how it begins."""
        return not piece.text.startswith("".join(self._seen[piece.kind].get(piece.section, ())))

    def _begin(self, section: int, part: int, sequence: int, events: list[StreamEvent]) -> None:
        """Begins a section of a summary: all but the first end a paragraph."""
        if section != part and section not in self._sections:
            self._sections.add(section)
            events.append(ReasoningDelta(PARAGRAPH, part, sequence))

    def _output(self, chunk: dict[str, Any]) -> int:
        """The index of the item that an event belongs to; where it is missing, the item's id leads there."""
        output = item_index(chunk.get("output_index"))
        return self._items.get(word(chunk.get("item_id")), self._newest) if output is None else output


def _length(seen: dict[int, list[str]]) -> int:
    return sum(len(text) for texts in seen.values() for text in texts)


def _size(pieces: list[Piece], kind: _Kind) -> int:
    return sum(len(piece.text) for piece in pieces if piece.kind is kind)
