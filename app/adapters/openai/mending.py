"""Characters that a server has cut in halves: the escapes of one can come in two events."""

from dataclasses import replace

from app.domain.conversation import UNNUMBERED
from app.domain.stream import (
    Delta,
    Failed,
    HostedToolStatus,
    ReasoningDelta,
    RefusalDelta,
    Started,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)


class Mender:
    """Makes texts of whole characters. A delta that ends within one waits, as a whole, for the next:
    what its number covers has then been given out.
    """

    def __init__(self) -> None:
        self._held: Delta | None = None

    def mended(self, events: list[StreamEvent]) -> list[StreamEvent]:
        """The events, but for one at the end that has to wait."""
        whole: list[StreamEvent] = []
        for event in events:
            if self._held is not None:
                event = self._joined(self._held, event, whole)
                self._held = None
            if isinstance(event, Delta) and "\ud800" <= _text(event)[-1:] <= "\udbff":
                self._held = event
            else:
                whole.append(_mended(event))
        return whole

    def rest(self) -> list[StreamEvent]:
        """What waited in vain, without its half; but none that a server could be asked for again."""
        held, self._held = self._held, None
        match held:
            case ToolCallDelta(sequence=number) if number == UNNUMBERED:
                return [_mended(replace(held, arguments=held.arguments[:-1]))]
            case TextDelta() | ReasoningDelta() | RefusalDelta() if held.sequence == UNNUMBERED:
                return [_mended(replace(held, text=held.text[:-1]))]
            case _:
                return []

    def _joined(self, held: Delta, event: StreamEvent, whole: list[StreamEvent]) -> StreamEvent:
        """`event` with what was held before it, or by itself."""
        if type(held) is type(event) and isinstance(event, Delta) and held.part == event.part:
            if isinstance(held, ToolCallDelta) and isinstance(event, ToolCallDelta):
                call_id, name = event.call_id or held.call_id, event.name or held.name
                return replace(event, call_id=call_id, name=name, arguments=held.arguments + event.arguments)
            if not (isinstance(held, ToolCallDelta) or isinstance(event, ToolCallDelta)):
                return replace(event, text=held.text + event.text)
        whole.append(_mended(held))
        return event


def _text(delta: Delta) -> str:
    return delta.arguments if isinstance(delta, ToolCallDelta) else delta.text


def _mended(event: StreamEvent) -> StreamEvent:
    match event:
        case TextDelta() | ReasoningDelta() | RefusalDelta():
            return replace(event, text=_whole(event.text))
        case ToolCallDelta():
            arguments = _whole(event.arguments)
            return replace(event, call_id=_whole(event.call_id), name=_whole(event.name), arguments=arguments)
        case HostedToolStatus():
            status = _whole(event.status)
            return replace(event, call_id=_whole(event.call_id), name=_whole(event.name), status=status)
        case Started(response_id, model):
            return Started(_whole(response_id), _whole(model))
        case Failed(problem):
            return replace(event, problem=replace(problem, detail=_whole(problem.detail)))
        case _:
            return event


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
