"""Who leaves in mid-answer leaves nothing behind that the collector finds when the loop is closed."""

import asyncio
import gc
import sys
from contextlib import aclosing

import pytest
from PySide6.QtWidgets import QApplication

from app.boot.event_loop import EventLoop
from app.domain.stream import TextDelta
from tests.adapters.openai.asking import HEAD, HELLO, REQUEST, connected
from tests.wire.server import UntilClosed, WireServer


async def _cancelled_between_two_pieces(base_url: str) -> None:
    """Ends with its loop at once, as the program does when its window is closed."""
    async with connected(base_url) as backend:
        begun = asyncio.Event()

        async def read() -> None:
            async with aclosing(backend.stream(REQUEST)) as events:  # type: ignore[type-var]
                async for event in events:
                    if isinstance(event, TextDelta):
                        begun.set()
                        await asyncio.Event().wait()

        task = asyncio.create_task(read())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.ui
@pytest.mark.parametrize("pieces", [1, 2000])
def test_a_flood_that_is_left_leaves_no_generator_open(
    qapp: QApplication, server: WireServer, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    left: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda found: left.append(found.exc_value))
    for _ in range(5):
        server.raw(HEAD + HELLO[0] * pieces, UntilClosed())
        with asyncio.Runner(loop_factory=lambda: EventLoop(qapp)) as runner:
            runner.run(_cancelled_between_two_pieces(server.base_url))
        gc.collect()
    assert left == []
