"""What a provider's stream says, in one language for all providers."""

from dataclasses import dataclass

from app.domain.conversation import UNNUMBERED, Usage
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
    """Which of several texts of one answer this belongs to: the same each time this answer is read."""
    sequence: int = UNNUMBERED
    """The provider's number of this event: what comes after it can be asked for."""


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str
    part: int = 0
    sequence: int = UNNUMBERED


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    text: str
    part: int = 0
    sequence: int = UNNUMBERED


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a call that the program is asked to make; `part` tells the calls of an answer apart."""

    part: int
    call_id: str = ""
    name: str = ""
    arguments: str = ""
    sequence: int = UNNUMBERED


@dataclass(frozen=True, slots=True)
class HostedToolStatus:
    """What a tool that runs at the provider is doing."""

    part: int
    call_id: str
    name: str
    """As the provider calls it: ``web_search_call``, ``code_interpreter_call``, …"""
    status: str
    """In its words: ``in_progress``, ``searching``, ``completed``, …"""
    sequence: int = UNNUMBERED


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event that this version does not know. It is kept with the answer, and not shown."""

    name: str
    data: str
    """JSON on one line."""
    sequence: int = UNNUMBERED


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All texts of an answer as the provider has them: what is missing here is added.

    For an answer that ran on at the provider, and could no longer be followed event by event.
    """

    deltas: "tuple[Delta, ...]"
    """Each holds the whole text of its part."""


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
    final: bool = False
    """The answer itself has failed: one that runs at the provider cannot be taken up again either."""
    is_lasting: bool = False
    """The same request would fail in the same way: it is not sent again by itself."""


Delta = TextDelta | ReasoningDelta | RefusalDelta | ToolCallDelta
"""What the answer is made of."""

StreamEvent = Started | Delta | HostedToolStatus | UnknownEvent | Snapshot | UsageReport | Finished | Failed
