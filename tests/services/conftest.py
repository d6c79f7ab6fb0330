"""A whole conversation on real sockets and a real file, on plain asyncio."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.adapters.history.store import SqliteHistory
from app.adapters.openai.connector import OpenAIConnector
from app.domain.conversation import Message, MessageId
from app.domain.patch import Patch
from app.domain.problem import EnvironmentFault
from app.domain.provider import Provider
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from tests.wire.server import WireServer


class NoKeychain:
    """A system without a keyring."""

    async def place(self) -> str:
        raise EnvironmentFault("There is no keychain.")

    async def read(self, provider: Provider) -> str | None:
        raise EnvironmentFault("There is no keychain.")

    async def write(self, provider: Provider, key: str) -> None:
        raise EnvironmentFault("There is no keychain.")

    async def remove(self, provider: Provider) -> bool:
        raise EnvironmentFault("There is no keychain.")


class Watcher:
    """A listener that lets a test wait for what it looks for."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.patches: list[Patch] = []
        self._changed = asyncio.Event()
        chat.subscribe(self)

    def branch_changed(self) -> None:
        self._changed.set()

    def message_added(self, message: Message) -> None:
        self._changed.set()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self.patches.extend(patches)
        self._changed.set()

    async def until(self, condition) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await self.changed()

    async def changed(self) -> None:
        """Until something else has come."""
        self._changed.clear()
        await self._changed.wait()

    async def ended(self) -> Message:
        """The answer, when nothing more comes of it."""
        await self.until(lambda: self.chat.turn is None)
        last = self.chat.last
        assert last is not None
        return last

    async def text(self, expected: str) -> None:
        """Until this much of the answer has come."""

        def come() -> bool:
            turn = self.chat.turn
            parts = turn.state.message_parts() if turn else self.chat.last.parts
            return expected in "".join(part.text for part in parts)

        await self.until(come)


@dataclass
class World:
    """What a window has behind it."""

    library: Library
    history: SqliteHistory
    providers: Providers
    tasks: TaskScope
    errors: list[BaseException]
    faults: list[str]
    server: WireServer | None = None
    """The one that plays the provider, where a test leads it."""

    def chat(self) -> tuple[Chat, Watcher]:
        chat = self.library.new_chat()
        return chat, Watcher(chat)

    async def asked(self, prompt: str) -> tuple[Chat, Watcher]:
        chat, watcher = self.chat()
        chat.send(prompt)
        return chat, watcher


@asynccontextmanager
async def running(
    folder: Path, provider: Provider, *, recover: bool = True, **options
) -> AsyncIterator[World]:
    """From a start to its end, which closes everything, as quitting does.

    Args:
        options: those of Providers.
    """
    errors: list[BaseException] = []
    faults: list[str] = []
    tasks = TaskScope(lambda name, error: errors.append(error))
    providers = Providers(provider, connector=OpenAIConnector(), keychain=NoKeychain(), **options)
    history = SqliteHistory(folder / "history.sqlite3", on_fault=faults.append)
    await history.open(recover=recover)
    library = Library(history=history, providers=providers, tasks=tasks, on_fault=faults.append)
    await library.load()
    try:
        yield World(library, history, providers, tasks, errors, faults)
    finally:
        await tasks.close()
        await providers.close()
        await history.close()
    assert not errors


@pytest.fixture
def world(tmp_path: Path):
    """An `async with world() as it` block; see `running`."""

    @asynccontextmanager
    async def make(*, idle_timeout: float = 60.0, recover: bool = True) -> AsyncIterator[World]:
        with WireServer() as server:
            provider = Provider("test", server.base_url, "test-model", idle_timeout=idle_timeout)
            async with running(tmp_path, provider, recover=recover) as it:
                it.server = server
                yield it

    return make
