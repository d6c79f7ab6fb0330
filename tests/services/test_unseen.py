"""Which ends are told, in which words, and when they are not."""

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.domain.hotkey import Press
from app.domain.presence import Presence
from app.services.unseen import UnseenEnds
from tests.services.conftest import Watcher, World
from tests.services.test_activity import until
from tests.services.test_chat import answer
from tests.services.test_taking_up import complete, in_background, named, said
from tests.wire.server import Close, Until, UntilClosed, chat_chunk, sse

MOMENT = 0.05
WITH_TEXT = Presence(notify_with_text=True)


@dataclass
class Board:
    """A place for notifications, which shows what has not been withdrawn."""

    takes: bool = True
    shown: dict[str, tuple[str, str]] = field(default_factory=dict)
    clicks: dict = field(default_factory=dict)
    count: int = 0

    async def show(self, name, title, text, on_clicked) -> bool:
        self.count += 1
        if self.takes:
            self.shown[name], self.clicks[name] = (title, text), on_clicked
        return self.takes

    async def withdraw(self, name) -> None:
        self.shown.pop(name, None)

    async def close(self) -> None:
        self.shown.clear()


@dataclass
class Told:
    world: World
    unseen: UnseenEnds
    board: Board
    seen: set[str]
    clicked: list[tuple[str, Press]]

    def chat(self, *, temporary: bool = False):
        chat = self.world.library.new_chat(temporary=temporary)
        chat.send("Where does the Rhine begin?")
        return chat

    async def shown(self) -> list[tuple[str, str]]:
        await until(lambda: self.board.shown)
        return [*self.board.shown.values()]

    async def quiet(self, chat) -> bool:
        """Whether nothing is shown when its answer has ended, and the moment after it is over."""
        await until(lambda: chat.turn is None)
        await asyncio.sleep(2 * MOMENT)
        return not self.board.shown


@pytest.fixture
def told(world):
    @asynccontextmanager
    async def make(presence: Presence | None = None, *, begun_before: tuple[bytes, ...] = (), **options):
        board, seen, clicked = Board(), set(), []
        async with world(**options) as it:
            if begun_before:
                it.server.stream(*begun_before)
                it.library.new_chat().send("Where does the Rhine begin?")
            unseen = UnseenEnds(
                it.library,
                board,
                it.tasks,
                is_seen=seen.__contains__,
                on_clicked=lambda conversation, press: clicked.append((conversation, press)),
                presence=presence or Presence(),
                moment=MOMENT,
            )
            yield Told(it, unseen, board, seen, clicked)

    return make


async def test_an_answer_is_told_without_a_word_of_what_it_says(told):
    async with told() as it:
        it.world.server.stream(*answer("At the Tomasee."))
        it.chat()
        assert await it.shown() == [("An answer is ready", "")]


async def test_with_text_it_is_the_title_and_the_first_words_without_marks(told):
    async with told(WITH_TEXT) as it:
        it.world.server.stream(*answer("# Source\n\nAt the **Tomasee**, <b>high</b> up.\n\n" + "word " * 999))
        it.chat()
        ((title, text),) = await it.shown()
        assert title == "Where does the Rhine begin?"
        assert text.startswith("Source. At the Tomasee, <b>high</b> up. word word")
        assert text.endswith("word…")
        assert len(text) <= 201


async def test_what_misleads_in_the_text_is_made_visible(told):
    async with told(WITH_TEXT) as it:
        it.world.server.stream(*answer("pay\u202eecin\x07\n\n\nnow"))
        it.chat()
        ((_, text),) = await it.shown()
        assert text == "pay⇄ecin␇. now."


async def test_what_is_looked_at_is_not_told(told):
    async with told() as it:
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        it.seen.add(chat.conversation.id)
        assert await it.quiet(chat)


async def test_what_is_seen_within_the_moment_is_not_told(told):
    async with told() as it:
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        await until(lambda: chat.turn is None)
        it.seen.add(chat.conversation.id)
        assert await it.quiet(chat)


async def test_what_is_seen_later_is_withdrawn(told):
    async with told() as it:
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        await it.shown()
        it.unseen.look_again()
        await asyncio.sleep(MOMENT)
        assert it.board.shown
        it.seen.add(chat.conversation.id)
        it.unseen.look_again()
        await until(lambda: not it.board.shown)


async def test_a_stop_is_not_told(told):
    async with told() as it:
        it.world.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat = it.chat()
        await until(lambda: chat.turn.state.parts)
        chat.stop()
        assert await it.quiet(chat)


async def test_the_end_of_the_program_is_not_told(told):
    async with told() as it:
        it.world.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat = it.chat()
        await until(lambda: chat.turn.state.parts)
    assert it.board.count == 0


@pytest.mark.parametrize("presence", [Presence(), WITH_TEXT])
async def test_a_broken_answer_says_why_it_needs_the_user(told, presence):
    async with told(presence) as it:
        it.world.server.stream(sse(chat_chunk("Half a")), Close())
        it.chat()
        title = "Where does the Rhine begin?" if presence.notify_with_text else "An answer needs you"
        assert await it.shown() == [(title, "The connection broke after 2 words. What came is kept.")]


async def test_what_a_server_says_of_an_error_is_not_shown(told):
    async with told() as it:
        it.world.server.reply(400, {"error": {"message": "“Rhine” is no good"}})
        it.chat()
        assert await it.shown() == [("An answer needs you", "The server rejected the request.")]


