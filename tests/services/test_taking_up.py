"""Answers in the background whose connection, check or program ended in an odd moment."""

import asyncio
from dataclasses import replace
from threading import Event

from app.domain.conversation import Conversation, Message, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.policy import Policy
from app.services import turn
from tests.services.conftest import Watcher
from tests.wire.server import Close, Sleep, Until, UntilClosed, chat_chunk, sse

CAN = {"api": "responses", "background": True, "store": True, "moderation": True}
BAD = {"results": [{"flagged": True, "categories": {"violence": True}}]}


def named(number: int = 0) -> bytes:
    response = {"id": "resp_1", "model": "test-model", "status": "in_progress"}
    return sse({"type": "response.created", "sequence_number": number, "response": response})


def said(text: str, number: int) -> bytes:
    place = {"output_index": 0, "content_index": 0, "item_id": "msg_1"}
    return sse({"type": "response.output_text.delta", "sequence_number": number, "delta": text, **place})


def complete(text: str, number: int) -> bytes:
    output = [{"type": "message", "id": "msg_1", "content": [{"type": "output_text", "text": text}]}]
    response = {"id": "resp_1", "model": "test-model", "status": "completed", "output": output}
    return sse({"type": "response.completed", "sequence_number": number, "response": response})


def in_background(it, *, check_answers: bool = False) -> None:
    it.providers.policy = Policy(background=True, check_answers=check_answers)
    it.providers.choose(replace(it.providers.current, overrides=CAN))


def paths(it) -> list[str]:
    return [request.path.removeprefix("/v1/") for request in it.server.requests]


def answering() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("answer ")]


