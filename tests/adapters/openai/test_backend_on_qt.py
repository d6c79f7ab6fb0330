"""The same adapter on the window's own loop, where timers and sockets are Qt's."""

import asyncio
import time

import pytest

from app.domain.stream import Finished, TextDelta
from tests.adapters.openai.asking import END, HEAD, HELLO, REQUEST, answer, connected, texts
from tests.wire.server import DONE, UntilClosed, WireServer


@pytest.mark.ui
async def test_an_answer_streams_on_the_windows_loop(qapp: object, server: WireServer) -> None:
    server.stream(*HELLO, END, DONE)
    events = await answer(server.base_url)
    assert texts(events) == "Hello"
    assert events[-1] == Finished("stop")


@pytest.mark.ui
async def test_stop_closes_the_connection_at_once_on_the_windows_loop(
    qapp: object, server: WireServer
) -> None:
    server.raw(HEAD + HELLO[0], UntilClosed())
    async with connected(server.base_url) as backend:
        begun = asyncio.Event()

        async def read() -> None:
            async for event in backend.stream(REQUEST):
                if isinstance(event, TextDelta):
                    begun.set()

        task = asyncio.create_task(read())
        await begun.wait()
        cancelled_at = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(server.requests[0].wait_closed) - cancelled_at < 0.1
