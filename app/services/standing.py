"""How the last answer of a chat stands: what a banner shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.conversation import Message, Part, PartKind
from app.domain.ending import EndState
from app.domain.moderation import is_unchecked
from app.domain.problem import Problem
from app.services.turn import Turn


@dataclass(frozen=True, slots=True)
class Standing:
    """Why it ended, or why it waits."""

    end: EndState
    problem: Problem | None
    words: int
    waiting: bool = False
    tries: int = 0
    retry_at: float | None = None
    """When the next try starts by itself, on the monotonic clock."""
    can_resume: bool = False
    """The rest of it can still be had from the provider."""
    may_send_anyway: bool = False
    """What the moderation check held back may be sent all the same."""


def standing(turn: Turn | None, last: Message | None, *, may_send_anyway: bool = False) -> Standing | None:
    """None while the answer of `turn` is simply being written, or when there is none."""
    if turn is not None:
        state = turn.state
        if state.end is None:
            return None
        words = _words(state.message_parts())
        return Standing(state.end, state.problem, words, True, turn.tries, turn.retry_at, turn.runs_on)
    if last is None or last.end is None:
        return None
    return Standing(
        last.end,
        last.problem,
        _words(last.parts),
        can_resume=last.can_resume,
        may_send_anyway=may_send_anyway and (last.end is EndState.MODERATED or is_unchecked(last.problem)),
    )


def _words(parts: Sequence[Part]) -> int:
    return sum(len(part.text.split()) for part in parts if part.kind is PartKind.TEXT)
