"""What a provider's stream says, in one language for all providers."""

from dataclasses import dataclass

from app.domain.conversation import Usage
from app.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class Started:
    """The provider has begun; either field may be empty."""

    response_id: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str
    part: int = 0
    """Which of several texts of one answer this belongs to."""


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    text: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a call; `part` numbers the calls of this answer from 0, in order of appearance."""

    part: int
    call_id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class UsageReport:
    usage: Usage


@dataclass(frozen=True, slots=True)
class Finished:
    """The provider said why it finished, in its own word (``stop``, ``length``, …)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer cannot go on. Nothing follows."""

    problem: Problem


StreamEvent = (
    Started | TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta | UsageReport | Finished | Failed
)
