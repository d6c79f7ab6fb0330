"""What the sidebar shows of a conversation."""

from dataclasses import dataclass

from app.services.activity import Activity


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation."""

    id: str
    title: str
    updated_at: float
    """Seconds since the epoch."""
    activity: Activity | None = None
    is_temporary: bool = False