async def test_what_came_before_the_program_ended_is_checked_when_it_is_taken_up(world):
    async with world() as it:
        in_background(it, check_answers=True)
        it.server.stream(named(), said("Short.", 1), UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.text("Short.")
    async with world() as it:
        in_background(it, check_answers=True)
        it.server.stream(said(" More.", 2), complete("Short. More.", 3))
        it.server.reply(200, BAD)
        await it.library.take_up()
        (conversation,) = it.library.recent()
        answer = await Watcher(await it.library.open(conversation.id)).ended()
        assert it.server.requests[-1].json["input"] == ["Short. More."]
        assert (answer.end, answer.text()) == (EndState.MODERATED, "Short. More.")


async def test_what_came_is_checked_where_the_rest_cannot_be_had(world):
    async with world() as it:
        in_background(it, check_answers=True)
        it.server.stream(named(), said("Short.", 1), Close())
        it.server.reply(401, {"error": {"message": "No."}})
        it.server.reply(200, BAD)
        it.server.reply(200, {"id": "resp_1", "status": "cancelled"})
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        chat.resume()
        assert (await watcher.ended()).end is EndState.MODERATED


async def test_a_try_that_fails_after_stop_leaves_nothing_behind(world):
    async with world() as it:
        in_background(it)
        it.server.raw(Sleep(0.2), b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")
        chat, watcher = it.chat()
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 1)
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED
        async with asyncio.timeout(1):
            while answering():
                await asyncio.sleep(0.01)


async def test_an_answer_that_never_told_its_name_is_said_to_go_on_after_stop(world, monkeypatch):
    monkeypatch.setattr(turn, "NAMING_TIME", 0.1)
    async with world() as it:
        in_background(it)
        it.server.raw(UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 1)
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED
        async with asyncio.timeout(1):
            while answering():
                await asyncio.sleep(0.01)
        assert it.faults == ["The provider may go on with an answer in “Hi”: it could not be told to stop."]


async def test_another_version_of_an_older_answer_leaves_the_last_one_at_its_provider(world):
    async with world() as it:
        in_background(it)
        it.server.stream(named(), said("One.", 1), complete("One.", 2))
        it.server.stream(named(), said("Two", 1), Close())
        it.server.reply(401, {"error": {"message": "No."}})
        it.server.stream(named(), said("Three.", 1), complete("Three.", 2))
        chat, watcher = it.chat()
        chat.send("Hi")
        first = await watcher.ended()
        chat.send("And?")
        await watcher.until(lambda: chat.standing() is not None)
        chat.resume()
        assert (await watcher.ended()).can_resume
        chat.retry(first.id)
        assert (await watcher.ended()).text() == "Three."
        assert not [path for path in paths(it) if path.endswith("cancel")]


async def test_one_that_is_not_the_last_ends_and_can_be_resumed_later(world):
    async with world() as it:
        in_background(it)
        conversation = Conversation("c", "Rivers", 1.0, 2.0, "q2")
        asked = Message("q1", "c", None, Role.USER, 1.0, (Part(PartKind.TEXT, "Hi"),))
        running = Message(
            "a1", "c", "q1", Role.ASSISTANT, 1.0, (Part(PartKind.TEXT, "One"),), response_id="resp_1"
        )
        running = replace(running, provider="test", in_background=True)
        asked_on = Message("q2", "c", "a1", Role.USER, 2.0, (Part(PartKind.TEXT, "And?"),))
        await it.history.add_messages(conversation, [asked, running, asked_on])
        await it.library.load()
        await it.library.take_up()
        chat = await it.library.open("c")
        assert (chat.messages["a1"].end, chat.messages["a1"].can_resume) == (EndState.INTERRUPTED, True)
        assert await it.history.running() == []
        assert paths(it) == []


async def test_one_conversation_that_is_gone_keeps_no_other_from_being_taken_up(world):
    async with world() as it:
        in_background(it)
        it.server.stream(said(" and two.", 2), complete("One and two.", 3))
        for name in ("gone", "here"):
            asked = Message(f"q-{name}", name, None, Role.USER, 1.0, (Part(PartKind.TEXT, "Hi"),))
            running = Message(
                f"a-{name}", name, f"q-{name}", Role.ASSISTANT, 1.0, (Part(PartKind.TEXT, "One"),),
                response_id="resp_1", provider="test", in_background=True, sequence=1,
            )  # fmt: skip
            conversation = Conversation(name, "Rivers", 1.0, 2.0, running.id)
            await it.history.add_messages(conversation, [asked, running])
        await it.library.load()
        del it.library.conversations["gone"]  # it is being deleted
        await it.library.take_up()
        assert (await Watcher(await it.library.open("here")).ended()).text() == "One and two."
        assert it.faults == []


async def test_what_the_user_says_of_a_server_holds_from_the_next_request_on(world):
    async with world() as it:
        it.providers.policy = Policy(store=True, background=True)
        it.providers.choose(replace(it.providers.current, overrides=CAN))
        it.server.stream(named(), said("One.", 1), complete("One.", 2))
        it.server.stream(named(), said("Two.", 1), complete("Two.", 2))
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.ended()
        it.providers.choose(
            replace(it.providers.current, overrides={**CAN, "store": False, "background": False})
        )
        chat.send("And?")
        await watcher.until(lambda: chat.turn is None)
        sent = [request.json for request in it.server.requests]
        assert [(body["store"], body.get("background", False)) for body in sent] == [
            (True, True),
            (False, False),
        ]


async def test_an_empty_conversation_that_is_kept_is_stored_with_its_first_prompt(world):
    async with world() as it:
        chat = it.library.new_chat(temporary=True)
        it.library.keep(chat)
        await asyncio.sleep(0.05)
        assert await it.history.conversations() == []
        it.server.stream(sse({"choices": [{"delta": {"content": "One."}, "finish_reason": "stop"}]}))
        watcher = Watcher(chat)
        chat.send("Hi")
        await watcher.ended()
    async with world() as it:
        (conversation,) = it.library.recent()
        assert [one.text() for one in (await it.library.open(conversation.id)).path] == ["Hi", "One."]


async def test_keeping_an_answer_in_mid_stream_keeps_each_word_once(world):
    go_on = Event()
    async with world() as it:
        it.server.stream(
            sse(chat_chunk("One ")),
            Until(go_on),
            sse(chat_chunk("two ")),
            sse(chat_chunk("three.", finish="stop")),
        )
        chat = it.library.new_chat(temporary=True)
        watcher = Watcher(chat)
        chat.send("Hi")
        await watcher.text("One ")
        it.library.keep(chat)
        await asyncio.sleep(0.1)
        go_on.set()
        await watcher.ended()
    async with world() as it:
        (conversation,) = it.library.recent()
        assert [one.text() for one in (await it.library.open(conversation.id)).path] == [
            "Hi",
            "One two three.",
        ]
