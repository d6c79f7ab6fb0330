"""What a conversation keeps, sends and offers, over real sockets and a real file."""

import asyncio

from app.domain.conversation import Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.prompt import CONTINUE_PROMPT
from tests.wire.server import DONE, Close, Sleep, UntilClosed, chat_chunk, sse

STOP = sse(chat_chunk(finish="stop"))


def answer(text):
    return sse(chat_chunk(text)), STOP, DONE


async def test_continue_goes_on_in_the_same_message(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("One, two")), sse(chat_chunk(finish="length")), DONE)
        it.server.stream(*answer(", three."))
        chat, watcher = it.chat()
        chat.send("Count")
        cut = await watcher.ended()
        assert cut.end is EndState.LENGTH
        chat.continue_answer()
        whole = await watcher.ended()
        assert whole.id == cut.id
        assert (whole.text(), whole.end) == ("One, two, three.", EndState.COMPLETE)
        assert [one["content"] for one in it.server.requests[1].json["messages"]] == [
            "Count",
            "One, two",
            CONTINUE_PROMPT,
        ]
        stored = await it.history.messages(chat.conversation.id)
        assert [one.text() for one in stored] == ["Count", "One, two, three."]


async def test_retry_makes_a_sibling_and_keeps_the_first_answer(world):
    async with world() as it:
        it.server.stream(*answer("First."))
        it.server.stream(*answer("Second."))
        chat, watcher = it.chat()
        chat.send("Hi")
        first = await watcher.ended()
        chat.retry()
        second = await watcher.ended()
        assert second.id != first.id
        assert [one.text() for one in chat.path] == ["Hi", "Second."]
        assert {one.text() for one in await it.history.messages(chat.conversation.id)} == {
            "Hi",
            "First.",
            "Second.",
        }


async def test_pictures_are_sent_kept_and_named_also_without_a_word(world):
    image = Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=b"\x89PNG")
    async with world() as it:
        for text in ("A cat.", "An otter."):
            it.server.stream(*answer(text))
        chat, watcher = it.chat()
        chat.send("", [image])
        await watcher.ended()
        prompt = chat.path[0]
        assert prompt.parts == prompt.images == (image,)
        assert chat.conversation.title == "cat.png"
        chat.edit(prompt.id, "And this?", prompt.images)
        await watcher.ended()
        edited = chat.path[0]
        assert (edited.text(), edited.images) == ("And this?", (image,))
        url = {"url": "data:image/png;base64,iVBORw=="}
        assert [one.json["messages"][0]["content"] for one in it.server.requests] == [
            [{"type": "image_url", "image_url": url}],
            [{"type": "text", "text": "And this?"}, {"type": "image_url", "image_url": url}],
        ]
        stored = await it.history.messages(chat.conversation.id)
        assert [one.images for one in stored] == [(image,), (), (image,), ()]


async def test_edit_branches_off_before_the_prompt(world):
    async with world() as it:
        it.server.stream(*answer("A"))
        it.server.stream(*answer("B"))
        chat, watcher = it.chat()
        chat.send("one")
        await watcher.ended()
        prompt = chat.path[0]
        chat.edit(prompt.id, "two")
        await watcher.ended()
        assert [one.text() for one in chat.path] == ["two", "B"]
        assert it.server.requests[1].json["messages"] == [{"role": "user", "content": "two"}]
        assert prompt.id in chat.messages


async def test_an_errors_text_is_neither_kept_in_the_message_nor_sent(world):
    async with world() as it:
        it.server.reply(400, {"error": {"message": "PECULIAR"}})
        it.server.stream(*answer("Fine."))
        chat, watcher = it.chat()
        chat.send("one")
        failed = await watcher.ended()
        assert failed.end is EndState.REJECTED
        assert failed.parts == ()
        assert "PECULIAR" in failed.problem.detail
        chat.send("two")
        await watcher.ended()
        assert "PECULIAR" not in it.server.requests[1].body.decode()


async def test_shorten_leaves_out_the_older_half(world):
    async with world() as it:
        for text in ("A", "B", "C", "D"):
            it.server.stream(*answer(text))
        it.server.reply(400, {"error": {"message": "too long", "code": "context_length_exceeded"}})
        it.server.stream(*answer("E"))
        chat, watcher = it.chat()
        for prompt in ("1", "2", "3", "4", "5"):
            chat.send(prompt)
            last = await watcher.ended()
        assert last.end is EndState.TOO_LONG
        chat.shorten()
        assert (await watcher.ended()).text() == "E"
        assert [one["content"] for one in it.server.requests[5].json["messages"]] == ["3", "C", "4", "D", "5"]


