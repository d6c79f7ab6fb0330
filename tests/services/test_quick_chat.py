"""The conversation of the quick prompt: how long it is there, and what is left of it."""

import threading
from pathlib import Path

import pytest

from app.domain.ending import EndState
from app.services.quick_chat import KEPT, QuickChat
from tests.services.conftest import Watcher
from tests.services.test_activity import until
from tests.services.test_chat import answer
from tests.wire.server import Until, UntilClosed, chat_chunk, sse


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def asked(quick: QuickChat, text: str) -> None:
    """A prompt whose answer is looked at until its end."""
    watcher = Watcher(quick.chat)
    quick.chat.send(text)
    await watcher.ended()


async def test_what_was_left_a_moment_ago_is_there_again(world, clock):
    async with world() as it:
        it.server.stream(*answer("A"))
        quick = QuickChat(it.library, clock)
        await asked(quick, "1")
        before = quick.chat
        quick.leave()
        clock.now += KEPT - 1
        assert quick.take_up() is before


async def test_what_was_left_long_ago_is_gone(world, clock):
    async with world() as it:
        it.server.stream(*answer("A"))
        quick = QuickChat(it.library, clock)
        await asked(quick, "1")
        before = quick.chat
        quick.leave()
        clock.now += KEPT
        assert quick.take_up() is not before
        assert not quick.chat.messages


async def test_a_running_answer_is_never_dropped(world, clock):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        quick = QuickChat(it.library, clock)
        quick.chat.send("1")
        before = quick.chat
        quick.leave()
        clock.now += 10 * KEPT
        assert quick.take_up() is before
        assert before.turn is not None


async def test_an_answer_that_ended_unseen_waits_until_it_is_seen(world, clock):
    async with world() as it:
        it.server.stream(*answer("A"))
        quick = QuickChat(it.library, clock)
        quick.chat.send("1")
        before = quick.chat
        quick.leave()
        await until(lambda: before.turn is None)
        clock.now += 10 * KEPT
        assert quick.take_up() is before
        Watcher(quick.chat)
        quick.seen()
        quick.leave()
        clock.now += KEPT
        assert quick.take_up() is not before


async def test_a_fresh_one_stops_the_answer_of_the_one_before(world, clock):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        quick = QuickChat(it.library, clock)
        watcher = Watcher(quick.chat)
        quick.chat.send("1")
        await watcher.text("Half")
        before = quick.chat
        assert not quick.begin().messages
        await until(lambda: before.turn is None)
        assert before.last is not None
        assert before.last.end is EndState.STOPPED


async def test_nothing_is_listed_or_stored_before_it_is_handed_over(world, clock, tmp_path: Path):
    async with world() as it:
        it.server.stream(*answer("Blueberry"))
        quick = QuickChat(it.library, clock)
        await asked(quick, "Cranberry")
        assert not it.library.conversations
        assert not await it.history.conversations()
        for path in tmp_path.iterdir():
            assert b"berry" not in path.read_bytes()
        kept = quick.hand_over()
        assert quick.chat is not kept
        assert list(it.library.conversations) == [kept.conversation.id]
        await until(lambda: b"Blueberry" in b"".join(path.read_bytes() for path in tmp_path.iterdir()))


async def test_what_is_handed_over_is_the_librarys_own_from_then_on(world, clock):
    """Also while neither window shows it: else it would be opened beside itself."""
    async with world() as it:
        it.server.stream(*answer("A"))
        quick = QuickChat(it.library, clock)
        quick.chat.send("1")
        await until(lambda: quick.chat.turn is None)
        kept = quick.hand_over()
        assert await it.library.open(kept.conversation.id) is kept
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        Watcher(kept)
        kept.send("2")
        assert it.library.is_streaming(kept.conversation.id)


async def test_an_answer_streams_on_while_it_is_handed_over(world, clock):
    async with world() as it:
        go_on = threading.Event()
        it.server.stream(sse(chat_chunk("Half")), Until(go_on), *answer(" and half"))
        quick = QuickChat(it.library, clock)
        watcher = Watcher(quick.chat)
        quick.chat.send("1")
        await watcher.text("Half")
        kept = quick.hand_over()
        assert kept.turn is not None
        go_on.set()
        last = await watcher.ended()
        assert last.text() == "Half and half"
        assert last.end is EndState.COMPLETE


async def test_where_nothing_was_asked_the_librarys_own_empty_one_is_handed_over(world, clock):
    async with world() as it:
        quick = QuickChat(it.library, clock)
        before = quick.chat
        assert quick.hand_over() is it.library.new_chat()
        assert quick.chat is before
