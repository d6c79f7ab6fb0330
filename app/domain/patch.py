"""What has changed of an answer, for those who show it or keep it."""

from dataclasses import dataclass

from app.domain.conversation import UNNUMBERED, Part, PartKind, Usage
from app.domain.ending import EndState
from app.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class PartOpened:
    part: int
    kind: PartKind
    call_id: str = ""
    name: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class PartGrew:
    part: int
    text: str
    sequence: int = UNNUMBERED
    """Of the event that brought it."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The parts are others than those that were told of."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The answer ended, or (`waiting`) holds on in a state that its reader should know of."""

    end: EndState
    problem: Problem | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Reopened:
    """What `Ended(waiting=True)` said is over."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The provider told something about the answer: its model, its id or its usage."""

    response_id: str
    model: str
    usage: Usage | None


Patch = PartOpened | PartGrew | Rewritten | Ended | Reopened | Reported
