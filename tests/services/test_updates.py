"""Looking for a new version: how often, what is kept, and what is told. On real sockets."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from app import HOMEPAGE
from app.adapters.releases import GitHubReleases
from app.domain.network import Network
from app.domain.release import DAY, CheckFailed, Release
from app.domain.updates import Updates
from app.services.updates import UpdateCheck
from tests.wire.server import Reset, WireServer

PAGE = f"{HOMEPAGE}/releases/tag/v0.2.0"
NEW = Release("0.2.0", PAGE)
TOLD = {"tag_name": "v0.2.0", "html_url": PAGE}
SEEN = Updates(True, 0.0, "0.2.0", PAGE)


class Program:
    """What is kept while it runs, and what the user is told."""

    def __init__(self, server: WireServer, updates: Updates, running: str = "0.1.0") -> None:
        self.updates = updates
        self.told: list[Release] = []
        self.check = UpdateCheck(
            GitHubReleases(f"{server.base_url}/latest"),
            state=lambda: self.updates,
            keep=self._keep,
            network=Network,
            running=running,
        )

    def _keep(self, updates: Updates) -> None:
        self.updates = updates

    @asynccontextmanager
    async def watching(self, again: float = 9.0) -> AsyncIterator[None]:
        watching = asyncio.create_task(self.check.watch(self.told.append, first=0.0, look=0.01, again=again))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def until(self, condition) -> None:
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0.005)


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


async def test_what_is_new_is_told_once_and_asked_for_once(server: WireServer) -> None:
    server.reply(200, TOLD)
    program = Program(server, Updates(check=True))
    began = time.time()
    async with program.watching():
        await program.until(lambda: program.told)
        await asyncio.sleep(0.1)
    assert program.told == [NEW]
    assert len(server.requests) == 1
    assert began <= program.updates.checked_at <= time.time()
    assert replace(program.updates, checked_at=0.0) == SEEN


async def test_a_start_within_the_day_asks_nothing_and_tells_what_is_known(server: WireServer) -> None:
    program = Program(server, replace(SEEN, checked_at=time.time() - DAY + 60))
    async with program.watching():
        await program.until(lambda: program.told)
        await asyncio.sleep(0.05)
    assert program.told == [NEW]
    assert server.requests == []


async def test_a_program_that_runs_on_asks_again_after_a_day(server: WireServer) -> None:
    server.reply(200, TOLD, {"ETag": '"you"'})
    server.reply(200, TOLD, {"ETag": '"you"'})
    program = Program(server, Updates(check=True))
    await program.check.ask()
    async with program.watching():
        await asyncio.sleep(0.05)
        assert len(server.requests) == 1
        program.updates = replace(program.updates, checked_at=time.time() - DAY - 1)  # a day goes by
        await program.until(lambda: time.time() - program.updates.checked_at < 60)
    first, second = server.requests
    assert second.headers == first.headers, "the server knows nobody by what it has said to him"
    assert replace(program.updates, checked_at=0.0) == SEEN


async def test_what_was_dismissed_is_not_told_again_but_the_next_version_is(server: WireServer) -> None:
    server.reply(200, {**TOLD, "tag_name": "v0.3.0"})
    program = Program(server, replace(SEEN, checked_at=time.time()))
    program.check.dismiss(NEW)
    async with program.watching():
        await asyncio.sleep(0.05)
        assert program.told == []
        program.updates = replace(program.updates, checked_at=0.0)
        await program.until(lambda: program.told)
    assert [one.version for one in program.told] == ["0.3.0"]


async def test_who_has_it_already_is_told_nothing(server: WireServer) -> None:
    server.reply(200, TOLD)
    program = Program(server, Updates(check=True), running="0.2.0")
    async with program.watching():
        await program.until(lambda: program.updates.checked_at)
        await asyncio.sleep(0.05)
    assert program.told == []
    assert program.check.known is None


async def test_where_there_was_no_way_it_is_tried_again_and_nothing_is_kept(server: WireServer) -> None:
    server.raw(Reset())
    server.reply(200, TOLD)
    program = Program(server, Updates(check=True))
    async with program.watching(again=0.3):
        await asyncio.sleep(0.15)
        assert program.updates == Updates(check=True)
        assert len(server.requests) == 1
        await program.until(lambda: program.told)
    assert len(server.requests) == 2


async def test_a_refusal_counts_as_todays_answer(server: WireServer) -> None:
    server.reply(403, {"message": "API rate limit exceeded"})
    program = Program(server, SEEN)
    async with program.watching():
        await program.until(lambda: program.updates.checked_at)
        await asyncio.sleep(0.05)
    assert len(server.requests) == 1
    assert replace(program.updates, checked_at=0.0) == SEEN


async def test_who_asks_is_answered_at_once_also_of_what_was_dismissed(server: WireServer) -> None:
    server.reply(200, TOLD)
    server.reply(404)
    program = Program(server, Updates(checked_at=time.time(), dismissed="0.2.0"))
    assert await program.check.ask() == NEW
    with pytest.raises(CheckFailed, match="No version has been released yet"):
        await program.check.ask()
    assert not program.updates.check
