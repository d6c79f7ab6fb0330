"""How long a server asks us to wait, in all the ways in which it is said, and what is tried again."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.domain.ending import EndState
from app.ui.banner_words import what_happened
from tests.faults.fault import HELLO, STOP
from tests.wire.server import DONE, WireServer, sse

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BUSY = {"error": {"message": "slow down"}}


def _date(seconds: float) -> dict[str, str]:
    """By the server's own clock, which may be years away from ours."""
    later = NOW + timedelta(seconds=seconds)
    return {"Date": format_datetime(NOW, usegmt=True), "Retry-After": format_datetime(later, usegmt=True)}


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "30"}, 30, 30),
        ({"Retry-After": "1.5"}, 1.5, 1.5),
        ({"Retry-After": " 30 "}, 30, 30),
        ({"Retry-After-Ms": "2500"}, 2.5, 2.5),
        ({"Retry-After-Ms": "2500", "Retry-After": "60"}, 2.5, 2.5),
        ({"Retry-After-Ms": "soon", "Retry-After": "60"}, 60, 60),
        (_date(45), 45, 45),
        (_date(-45), 0.5, 0.5),
        ({"Retry-After": "0"}, 0.5, 0.5),
        ({"Retry-After": "-30"}, 0.5, 0.5),
        ({"Retry-After": "120"}, 120, 120),
        ({"Retry-After": "soon"}, 1.5, 2.5),
        ({"Retry-After": "NaN"}, 1.5, 2.5),
        ({"Retry-After": ""}, 1.5, 2.5),
        ({"Retry-After": "Sun, 99 Nov 2026 99:99:99 GMT"}, 1.5, 2.5),
        ({}, 1.5, 2.5),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m4s"}, 64, 64),
    ],
    ids=str,
)
async def test_a_wait_that_is_short_enough_is_waited_for_by_itself(world, headers, least, most):
    async with world() as it:
        it.server.reply(429, BUSY, headers)
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        standing, now = chat.standing(), time.monotonic()
        assert (standing.end, standing.waiting) == (EndState.RATE_LIMITED, True)
        assert least - 0.3 < standing.retry_at - now <= most
        chat.give_up()
        assert (await watcher.ended()).end is EndState.RATE_LIMITED
        assert len(it.server.requests) == 1


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"Retry-After": "121"}, "It asked for 3 min."),
        ({"Retry-After": "99999999"}, "It asked for 24 h."),
        ({"Retry-After": "1e400"}, "It asked for 24 h."),
        (_date(5400), "It asked for 1 h 30 min."),
    ],
    ids=str,
)
async def test_a_longer_wait_is_the_users_decision(world, headers, says):
    async with world() as it:
        it.server.reply(429, BUSY, headers)
        it.server.stream(*HELLO, STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.ended()
        assert says in what_happened(chat.standing())
        chat.retry()
        assert (await watcher.ended()).text() == "Hello"


async def test_a_failing_server_is_tried_three_times_and_each_try_is_shown(world):
    async with world() as it:
        for _ in range(4):
            it.server.reply(503, BUSY, {"Retry-After": "0"})
        chat, _ = it.chat()
        chat.send("Hi")
        seen: set[int] = set()
        while chat.turn is not None:
            if (standing := chat.standing()) is not None:
                assert standing.waiting
                assert standing.retry_at - time.monotonic() <= 0.5
                seen.add(standing.tries)
            await asyncio.sleep(0.01)
        assert seen == {1, 2}
        assert chat.last.end is EndState.PROVIDER_ERROR
        assert not chat.standing().waiting
        assert len(it.server.requests) == 3
        assert len({request.body for request in it.server.requests}) == 1


@pytest.mark.parametrize("word", ["code", "type"])
async def test_an_empty_account_is_never_tried_again(world, word):
    async with world() as it:
        it.server.reply(429, {"error": {"message": "pay", word: "insufficient_quota"}}, {"Retry-After": "0"})
        chat, watcher = it.chat()
        chat.send("Hi")
        assert (await watcher.ended()).end is EndState.QUOTA
        await asyncio.sleep(0.6)
        assert len(it.server.requests) == 1


async def test_what_failed_after_the_first_word_is_not_sent_again(world):
    async with world() as it:
        it.server.stream(*HELLO, sse({"error": {"message": "slow down", "code": 429, "retry_after": 0}}))
        chat, watcher = it.chat()
        chat.send("Hi")
        assert (await watcher.ended()).end is EndState.RATE_LIMITED
        await asyncio.sleep(0.6)
        assert (len(it.server.requests), chat.turn) == (1, None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_told_and_neither_prompt_nor_key_goes_there(world, status):
    with WireServer() as elsewhere:
        async with world() as it:
            it.server.reply(status, headers={"Location": f"http://localhost:{elsewhere.port}/v1/x"})
            chat, watcher = it.chat()
            chat.send("Hi")
            assert (await watcher.ended()).end is EndState.REJECTED
            said = what_happened(chat.standing())
            assert said.startswith("The server wants to send us elsewhere (localhost).")
            it.server.stream(*HELLO, STOP, DONE)
            chat.send("And?")
            assert (await watcher.ended()).text() == "Hello"
        assert elsewhere.requests == []


async def test_a_wait_is_over_at_once_when_it_is_stopped(world):
    async with world() as it:
        it.server.reply(503, BUSY, {"Retry-After": "60"})
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        began = time.monotonic()
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED
        assert time.monotonic() - began < 0.1
        assert len(it.server.requests) == 1
