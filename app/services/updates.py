"""Looks for a new version: once a day while it is wanted, and whenever the user asks."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from app import __version__
from app.domain.network import Network
from app.domain.ports import ReleaseSource
from app.domain.release import CheckFailed, Release, is_due, newer, untold
from app.domain.updates import Updates

_log = logging.getLogger(__name__)


class UpdateCheck:
    """Tells of a new version, and does nothing else about it."""

    def __init__(
        self,
        source: ReleaseSource,
        *,
        state: Callable[[], Updates],
        keep: Callable[[Updates], None],
        network: Callable[[], Network],
        running: str = __version__,
    ) -> None:
        """
        Args:
            state: what is known now; `keep` keeps what is known from then on.
            network: how servers are reached now.
        """
        self._source = source
        self._state = state
        self._keep = keep
        self._network = network
        self._running = running
        self._one_at_a_time = asyncio.Lock()

    async def watch(
        self,
        tell: Callable[[Release], None],
        *,
        first: float = 30.0,
        look: float = 600.0,
        again: float = 3_600.0,
    ) -> None:
        """Until it is cancelled. `tell` gets each version once, unless the user has had enough of it.

        Args:
            first: seconds before the first look: the program has just begun.
            look: seconds between two looks at the clock. It goes on while the computer sleeps, which a wait
                of a day would not notice.
            again: seconds until the next try where there was no way.
        """
        told = None
        pause = first
        while True:
            await asyncio.sleep(pause)
            pause = look
            if is_due(self._state(), time.time()):
                try:
                    await self.ask()
                except CheckFailed as failed:
                    _log.info("No news of versions: %s", failed)
                    if not failed.was_answered:
                        pause = again
            release = untold(self._state(), self._running)
            if release is not None and release != told:
                told = release
                tell(release)

    async def ask(self) -> Release | None:
        """Asks now. The newer version, if there is one; raises CheckFailed."""
        async with self._one_at_a_time:
            try:
                latest = await self._source.latest(self._network())
            except CheckFailed as failed:
                if failed.was_answered:
                    self._keep(replace(self._state(), checked_at=time.time()))
                raise
            state = replace(self._state(), checked_at=time.time(), version=latest.version, page=latest.page)
            self._keep(state)
        return newer(state, self._running)

    @property
    def known(self) -> Release | None:
        """A newer version that was seen before."""
        return newer(self._state(), self._running)

    def dismiss(self, release: Release) -> None:
        """The user has been told enough of this version."""
        self._keep(replace(self._state(), dismissed=release.version))
