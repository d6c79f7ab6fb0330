"""A wait between two tries, which the user can end."""

import asyncio
import time


class Pause:
    """One at a time."""

    def __init__(self) -> None:
        self.until: float | None = None
        """When it is over, on the monotonic clock, while it lasts."""
        self._over: asyncio.Future[bool] | None = None

    async def last(self, seconds: float) -> bool:
        """Whether there is to be another try."""
        loop = asyncio.get_running_loop()
        self._over = loop.create_future()
        self.until = time.monotonic() + seconds
        timer = loop.call_later(seconds, self.end)
        try:
            return await self._over
        finally:
            timer.cancel()
            self._over = self.until = None

    def end(self, *, try_again: bool = True) -> None:
        """Where there is none, nothing."""
        if self._over is not None and not self._over.done():
            self._over.set_result(try_again)
