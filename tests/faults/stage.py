"""The whole of services and adapters before a server that fails: real sockets, and a real file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.adapters.history.store import SqliteHistory
from app.adapters.openai.connector import OpenAIConnector
from app.domain.provider import Provider
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from tests.faults.fault import KEY
from tests.services.conftest import NoKeychain, World
from tests.wire.server import WireServer


@asynccontextmanager
async def at_work(
    folder: Path, *, idle: float = 30.0, key: str = KEY, base_url: str = "", api: str = "chat_completions"
) -> AsyncIterator[World]:
    """Its end closes everything, as quitting does; a task that fails with an error fails the test."""
    errors: list[BaseException] = []
    faults: list[str] = []
    with WireServer() as server:
        tasks = TaskScope(lambda name, error: errors.append(error))
        place = base_url or server.base_url
        provider = Provider("test", place, "test-model", idle_timeout=idle, overrides={"api": api})
        providers = Providers(
            provider, connector=OpenAIConnector(), keychain=NoKeychain(), environment_key=key
        )
        history = SqliteHistory(folder / "history.sqlite3", on_fault=faults.append)
        await history.open(recover=True)
        library = Library(history=history, providers=providers, tasks=tasks, on_fault=faults.append)
        await library.load()
        try:
            yield World(server, library, history, providers, tasks, errors, faults)
        finally:
            await tasks.close()
            await providers.close()
            await history.close()
    assert not errors
    assert not faults
