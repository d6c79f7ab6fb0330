"""The moderation check of prompts and answers, over real sockets."""

import asyncio
import json
from dataclasses import replace
from threading import Event

import pytest

from app.domain.ending import EndState
from app.domain.policy import Policy
from app.services import moderation
from tests.wire.server import DONE, Reset, Sleep, Until, UntilClosed, chat_chunk, sse

FINE = {"flagged": False, "categories": {"violence": False}}
BAD = {"flagged": True, "categories": {"violence": True, "hate": False}}
STOP = sse(chat_chunk(finish="stop"))
SENTENCE = "The river flows slowly down to the sea, as it has always done, and nobody minds at all. "
"""Three of them are a batch."""
PROMPTS, ANSWERS = Policy(check_prompts=True), Policy(check_answers=True)


def verdict(*results: dict) -> dict:
    return {"id": "modr-1", "model": "omni-moderation-latest", "results": list(results)}


def said(text: str) -> bytes:
    return sse(chat_chunk(text))


def checked(it, policy: Policy, *, has_check: bool = True):
    """A chat, with this policy, at a server that has a check."""
    it.providers.policy = policy
    it.providers.choose(replace(it.providers.current, overrides={"moderation": has_check}))
    return it.chat()


def paths(it) -> list[str]:
    return [request.path.removeprefix("/v1/") for request in it.server.requests]


def texts_checked(it) -> list[str]:
    inputs = (one.json["input"] for one in it.server.requests if one.path.endswith("moderations"))
    return [text for texts in inputs for text in texts]


async def test_a_prompt_is_sent_when_the_check_lets_it_go(world):
    async with world() as it:
        it.server.reply(200, verdict(FINE))
        it.server.stream(said("Hello."), STOP, DONE)
        chat, watcher = checked(it, PROMPTS)
        chat.send("Hi")
        assert (await watcher.ended()).end is EndState.COMPLETE
        assert paths(it) == ["moderations", "chat/completions"]
        assert texts_checked(it) == ["Hi"]


async def test_a_flagged_prompt_is_not_sent_and_can_be_sent_anyway(world):
    async with world() as it:
        it.server.reply(200, verdict(BAD))
        it.server.stream(said("Hello."), STOP, DONE)
        chat, watcher = checked(it, PROMPTS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.end, answer.parts) == (EndState.MODERATED, ())
        assert answer.problem.title == "The moderation check held this prompt back: violence."
        assert paths(it) == ["moderations"]
        assert chat.standing().may_send_anyway
        chat.send_anyway()
        assert (await watcher.ended()).text() == "Hello."
        assert paths(it) == ["moderations", "chat/completions"]


async def test_the_policy_can_forbid_to_send_anyway(world):
    async with world() as it:
        it.server.reply(200, verdict(BAD))
        chat, watcher = checked(it, replace(PROMPTS, may_send_anyway=False))
        chat.send("Hi")
        await watcher.ended()
        assert not chat.standing().may_send_anyway


async def test_another_try_does_not_check_the_same_prompt_again(world):
    async with world() as it:
        it.server.reply(200, verdict(FINE))
        it.server.reply(429, {"error": {"message": "Slow down."}}, {"Retry-After": "0"})
        it.server.stream(said("Hello."), STOP, DONE)
        chat, watcher = checked(it, PROMPTS)
        chat.send("Hi")
        assert (await watcher.ended()).text() == "Hello."
        assert paths(it) == ["moderations", "chat/completions", "chat/completions"]


async def test_a_long_prompt_is_checked_in_small_requests(world):
    async with world() as it:
        it.server.reply(200, verdict(*[FINE] * 16))
        it.server.reply(200, verdict(*[FINE] * 15, BAD))
        chat, watcher = checked(it, PROMPTS)
        prompt = SENTENCE * 600
        chat.send(prompt)
        assert (await watcher.ended()).end is EndState.MODERATED
        assert paths(it) == ["moderations"] * 2
        assert prompt.startswith("".join(texts_checked(it)))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, EndState.UNAUTHORIZED),
        (429, EndState.RATE_LIMITED),
        (404, EndState.REJECTED),
        (500, EndState.PROVIDER_ERROR),
        (200, EndState.PROVIDER_ERROR),
    ],
)
async def test_a_check_that_cannot_be_made_holds_the_prompt_back(world, status, kind):
    async with world() as it:
        it.server.reply(status, {"error": {"message": "Not now."}})
        it.server.stream(said("Hello."), STOP, DONE)
        chat, watcher = checked(it, PROMPTS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is kind
        assert answer.problem.title.startswith("The moderation check could not be made, so")
        assert answer.problem.remedy
        assert paths(it) == ["moderations"]
        assert chat.standing().may_send_anyway
        chat.send_anyway()
        assert (await watcher.ended()).text() == "Hello."


async def test_a_check_without_an_answer_holds_the_prompt_back_in_time(world, monkeypatch):
    monkeypatch.setattr(moderation, "CHECK_TIME", 0.2)
    async with world() as it:
        it.server.raw(UntilClosed())
        chat, watcher = checked(it, PROMPTS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.STALLED
        assert answer.problem.title.startswith("The moderation check could not be made, so")


@pytest.mark.parametrize("policy", [PROMPTS, ANSWERS])
async def test_a_server_without_a_check_is_not_asked(world, policy):
    async with world() as it:
        chat, watcher = checked(it, policy, has_check=False)
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.REJECTED
        assert "settings" in answer.problem.remedy
        assert it.server.requests == []


async def test_stop_works_while_the_prompt_is_checked(world):
    async with world() as it:
        it.server.raw(UntilClosed())
        chat, watcher = checked(it, PROMPTS)
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 1)
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED
        await asyncio.to_thread(it.server.requests[0].wait_closed)


async def test_an_answer_is_checked_while_it_comes_each_sentence_once(world):
    async with world() as it:
        text = SENTENCE * 5 + "The end."
        it.server.stream(said(text[:300]), Sleep(0.2), said(text[300:]), STOP, DONE)
        for _ in range(2):
            it.server.reply(200, verdict(FINE))
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == (text, EndState.COMPLETE)
        assert "".join(texts_checked(it)) == text
        assert paths(it) == ["chat/completions", "moderations", "moderations"]


async def test_what_comes_while_a_check_runs_waits_and_is_checked_together(world):
    async with world() as it:
        checks = Event()
        first, *others = [said(SENTENCE * 3)] * 5
        it.server.stream(first, Sleep(0.2), *others, STOP, DONE)
        it.server.stream(Until(checks), json.dumps(verdict(FINE)).encode(), content_type="application/json")
        chat, watcher = checked(it, ANSWERS)
        it.server.reply(200, verdict(*[FINE] * 4))
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 2)
        await watcher.text(SENTENCE * 15)
        assert len(it.server.requests) == 2
        checks.set()
        await watcher.ended()
        assert [len(one.json["input"]) for one in it.server.requests[1:]] == [1, 4]


