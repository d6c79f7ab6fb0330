"""Answers that are made at their provider: they survive the network, the program, and time."""

import asyncio
import random

import pytest

from app.adapters.guide.server import GuideServer
from app.boot import resources
from app.domain.ending import Action, EndState, actions
from tests.services.conftest import Watcher
from tests.services.program import program, text_of, truth
from tests.wire.relay import Relay


@pytest.fixture
def guide():
    server = GuideServer(resources.manual(), speed=3)
    with server as base_url:
        yield base_url


async def eventually(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_it_comes_whole_and_says_where_it_is_made(tmp_path, guide):
    async with program(tmp_path, guide) as it:
        _chat, watcher = await it.asked("/demo code")
        answer = await watcher.ended()
    assert answer.end is EndState.COMPLETE
    assert answer.in_background
    assert answer.text() == text_of(truth(guide, answer))


async def test_what_a_cut_network_held_up_comes_after_it_without_a_word_twice(tmp_path, guide):
    with Relay(guide) as relay:
        async with program(tmp_path, relay.base_url) as it:
            chat, watcher = await it.asked("/demo code")
            await watcher.text("```")
            relay.cut()
            await watcher.until(lambda: chat.standing() is not None)
            standing = chat.standing()
            assert standing.waiting
            assert standing.can_resume
            assert actions(standing.end, has_text=True, waiting=True, can_resume=True)[0] is Action.RESUME
            relay.mend()
            chat.resume()
            answer = await watcher.ended()
    assert answer.end is EndState.COMPLETE
    assert answer.text() == text_of(truth(guide, answer))
    assert relay.connections >= 2


async def test_a_silent_network_is_noticed_by_the_idle_clock(tmp_path, guide):
    with Relay(guide) as relay:
        async with program(tmp_path, relay.base_url, idle_timeout=0.3) as it:
            _chat, watcher = await it.asked("/demo code")
            await watcher.text("```")
            relay.silent = True
            before = len(relay.requests)
            await eventually(lambda: len(relay.requests) > before)
            relay.mend()
            answer = await watcher.ended()
    assert answer.end is EndState.COMPLETE
    assert answer.text() == text_of(truth(guide, answer))


async def test_it_goes_on_at_the_next_start(tmp_path, guide):
    async with program(tmp_path, guide) as it:
        _, watcher = await it.asked("/demo code")
        await watcher.text("```")
    async with program(tmp_path, guide) as it:
        (conversation,) = it.library.recent()
        chat = await it.library.open(conversation.id)
        watcher = Watcher(chat)
        assert chat.turn is not None
        answer = await watcher.ended()
        assert answer.end is EndState.COMPLETE
        assert answer.text() == text_of(truth(guide, answer))
    async with program(tmp_path, guide) as it:
        assert (await it.library.open(conversation.id)).last == answer


async def test_stop_ends_it_at_the_provider_too(tmp_path, guide):
    async with program(tmp_path, guide) as it:
        chat, watcher = await it.asked("/demo background")
        await watcher.text(" ")
        chat.stop()
        answer = await watcher.ended()
        assert answer.end is EndState.STOPPED
    assert truth(guide, answer)["status"] == "cancelled"
    assert not answer.can_resume


async def test_stop_before_it_has_a_name_ends_it_at_the_provider_too(tmp_path, guide):
    with Relay(guide) as relay:
        async with program(tmp_path, relay.base_url) as it:
            await it.providers.backend()
            relay.delay = 0.3
            chat, watcher = await it.asked("/demo background")
            await eventually(lambda: relay.requests)
            chat.stop()
            answer = await watcher.ended()
            assert (answer.end, answer.response_id) == (EndState.STOPPED, "")
            await eventually(lambda: "/cancel " in relay.requests[-1])


async def test_a_stop_that_the_provider_cannot_be_told_of_is_said(tmp_path, guide):
    with Relay(guide) as relay:
        async with program(tmp_path, relay.base_url) as it:
            chat, watcher = await it.asked("/demo background")
            await watcher.text(" ")
            relay.cut()
            await watcher.until(lambda: chat.standing() is not None)
            chat.give_up()
            answer = await watcher.ended()
            assert answer.end is EndState.STOPPED
            await eventually(lambda: it.faults)
            assert it.faults[0].startswith("The provider may go on with an answer in “/demo background”. ")


async def test_temporary_conversations_are_never_made_there(tmp_path, guide):
    async with program(tmp_path, guide) as it:
        chat = it.library.new_chat(temporary=True)
        watcher = Watcher(chat)
        chat.send("/demo code")
        answer = await watcher.ended()
        assert answer.end is EndState.COMPLETE
        assert not answer.in_background
        assert not answer.is_stored


@pytest.mark.parametrize("seed", range(3))
async def test_cuts_at_random_moments_lose_and_double_nothing(tmp_path, guide, seed):
    dice = random.Random(seed)
    with Relay(guide) as relay:
        async with program(tmp_path, relay.base_url) as it:
            chat, watcher = await it.asked("/demo long 3000")
            # Before that, nothing can be taken up again: the answer has no name yet.
            await watcher.until(lambda: chat.turn is None or chat.turn.runs_on)
            while chat.turn is not None:
                await asyncio.sleep(dice.uniform(0.0, 0.05))
                relay.cut()
                relay.mend()
                chat.resume()
            answer = chat.last
    assert answer.end is EndState.COMPLETE
    assert answer.text() == text_of(truth(guide, answer))
