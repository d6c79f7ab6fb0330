"""What the user has chosen of new versions, and what is known of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Updates:
    """Part of the settings; what is made of it stands in `release`."""

    check: bool = False
    """Look for a new version once a day."""
    checked_at: float = 0.0
    """Seconds since 1970, by the clock on the wall, when the last answer came; 0 is never."""
    version: str = ""
    """The newest one that was seen; "" where there was none."""
    page: str = ""
    """Where that says what is new."""
    dismissed: str = ""
    """The version of which the user has been told enough."""
