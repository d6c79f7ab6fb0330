"""What goes on in conversations that nobody looks at, and when it stops being news."""

import asyncio

from app.services.activity import Activity, Summary
from tests.services.conftest import Watcher
from tests.services.test_chat import answer
from tests.wire.server import Close, UntilClosed, chat_chunk, sse


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def test_an_answer_that_ended_unseen_is_news_until_it_is_looked_at(world):
    async with world() as it:
        it.server.stream(*answer("A"))
        chat = it.library.new_chat()
        chat.send("1")
        conversation = chat.conversation.id
        assert it.library.activities.of(conversation) is Activity.ANSWERING
        await until(lambda: it.library.activities.of(conversation) is Activity.UNSEEN)
        it.library.rename(conversation, "Another name")
        assert it.library.activities.of(conversation) is Activity.UNSEEN
        chat = await it.library.open(conversation)
        Watcher(chat)
        it.library.activities.take(chat)
        assert it.library.activities.of(conversation) is None


async def test_an_answer_that_broke_off_unseen_needs_the_user(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), Close())
        chat = it.library.new_chat()
        chat.send("1")
        await until(lambda: chat.turn is None)
        assert it.library.activities.of(chat.conversation.id) is Activity.NEEDS_YOU


async def test_what_is_looked_at_is_no_news(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), Close())
        chat, watcher = it.chat()
        chat.send("1")
        await watcher.ended()
        assert it.library.activities.of(chat.conversation.id) is None


async def test_a_stalled_answer_needs_the_user_while_it_waits(world):
    async with world(idle_timeout=0.05) as it:
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat = it.library.new_chat()
        chat.send("1")
        await until(lambda: it.library.activities.of(chat.conversation.id) is Activity.NEEDS_YOU)
        chat.keep_waiting()
        await until(lambda: it.library.activities.of(chat.conversation.id) is Activity.ANSWERING)


async def test_a_deleted_conversation_is_forgotten(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat = it.library.new_chat()
        chat.send("1")
        await until(lambda: chat.turn.state.parts)
        it.library.delete(chat.conversation.id)
        await until(lambda: chat.turn is None)
        assert it.library.activities.of(chat.conversation.id) is None


async def test_the_summary_counts_conversations_in_which_something_goes_on(world):
    async with world() as it:
        assert it.library.activities.summary() == Summary()
        it.server.stream(sse(chat_chunk("Half")), Close())
        broken = it.library.new_chat()
        broken.send("1")
        assert it.library.activities.summary() == Summary(answering=1)
        await until(lambda: broken.turn is None)
        assert it.library.activities.summary() == Summary(needing=1)
        it.server.stream(*answer("A"))
        fine = it.library.new_chat()
        fine.send("2")
        assert it.library.activities.summary() == Summary(answering=1, needing=1)
        await until(lambda: fine.turn is None)
        assert it.library.activities.summary() == Summary(needing=1, unseen=1)
