"""From the first token on the wire to the picture that shows it."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from PySide6.QtGui import QPaintEvent

from app.domain.conversation import MessageId
from app.domain.patch import PartGrew, Patch
from app.ui.transcript.view import Transcript
from tests.bench.figure import Figure, percentile
from tests.bench.program import program, run
from tests.bench.server import serving

TIMES = 200
BOUND = 16.0
"""Milliseconds, of all but one in a hundred."""


class Watched(Transcript):
    """Knows when it has painted the first text of an answer."""

    painted_at: int | None = None
    """Nanoseconds on the clock that all processes share."""
    _has_come = False

    def expect(self) -> None:
        self.painted_at, self._has_come = None, False

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        super().patched(message_id, patches)
        self._has_come = self._has_come or any(isinstance(patch, PartGrew) for patch in patches)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._has_come and self.feed.is_empty and self.painted_at is None:
            self.painted_at = time.monotonic_ns()


async def delays(base_url: str) -> list[float]:
    """Milliseconds."""
    found = []
    async with program(base_url, Watched) as window:
        for _ in range(TIMES):
            if len(found) % 20 == 0:
                window.new_chat()
            transcript = window.pane.transcript
            assert isinstance(transcript, Watched)
            transcript.expect()
            window.pane.send("x")
            while window.pane.chat.turn is not None or transcript.painted_at is None:
                await asyncio.sleep(0.005)
            sent = int(window.pane.chat.last.text())
            found.append((transcript.painted_at - sent) / 1e6)
    return found


def figures() -> Iterator[Figure]:
    with serving("stamp") as base_url:
        found = run(delays(base_url))[5:]
    for name, share, bound in (("p50", 0.5, None), ("p99", 0.99, BOUND), ("max", 1.0, None)):
        yield Figure(f"first token, sent to painted: {name}", percentile(found, share), bound=bound)
