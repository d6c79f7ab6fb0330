"""Real history files, in a profile of the test's own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from app.adapters.history.store import SqliteHistory

Opened = Callable[..., AbstractAsyncContextManager[SqliteHistory]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "history.sqlite3"


@pytest.fixture
def faults() -> list[str]:
    """What `on_fault` was told."""
    return []


@pytest.fixture
def notices() -> list[str]:
    """What the last `open` had to say."""
    return []


@pytest.fixture
def opened(path: Path, faults: list[str], notices: list[str]) -> Opened:
    """Opens the history for the length of a block."""

    @asynccontextmanager
    async def opened(recover: bool = True, at: Path = path) -> AsyncIterator[SqliteHistory]:
        history = SqliteHistory(at, on_fault=faults.append)
        notices[:] = await history.open(recover=recover)
        try:
            yield history
        finally:
            await history.close()

    return opened
