"""One answer as it comes: a pure fold over events, and the only place where streaming state changes."""

from dataclasses import dataclass, replace
from typing import assert_never

from app.domain.conversation import UNNUMBERED, PartKind
from app.domain.ending import EndState
from app.domain.patch import Ended, PartGrew, PartOpened, Patch, Reopened, Reported, Rewritten
from app.domain.problem import Problem
from app.domain.stream import (
    Delta,
    Failed,
    Finished,
    HostedToolStatus,
    ReasoningDelta,
    RefusalDelta,
    Snapshot,
    Started,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    UnknownEvent,
    UsageReport,
)
from app.domain.turn_state import ADOPTS, OpenPart, TurnState, joined

# Events that the program itself adds to those of the wire.


@dataclass(frozen=True, slots=True)
class Closed:
    """The stream has ended by itself; what was said before decides whether that was the end."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The user stopped it."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The program is being closed."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """Nothing has come for the idle time. The stream is still open, and may go on."""

    problem: Problem | None = None
    """What more is known of the reason."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """This try failed; another one starts after `problem.retry_after` seconds.

    It failed before its first token, or the answer goes on at the provider and is taken up again.
    """

    problem: Problem


@dataclass(frozen=True, slots=True)
class Resumed:
    """Waiting is over: the user asked for more patience, or the next try begins."""


TurnEvent = StreamEvent | Closed | Stopped | Interrupted | Stalled | Waiting | Resumed

_NO_PATCH: tuple[Patch, ...] = ()


_KINDS: dict[type[Delta], PartKind] = {
    TextDelta: PartKind.TEXT,
    ReasoningDelta: PartKind.REASONING,
    RefusalDelta: PartKind.REFUSAL,
    ToolCallDelta: PartKind.TOOL_CALL,
}

_FINISH_REASONS = {
    "length": EndState.LENGTH,
    "max_tokens": EndState.LENGTH,
    "content_filter": EndState.FILTERED,
    "error": EndState.PROVIDER_ERROR,
}
"""All other reasons (``stop``, ``tool_calls``, a server's own words) say that it is complete."""

ENDED_EARLY = Problem(
    EndState.DISCONNECTED,
    "The answer broke off.",
    "The server closed the connection without saying that the answer was complete.",
)
_ENDED_IN_ERROR = Problem(EndState.PROVIDER_ERROR, "The provider broke off the answer with an error.")


def reduce(state: TurnState, event: TurnEvent) -> tuple[TurnState, tuple[Patch, ...]]:
    """The state after `event`, and what changed. After the end, events change nothing."""
    if state.closed:
        return state, _NO_PATCH
    match event:
        case TextDelta(text, part, sequence):
            return _grown(state, PartKind.TEXT, part, text, sequence)
        case ReasoningDelta(text, part, sequence):
            return _grown(state, PartKind.REASONING, part, text, sequence)
        case RefusalDelta(text, part, sequence):
            return _grown(state, PartKind.REFUSAL, part, text, sequence)
        case ToolCallDelta(part, call_id, name, arguments, sequence):
            return _grown(state, PartKind.TOOL_CALL, part, arguments, sequence, call_id, name)
        case HostedToolStatus(part, call_id, name, status, sequence):
            news = "" if _is_told(state, part, status) else f"{status}\n"
            return _grown(state, PartKind.HOSTED_TOOL, part, news, sequence, call_id, name)
        case UnknownEvent(name, data, sequence):
            key = _key_of(state, PartKind.UNKNOWN, name)
            return _grown(state, PartKind.UNKNOWN, key, f"{data}\n", sequence, name=name)
        case Snapshot(deltas):
            return _completed(state, deltas)
        case Started(response_id, model):
            known = _reopened(state)
            known = replace(known, response_id=response_id or state.response_id, model=model or state.model)
            return _reported(known, state)
        case UsageReport(usage):
            return _reported(replace(state, usage=usage), state)
        case Finished(reason):
            return replace(state, finish_reason=state.finish_reason or reason), _NO_PATCH
        case Failed(problem, final):
            state = replace(state, is_final=final)
            # A connection that breaks after the provider's last word has cost us nothing.
            if state.finish_reason and problem.kind in (EndState.DISCONNECTED, EndState.OFFLINE):
                return _closed(state)
            return _ended(state, problem.kind, problem)
        case Closed():
            return _closed(state)
        case Stopped() | Interrupted() if state.finish_reason:
            # All has come: what is still awaited is the usage, or the end of the connection.
            return _closed(state)
        case Stopped():
            return _ended(state, EndState.STOPPED, None)
        case Interrupted():
            return _ended(state, EndState.INTERRUPTED, None)
        case Stalled(problem):
            return _ended(state, EndState.STALLED, problem, waiting=True)
        case Waiting(problem):
            state = replace(state, finish_reason="", usage=None)
            return _ended(state, problem.kind, problem, waiting=True)
        case Resumed():
            return _reopened(state), (Reopened(),) if state.end else _NO_PATCH
        case _:
            assert_never(event)


def _grown(
    state: TurnState,
    kind: PartKind,
    key: int,
    text: str,
    sequence: int,
    call_id: str = "",
    name: str = "",
) -> tuple[TurnState, tuple[Patch, ...]]:
    if not (text or call_id or name) or UNNUMBERED < sequence <= state.sequence:
        # An event that is numbered comes again where an answer is taken up again: it is here already.
        return state, _NO_PATCH
    patches: tuple[Patch, ...] = ()
    if state.end is not None:
        state, patches = _reopened(state), (Reopened(),)
    parts = state.parts
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if part.key == key and part.kind is kind:
            break
    else:
        index, part = _new_part(parts, kind, key, call_id, name)
        if index == len(parts):
            parts = (*parts, part)
            patches = (*patches, PartOpened(index, kind, call_id, name, key))
    if (call_id and call_id != part.call_id) or (name and name != part.name):
        part = OpenPart(kind, key, part.chunks, call_id or part.call_id, name or part.name)
        patches = (*patches, PartOpened(index, kind, part.call_id, part.name, key))
    if text:
        part = OpenPart(kind, key, (part.chunks, text), part.call_id, part.name)
        patches = (*patches, PartGrew(index, text, sequence))
    parts = (*parts[:index], part, *parts[index + 1 :])
    # Written out, not replace(): this line runs once a token.
    return (
        TurnState(
            parts,
            state.response_id,
            state.model,
            state.usage,
            state.finish_reason,
            sequence=max(state.sequence, sequence),
        ),
        patches,
    )


def _is_told(state: TurnState, key: int, status: str) -> bool:
    """Whether the tool has told this state last: an answer that is taken up again may tell it once more."""
    tools = (part for part in state.parts if part.kind is PartKind.HOSTED_TOOL and part.key == key)
    return any(joined(tool.chunks).splitlines()[-1:] == [status] for tool in tools)


def _new_part(
    parts: tuple[OpenPart, ...], kind: PartKind, key: int, call_id: str, name: str
) -> tuple[int, OpenPart]:
    """A part at the end, or the one that a continued answer goes on in."""
    if kind is PartKind.TEXT:
        for index, part in enumerate(parts):
            if part.key == ADOPTS:
                return index, replace(part, key=key)
    return len(parts), OpenPart(kind, key, None, call_id, name)


def _key_of(state: TurnState, kind: PartKind, name: str) -> int:
    """The key of the part of this kind and name, or a fresh one."""
    same = [part for part in state.parts if part.kind is kind]
    return next((part.key for part in same if part.name == name), len(same))


def _completed(state: TurnState, deltas: tuple[Delta, ...]) -> tuple[TurnState, tuple[Patch, ...]]:
    """The state with what it lacks of the provider's own texts. Where ours differ, theirs stand."""
    patches: tuple[Patch, ...] = ()
    known = {(part.kind, part.key): joined(part.chunks) for part in state.parts}
    theirs = {(_KINDS[type(delta)], delta.part) for delta in deltas}
    # Not all that was thought is kept; another part that is missing is there, under another number.
    missing = {kind for kind, _ in known.keys() - theirs} - {PartKind.REASONING}
    if missing & {kind for kind, _ in theirs}:
        return _rewritten(state, deltas)
    for delta in deltas:
        kind, text = _KINDS[type(delta)], delta.arguments if isinstance(delta, ToolCallDelta) else delta.text
        ours = known.get((kind, delta.part), "")
        if not text.startswith(ours):
            return _rewritten(state, deltas)
        rest = text[len(ours) :]
        names = (delta.call_id, delta.name) if isinstance(delta, ToolCallDelta) else ("", "")
        state, more = _grown(state, kind, delta.part, rest, UNNUMBERED, *names)
        patches += more
    return state, patches


def _rewritten(state: TurnState, deltas: tuple[Delta, ...]) -> tuple[TurnState, tuple[Patch, ...]]:
    told = {_KINDS[type(delta)] for delta in deltas}
    kept = tuple(part for part in state.parts if part.kind not in told)
    state = replace(state, parts=(), end=None, problem=None)
    for delta in deltas:
        state, _ = reduce(state, replace(delta, sequence=UNNUMBERED))
    state = replace(state, parts=(*kept, *state.parts))
    return state, (Rewritten(state.message_parts()),)


def _reported(state: TurnState, before: TurnState) -> tuple[TurnState, tuple[Patch, ...]]:
    patches: tuple[Patch, ...] = (Reported(state.response_id, state.model, state.usage),)
    return state, (Reopened(), *patches) if before.end and not state.end else patches


def _reopened(state: TurnState) -> TurnState:
    return replace(state, end=None, problem=None)


def _closed(state: TurnState) -> tuple[TurnState, tuple[Patch, ...]]:
    if not state.finish_reason:
        return _ended(state, EndState.DISCONNECTED, ENDED_EARLY)
    end = _FINISH_REASONS.get(state.finish_reason, EndState.COMPLETE)
    if end is EndState.COMPLETE and any(part.kind is PartKind.REFUSAL for part in state.parts):
        end = EndState.REFUSED
    return _ended(state, end, _ENDED_IN_ERROR if end is EndState.PROVIDER_ERROR else None)


def _ended(
    state: TurnState, end: EndState, problem: Problem | None, *, waiting: bool = False
) -> tuple[TurnState, tuple[Patch, ...]]:
    return replace(state, end=end, problem=problem, closed=not waiting), (Ended(end, problem, waiting),)
