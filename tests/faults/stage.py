"""The whole of services and adapters before a server that fails: real sockets, and a real file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.domain.provider import Provider
from tests.faults.fault import KEY
from tests.services.conftest import World, running
from tests.wire.server import WireServer


@asynccontextmanager
async def at_work(
    folder: Path, *, idle: float = 30.0, key: str = KEY, base_url: str = "", api: str = "chat_completions"
) -> AsyncIterator[World]:
    """Its end closes everything, as quitting does; a task that fails with an error fails the test."""
    with WireServer() as server:
        place = base_url or server.base_url
        provider = Provider("test", place, "test-model", idle_timeout=idle, overrides={"api": api})
        async with running(folder, provider, environment_key=key) as it:
            it.server = server
            yield it
    assert not it.faults