async def test_a_flagged_answer_ends_at_once_and_keeps_its_text(world):
    async with world() as it:
        it.server.stream(said(SENTENCE * 3), said("More. "), UntilClosed())
        it.server.reply(200, verdict(BAD))
        it.server.reply(200, verdict(FINE))
        it.server.stream(said("Hello."), STOP, DONE)
        it.server.reply(200, verdict(FINE))
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.MODERATED
        assert answer.problem.title == "The moderation check ended this answer: violence."
        assert answer.text().startswith(SENTENCE * 3)
        await asyncio.to_thread(it.server.requests[0].wait_closed)


async def test_the_last_words_are_checked_before_the_answer_is_complete(world):
    async with world() as it:
        it.server.stream(said("Short."), STOP, DONE)
        it.server.reply(200, verdict(BAD))
        it.server.stream(said("Other."), STOP, DONE)
        it.server.reply(200, verdict(FINE))
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.end, answer.text()) == (EndState.MODERATED, "Short.")
        chat.send("And now?")
        await watcher.until(lambda: chat.turn is None)
        assert (chat.last.end, chat.last.text()) == (EndState.COMPLETE, "Other.")


@pytest.mark.parametrize(
    ("result", "end"), [(BAD, EndState.MODERATED), (FINE, EndState.DISCONNECTED)], ids=["flagged", "fine"]
)
async def test_what_came_before_the_connection_broke_is_checked(world, result, end):
    async with world() as it:
        it.server.stream(said("Short."), Sleep(0.1), Reset())
        it.server.reply(200, verdict(result))
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.end, answer.text()) == (end, "Short.")
        assert texts_checked(it) == ["Short."]


async def test_a_failed_check_is_made_again_with_the_next_batch(world):
    async with world() as it:
        text = SENTENCE * 6
        it.server.stream(said(text[:300]), Sleep(0.3), said(text[300:]), STOP, DONE)
        it.server.reply(500)
        it.server.reply(200, verdict(FINE, FINE))
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == (text, EndState.COMPLETE)
        checks = [one.json["input"] for one in it.server.requests[1:]]
        assert checks[1][:1] == checks[0]


async def test_what_could_not_be_checked_at_last_is_hidden_not_lost(world, monkeypatch):
    monkeypatch.setattr(moderation, "LAST_PAUSE", 0.05)
    async with world() as it:
        it.server.stream(said("Short."), STOP, DONE)
        it.server.reply(500)
        it.server.reply(500)
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.end, answer.text()) == (EndState.MODERATED, "Short.")
        assert answer.problem.title.startswith(
            "The moderation check could not be made for all of this answer."
        )
        assert paths(it) == ["chat/completions", "moderations", "moderations"]


async def test_what_broke_off_and_could_not_be_checked_is_hidden_too(world, monkeypatch):
    monkeypatch.setattr(moderation, "LAST_PAUSE", 0.05)
    async with world() as it:
        it.server.stream(said("Short."), Sleep(0.1), Reset())
        it.server.reply(500)
        it.server.reply(500)
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.end, answer.text()) == (EndState.MODERATED, "Short.")


async def test_stop_ends_the_check_too(world):
    async with world() as it:
        it.server.stream(said(SENTENCE * 3), UntilClosed())
        it.server.raw(UntilClosed())
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 2)
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED
        await asyncio.to_thread(it.server.requests[1].wait_closed)


async def test_an_answer_whose_last_check_was_stopped_does_not_count_as_complete(world):
    async with world() as it:
        it.server.stream(said("Short."), STOP, DONE)
        it.server.raw(UntilClosed())
        chat, watcher = checked(it, ANSWERS)
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 2)
        chat.stop()
        answer = await watcher.ended()
        assert (answer.end, answer.text()) == (EndState.STOPPED, "Short.")
