"""What the sidebar shows of a conversation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation."""

    id: str
    title: str
    updated_at: float
    """Seconds since the epoch."""
    streaming: bool = False
