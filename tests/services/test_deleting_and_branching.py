"""Deleting, branching and asking again in the middle of a conversation, over a real file."""

import asyncio

from app.domain.conversation import Role
from app.domain.ending import EndState
from tests.services.conftest import Watcher
from tests.services.test_chat import answer
from tests.wire.server import DONE, UntilClosed, chat_chunk, sse


async def talk(it, *texts):
    """Prompts 1, 2, …, with these answers."""
    chat, watcher = it.chat()
    for number, text in enumerate(texts, 1):
        it.server.stream(*answer(text))
        chat.send(str(number))
        await watcher.ended()
    return chat, watcher


def words(messages):
    return [one.text() for one in messages]


async def test_a_deleted_message_takes_with_it_what_is_below_on_all_branches(world):
    async with world() as it:
        chat, watcher = await talk(it, "A", "B", "C")
        it.server.stream(*answer("B again"))
        chat.retry(chat.path[3].id)
        await watcher.ended()
        assert words(chat.path) == ["1", "A", "2", "B again"]
        deleted = chat.delete(chat.path[2].id)
        assert words(deleted.messages) == ["2", "B", "B again", "3", "C"]
        assert words(chat.path) == ["1", "A"]
        conversation = chat.conversation.id
    async with world() as it:
        chat = await it.library.open(conversation)
        assert words(chat.messages.values()) == words(chat.path) == ["1", "A"]


async def test_what_was_deleted_is_in_no_file(world, tmp_path):
    async with world() as it:
        chat, _ = await talk(it, "A", "PECULIAR")
        chat.delete(chat.path[3].id)
        await asyncio.sleep(0)
        await it.history.messages(chat.conversation.id)
        assert not any(b"PECULIAR" in file.read_bytes() for file in tmp_path.glob("history*"))


async def test_undo_puts_all_back_on_the_same_branch_with_its_versions_in_order(world):
    async with world() as it:
        chat, watcher = await talk(it, "A", "B")
        it.server.stream(*answer("A again"))
        chat.retry(chat.path[1].id)
        await watcher.ended()
        chat.show_version(chat.path[1].id, -1)
        before, first = words(chat.path), chat.path[1]
        assert before == ["1", "A", "2", "B"]
        deleted = chat.delete(first.id)
        assert words(chat.path) == ["1", "A again"]
        assert chat.versions(chat.path[1].id) == (1, 1)
        chat.restore(deleted)
        assert words(chat.path) == before
        conversation = chat.conversation.id
    async with world() as it:
        chat = await it.library.open(conversation)
        assert words(chat.path) == before
        assert chat.versions(first.id) == (1, 2)
        assert chat.path[1] == first


async def test_undo_in_a_conversation_that_has_gone_on_keeps_both(world):
    async with world() as it:
        chat, watcher = await talk(it, "A", "B")
        deleted = chat.delete(chat.path[2].id)
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat.send("other")
        await watcher.text("Half")
        chat.restore(deleted)
        assert words(chat.shown()) == ["1", "A", "other", "Half"], "the running answer stays in view"
        chat.stop()
        await watcher.ended()
        assert chat.versions(chat.path[2].id) == (2, 2)


async def test_without_its_first_prompt_a_conversation_is_empty_and_can_be_used_again(world):
    async with world() as it:
        chat, watcher = await talk(it, "A")
        chat.delete(chat.path[0].id)
        assert (chat.path, chat.last, chat.standing()) == ([], None, None)
        conversation = chat.conversation.id
        assert it.library.new_chat() is not chat, "a new chat is one that nobody has used"
    async with world() as it:
        chat = await it.library.open(conversation)
        assert (chat.path, chat.conversation.title) == ([], "1")
        watcher = Watcher(chat)
        it.server.stream(*answer("B"))
        chat.send("Other words")
        await watcher.ended()
        assert it.library.conversations[conversation].title == "Other words"
        assert words(await it.history.messages(conversation)) == ["Other words", "B"]


async def test_nothing_is_deleted_while_an_answer_is_being_written(world):
    async with world() as it:
        chat, watcher = await talk(it, "A")
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat.send("2")
        await watcher.text("Half")
        assert chat.delete(chat.path[0].id) is None
        chat.retry(chat.path[1].id)
        assert words(chat.shown()) == ["1", "A", "2", "Half"]
        chat.stop()
        await watcher.ended()


async def test_a_deleted_answer_leaves_a_prompt_that_can_be_answered(world):
    async with world() as it:
        chat, watcher = await talk(it, "A")
        chat.delete(chat.path[1].id)
        assert chat.last.role is Role.USER
        it.server.stream(*answer("B"))
        chat.retry(chat.last.id)
        await watcher.ended()
        assert words(chat.path) == ["1", "B"]


async def test_an_earlier_answer_is_asked_for_again_with_what_was_before_it(world):
    async with world() as it:
        chat, watcher = await talk(it, "A", "B")
        first = chat.path[1]
        it.server.stream(*answer("A again"))
        chat.retry(first.id)
        again = await watcher.ended()
        assert it.server.requests[2].json["messages"] == [{"role": "user", "content": "1"}]
        assert (again.parent_id, chat.versions(again.id)) == (first.parent_id, (2, 2))
        chat.show_version(again.id, -1)
        assert words(chat.path) == ["1", "A", "2", "B"]


async def test_a_branch_is_a_conversation_of_its_own_and_the_first_stays_as_it_is(world):
    async with world() as it:
        chat, watcher = await talk(it, "A", "B")
        it.server.stream(sse(chat_chunk("C, cut")), sse(chat_chunk(finish="length")), DONE)
        chat.send("3")
        await watcher.ended()
        before = dict(chat.messages)
        made = it.library.branch(chat, chat.path[5].id)
        assert it.library.branch(made, made.path[1].id).conversation.title == "1 (branch 2)"
        assert words(made.path) == words(chat.path)
        assert not {one.id for one in made.path} & {one.id for one in chat.path}
        assert (made.conversation.title, made.standing().end) == ("1 (branch)", EndState.LENGTH)
        made.delete(made.path[2].id)
        it.server.stream(*answer("D"))
        watcher = Watcher(made)
        made.send("else")
        await watcher.ended()
        assert chat.messages == before
        ids = chat.conversation.id, made.conversation.id
    async with world() as it:
        chat, made = [await it.library.open(one) for one in ids]
        assert words(made.path) == ["1", "A", "else", "D"]
        assert chat.messages == before
        assert [one.model for one in made.path[1::2]] == ["test-model", "test-model"]


async def test_a_branch_may_be_taken_while_an_answer_streams_below(world):
    async with world() as it:
        chat, watcher = await talk(it, "A")
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat.send("2")
        await watcher.text("Half")
        made = it.library.branch(chat, chat.path[1].id)
        assert (words(made.path), made.turn) == (["1", "A"], None)
        chat.stop()
        await asyncio.wait_for(watcher.ended(), 5)
