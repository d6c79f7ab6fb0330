"""An answer that is made in a task of its own, whether or not anybody listens."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable

from app.adapters.guide.event_stream import ConnectionCut, play
from app.adapters.guide.responses_wire import ResponseWriter
from app.adapters.guide.script import Script, Step, spoken

_EVENTS_PER_WRITE = 64
_PAUSE = 0.001
"""Nothing else holds up an answer that nobody reads, and other threads want their turn as well."""


class BackgroundAnswer:
    """Keeps all of its events: who comes late, or again, gets those that are missing."""

    def __init__(self, writer: ResponseWriter, script: Script) -> None:
        self.writer = writer
        self.size = 0
        """Bytes of the events so far."""
        self._events: list[bytes] = []
        self._cuts = 0
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._make(script), name="guide background answer")

    async def listen(self, after: int = -1) -> AsyncGenerator[bytes, None]:
        """The events after the one with this number: those that are there, then the others as they come.

        Raises ConnectionCut for those who listen when the script cuts the connection.
        """
        place, cuts = max(after + 1, 0), self._cuts
        while True:
            if place < len(self._events):
                batch = self._events[place : place + _EVENTS_PER_WRITE]
                place += len(batch)
                yield b"".join(batch)
            elif self._cuts != cuts:
                raise ConnectionCut
            elif not self.writer.running:
                return
            else:
                await self._news.wait()

    def cancel(self) -> None:
        """Stops it, and tells those who listen."""
        self._task.cancel()
        self._add(self.writer.cancelled())

    def abandon(self) -> None:
        """Stops it without a word, because it is going to be forgotten."""
        self._task.cancel()

    async def _make(self, script: Script) -> None:
        self._add(self.writer.opening())
        try:
            await self._perform(script.steps)
        except ConnectionCut:
            # A connection that breaks is nothing to an answer in the background: it goes on.
            self._cuts += 1
            self._tell()
            await self._perform(spoken(script.unsaid).steps)

    async def _perform(self, steps: Iterable[Step]) -> None:
        async with contextlib.aclosing(play(steps)) as batches:
            async for batch in batches:
                self._add([event for step in batch for event in self.writer.told(step)])
                await asyncio.sleep(_PAUSE)

    def _add(self, events: list[bytes]) -> None:
        self._events += events
        self.size += sum(map(len, events))
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