async def test_a_stalled_answer_is_told_once_and_withdrawn_when_it_goes_on(told):
    go_on = threading.Event()
    async with told(idle_timeout=0.05) as it:
        it.world.server.stream(sse(chat_chunk("Half")), Until(go_on), UntilClosed())
        chat = it.chat()
        assert await it.shown() == [
            ("An answer needs you", "Nothing more has come for a while. What came is kept.")
        ]
        chat.keep_waiting()
        await until(lambda: not it.board.shown)
        await until(lambda: chat.standing() is not None)
        await asyncio.sleep(2 * MOMENT)
        assert it.board.count == 1


@pytest.mark.parametrize(("seconds", "is_told"), [(60, True), (5, False)])
async def test_a_wait_is_told_if_it_is_long(told, seconds, is_told):
    async with told() as it:
        it.world.server.reply(429, {"error": {"message": "slow down"}}, {"Retry-After": str(seconds)})
        chat = it.chat()
        await until(lambda: chat.standing() is not None)
        await asyncio.sleep(2 * MOMENT)
        expected = [("An answer needs you", "The provider asks for a pause.")] if is_told else []
        assert [*it.board.shown.values()] == expected


async def test_several_that_end_together_are_told_together(told):
    async with told(WITH_TEXT) as it:
        for script in (answer("A"), answer("B"), (sse(chat_chunk("C")), Close())):
            it.world.server.stream(*script)
        chats = [it.chat(), it.chat(temporary=True), it.chat()]
        ((title, text),) = await it.shown()
        assert title == "2 answers are ready, 1 needs you"
        assert text == "Where does the Rhine begin? · Where does the Rhine begin?"
        # Whoever comes for one of them finds the others in the list.
        it.seen.add(chats[0].conversation.id)
        it.unseen.look_again()
        await until(lambda: not it.board.shown)


@pytest.mark.parametrize("aside", [False, True])
async def test_of_a_temporary_conversation_nothing_is_said_even_with_text(told, aside):
    async with told(WITH_TEXT) as it:
        it.world.server.stream(*answer("At the Tomasee."))
        if aside:
            it.world.library.aside().send("Where does the Rhine begin?")
        else:
            it.chat(temporary=True)
        assert await it.shown() == [("An answer is ready", "")]


@pytest.mark.parametrize("paused", [True, False])
async def test_what_is_paused_or_off_is_not_told_later_either(told, paused):
    async with told(Presence(notify=paused)) as it:
        it.unseen.paused = paused
        it.world.server.stream(*answer("A"))
        assert await it.quiet(it.chat())
        it.unseen.paused, it.unseen.presence = False, Presence()
        it.unseen.look_again()
        await asyncio.sleep(2 * MOMENT)
        assert it.board.count == 0
        it.world.server.stream(*answer("B"))
        it.chat()
        assert await it.shown()


async def test_a_click_brings_up_the_conversation_with_the_desktops_token(told):
    async with told() as it:
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        await it.shown()
        ((name, click),) = it.board.clicks.items()
        click(Press(token="t"))
        assert it.clicked == [(chat.conversation.id, Press(token="t"))]
        await until(lambda: name not in it.board.shown)


async def test_of_a_deleted_conversation_nothing_is_left(told):
    async with told(WITH_TEXT) as it:
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        await it.shown()
        it.world.library.delete(chat.conversation.id)
        await until(lambda: not it.board.shown)


async def test_another_answer_takes_the_place_of_the_one_before(told):
    async with told() as it:
        it.world.server.stream(*answer("A"))
        it.world.server.stream(sse(chat_chunk("Half")), Close())
        chat = it.chat()
        assert await it.shown() == [("An answer is ready", "")]
        chat = await it.world.library.open(chat.conversation.id)
        Watcher(chat)  # a window shows it, and is not looked at
        chat.send("And then?")
        await until(lambda: [title for title, _ in it.board.shown.values()] == ["An answer needs you"])


async def test_a_desktop_without_notifications_is_asked_again_the_next_time(told):
    async with told() as it:
        it.board.takes = False
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        assert await it.quiet(chat)
        it.board.takes = True
        it.world.server.stream(*answer("B"))
        (await it.world.library.open(chat.conversation.id)).retry()
        assert await it.shown()


async def test_an_answer_that_had_begun_before_is_told_too(told):
    async with told(begun_before=answer("A")) as it:
        assert await it.shown() == [("An answer is ready", "")]


async def test_renaming_is_no_end(told):
    async with told() as it:
        it.world.server.stream(*answer("A"))
        chat = it.chat()
        it.seen.add(chat.conversation.id)
        assert await it.quiet(chat)
        it.seen.clear()
        it.world.library.rename(chat.conversation.id, "The Rhine")
        assert await it.quiet(chat)


async def test_an_answer_taken_up_from_the_last_run_is_told(told):
    async with told() as it:
        in_background(it.world)
        it.world.server.stream(named(), said("One", 1), UntilClosed())
        chat = it.chat()
        await until(lambda: chat.turn.state.parts)
    assert it.board.count == 0
    async with told(WITH_TEXT) as it:
        in_background(it.world)
        it.world.server.stream(said(" and two.", 2), complete("One and two.", 3))
        await it.world.library.take_up()
        assert await it.shown() == [("Where does the Rhine begin?", "One and two.")]
