"""Whether this computer, or this program, has been asleep."""

import sys
import time

LATE = 5.0
"""Seconds that a look may come late before it counts as sleep: a busy machine is not asleep."""


class Wakefulness:
    """Asked now and then, it tells when there was no time to listen in between."""

    def __init__(self) -> None:
        self._looked_at = time.monotonic()
        self._slept = _slept_so_far()

    def has_slept(self, expected: float) -> bool:
        """Whether there was a sleep since the last look, which was to be `expected` seconds ago."""
        now, slept = time.monotonic(), _slept_so_far()
        gap = max(0.0, now - self._looked_at - expected) + max(0.0, slept - self._slept)
        self._looked_at, self._slept = now, slept
        return gap > LATE


def _slept_so_far() -> float:
    """Seconds that the monotonic clock has left out, as it does on Linux and macOS while they sleep."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.monotonic()
    return 0.0  # Elsewhere it goes on: the look itself comes late.