async def test_quitting_in_mid_stream_interrupts_and_keeps(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half an")), UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.text("Half an")
        conversation = chat.conversation.id
    async with world() as it:
        chat = await it.library.open(conversation)
        assert chat.last.text() == "Half an"
        assert chat.standing().end is EndState.INTERRUPTED
        it.server.stream(*answer(" answer."))
        chat.continue_answer()
        while chat.turn is not None:
            await asyncio.sleep(0.01)
        assert chat.last.text() == "Half an answer."


async def test_two_chats_stream_at_once_and_keep_their_texts_apart(world):
    async with world() as it:
        for letter in "ab":
            pieces = [step for _ in range(5) for step in (sse(chat_chunk(letter)), Sleep(0.01))]
            it.server.stream(*pieces, STOP, DONE)
        first, first_watcher = it.chat()
        first.send("one")
        await asyncio.to_thread(it.server.wait_requests, 1)
        second, second_watcher = it.chat()
        second.send("two")
        assert it.library.is_streaming(first.conversation.id)
        assert (await first_watcher.ended()).text() == "aaaaa"
        assert (await second_watcher.ended()).text() == "bbbbb"
        titles = [one.title for one in it.library.recent()]
        assert sorted(titles) == ["one", "two"]


async def test_a_deleted_conversation_stops_and_stays_gone(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.text("Half")
        it.library.delete(chat.conversation.id)
        await watcher.until(lambda: chat.turn is None)
        await asyncio.to_thread(it.server.requests[0].wait_closed)
        assert it.library.recent() == []
    async with world() as it:
        assert it.library.recent() == []


async def test_a_title_comes_from_the_first_prompt_and_can_be_changed(world):
    async with world() as it:
        it.server.stream(*answer("A"))
        chat, watcher = it.chat()
        chat.send("\n  Why is the sky blue?\nTell me all of it.")
        await watcher.ended()
        assert chat.conversation.title == "Why is the sky blue?"
        it.library.rename(chat.conversation.id, "  The   sky ")
    async with world() as it:
        assert [one.title for one in it.library.recent()] == ["The sky"]


async def test_the_next_prompt_works_after_any_failure(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Ha")), Sleep(0.02), Close())
        it.server.stream(*answer("Whole."))
        chat, watcher = it.chat()
        chat.send("one")
        assert (await watcher.ended()).end is EndState.DISCONNECTED
        chat.send("two")
        assert (await watcher.ended()).text() == "Whole."
        roles = [one["role"] for one in it.server.requests[1].json["messages"]]
        assert roles == [Role.USER, Role.ASSISTANT, Role.USER]


async def test_versions_can_be_leafed_through_and_stay_so(world):
    async with world() as it:
        for text in ("First.", "Second.", "Third."):
            it.server.stream(*answer(text))
        chat, watcher = it.chat()
        chat.send("one")
        first = await watcher.ended()
        chat.retry()
        second = await watcher.ended()
        chat.send("two")
        await watcher.ended()
        assert chat.versions(second.id) == (2, 2)
        assert chat.versions(chat.path[0].id) == (1, 1)
        chat.show_version(second.id, -1)
        assert [one.text() for one in chat.path] == ["one", "First."]
        chat.show_version(first.id, -1)  # there is none before the first
        assert chat.last.id == first.id
    async with world() as it:
        chat = await it.library.open(chat.conversation.id)
        assert [one.text() for one in chat.path] == ["one", "First."]
        chat.show_version(first.id, 1)
        assert [one.text() for one in chat.path] == ["one", "Second.", "two", "Third."]


async def test_the_empty_chat_that_was_left_is_still_the_librarys_own(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk("Half")), UntilClosed())
        chat, watcher = it.chat()
        it.library.release(chat)
        assert it.library.new_chat() is chat
        chat.send("Hi")
        await watcher.text("Half")
        assert it.library.is_streaming(chat.conversation.id)
        assert await it.library.open(chat.conversation.id) is chat
        chat.stop()
        await watcher.ended()


async def test_looking_at_a_version_or_renaming_is_no_use_of_a_conversation(world):
    async with world() as it:
        it.server.stream(*answer("A"))
        it.server.stream(*answer("B"))
        chat, watcher = it.chat()
        chat.send("one")
        await watcher.ended()
        chat.retry()
        second = await watcher.ended()
        used = chat.conversation.updated_at
        chat.show_version(second.id, -1)
        chat.rename("Another")
        assert chat.conversation.updated_at == used


async def test_a_key_that_is_removed_while_it_is_read_stays_removed(world):
    async with world() as it:
        reading = asyncio.Event()

        class Slow:
            async def place(self):
                return "a keyring"

            async def read(self, provider):
                reading.set()
                await asyncio.sleep(0.05)
                return "secret-key"

            async def remove(self, provider):
                return True

        it.providers.keychain = Slow()
        asked = asyncio.ensure_future(it.providers.key(it.providers.current))
        await reading.wait()
        await it.providers.remove_key(it.providers.current)
        assert await asked == ""
