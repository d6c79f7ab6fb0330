"""Tells when nothing has come for a while: it counts content, never bytes."""

import asyncio
import time
from collections.abc import Callable

from app.services.wakefulness import Wakefulness

LOOK_EVERY = 2.0
"""Seconds between looks, so that a sleep of the computer is noticed soon."""

GRACE = 5.0
"""Seconds for an answer to go on after a sleep."""

_HELD_UP = 0.25
"""Seconds that a look may come late; what has come meanwhile is read before the silence is judged."""


class IdleClock:
    """Its timer is set anew only when it fires, so that a token costs nothing but `content_at`."""

    def __init__(self, timeout: float, *, on_idle: Callable[[bool], None]) -> None:
        """`on_idle` is told whether there was a sleep before; the clock runs on after it."""
        self.timeout = timeout
        self.content_at = 0.0
        """When content came last, on the monotonic clock."""
        self._on_idle = on_idle
        self._timer: asyncio.TimerHandle | None = None
        self._wakefulness = Wakefulness()
        self._look_in = 0.0
        self._look_at = 0.0
        self._woke_at: float | None = None

    def restart(self) -> None:
        self.stop()
        self.content_at = time.monotonic()
        self._woke_at = None
        self._wakefulness = Wakefulness()
        self._set(self.timeout)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set(self, due: float) -> None:
        self._look_in = min(due, LOOK_EVERY)
        self._look_at = time.monotonic() + self._look_in
        self._timer = asyncio.get_running_loop().call_later(self._look_in, self._look)

    def _look(self) -> None:
        now = time.monotonic()
        was_held_up = now - self._look_at > _HELD_UP
        if self._wakefulness.has_slept(self._look_in):
            self._woke_at = now
        if self._woke_at is not None and self.content_at > self._woke_at:
            self._woke_at = None
        woke_at = self._woke_at
        idle_from = self.content_at + self.timeout if woke_at is None else woke_at + min(GRACE, self.timeout)
        due = idle_from - now
        if was_held_up:
            due = max(due, _HELD_UP)
        if due <= 0:
            # Should content come after all, the clock runs again from there.
            self.content_at, self._woke_at, due = now, None, self.timeout
            self._on_idle(woke_at is not None)
            if self._timer is None:
                return
        self._set(due)
