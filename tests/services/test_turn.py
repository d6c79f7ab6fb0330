"""Ends, stops, waits and tries of one answer, over real sockets."""

import asyncio
import time

from app.domain.conversation import PartKind
from app.domain.ending import EndState
from app.domain.patch import Ended, Reopened
from tests.wire.server import DONE, Close, Reset, Sleep, UntilClosed, chat_chunk, sse

HELLO = sse(chat_chunk("Hello"))
WORLD = sse(chat_chunk(" world"))
STOP = sse(chat_chunk(finish="stop"))
PROBLEM = {"error": {"message": "out of order"}}


async def test_an_answer_comes_whole_with_its_figures(world):
    async with world() as it:
        it.server.stream(HELLO, WORLD, sse(chat_chunk(finish="stop", usage=(7, 2))), DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.text() == "Hello world"
        assert answer.end is EndState.COMPLETE
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 2)
        assert answer.first_token_after is not None
        assert it.server.requests[0].json["messages"] == [{"role": "user", "content": "Hi"}]


async def test_stop_before_the_first_token_closes_the_socket_at_once(world):
    async with world() as it:
        it.server.raw(UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await asyncio.to_thread(it.server.wait_requests, 1)
        stopped_at = time.monotonic()
        chat.stop()
        answer = await watcher.ended()
        assert answer.end is EndState.STOPPED
        closed_at = await asyncio.to_thread(it.server.requests[0].wait_closed)
        assert closed_at - stopped_at < 0.1


async def test_stop_in_mid_stream_keeps_the_text_and_closes_the_socket_at_once(world):
    async with world() as it:
        it.server.stream(HELLO, UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.text("Hello")
        stopped_at = time.monotonic()
        chat.stop()
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == ("Hello", EndState.STOPPED)
        closed_at = await asyncio.to_thread(it.server.requests[0].wait_closed)
        assert closed_at - stopped_at < 0.1


async def test_stop_works_before_the_task_has_begun(world):
    async with world() as it:
        chat, watcher = it.chat()
        chat.send("Hi")
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED
        assert it.server.requests == []


async def test_a_clean_end_without_a_finish_reason_is_no_success(world):
    async with world() as it:
        it.server.stream(HELLO)
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == ("Hello", EndState.DISCONNECTED)


async def test_a_stalled_stream_stays_open_and_may_go_on(world):
    async with world(idle_timeout=0.2) as it:
        it.server.stream(HELLO, Sleep(0.6), WORLD, STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        assert chat.standing().end is EndState.STALLED
        assert chat.standing().waiting
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == ("Hello world", EndState.COMPLETE)
        assert Reopened() in watcher.patches


async def test_keep_waiting_takes_the_banner_away_until_the_next_silence(world):
    async with world(idle_timeout=0.1) as it:
        it.server.stream(HELLO, UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        chat.keep_waiting()
        assert chat.standing() is None
        await watcher.until(lambda: chat.standing() is not None)
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED


async def test_retry_on_a_stalled_answer_ends_it_and_asks_again(world):
    async with world(idle_timeout=0.1) as it:
        it.server.stream(HELLO, UntilClosed())
        it.server.stream(WORLD, STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        stalled = chat.last
        chat.retry()
        answer = await watcher.ended()
        assert answer.end is EndState.COMPLETE
        assert chat.messages[stalled.id].end is EndState.STALLED
        assert chat.messages[stalled.id].text() == "Hello"
        assert answer.parent_id == stalled.parent_id


async def test_comments_for_ever_are_no_content(world):
    async with world(idle_timeout=0.3) as it:
        pings = [step for _ in range(20) for step in (b": ping\n\n", Sleep(0.05))]
        it.server.stream(HELLO, *pings, UntilClosed())
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        assert chat.standing().end is EndState.STALLED
        chat.stop()
        await watcher.ended()


async def test_a_server_error_is_tried_again_by_itself(world):
    async with world() as it:
        it.server.reply(503, PROBLEM, {"Retry-After": "0"})
        it.server.stream(HELLO, STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == ("Hello", EndState.COMPLETE)
        waiting = [patch for patch in watcher.patches if isinstance(patch, Ended) and patch.waiting]
        assert waiting[0].end is EndState.PROVIDER_ERROR


async def test_a_rate_limit_counts_down_and_can_be_cut_short(world):
    async with world() as it:
        it.server.reply(429, PROBLEM, {"Retry-After": "30"})
        it.server.stream(HELLO, STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        standing = chat.standing()
        assert (standing.end, standing.waiting) == (EndState.RATE_LIMITED, True)
        assert 25 < standing.retry_at - time.monotonic() <= 30
        chat.retry()
        assert (await watcher.ended()).text() == "Hello"


async def test_a_rate_limit_can_be_given_up(world):
    async with world() as it:
        it.server.reply(429, PROBLEM, {"Retry-After": "30"})
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        chat.give_up()
        answer = await watcher.ended()
        assert answer.end is EndState.RATE_LIMITED
        assert len(it.server.requests) == 1


async def test_stop_ends_a_countdown(world):
    async with world() as it:
        it.server.reply(429, PROBLEM, {"Retry-After": "30"})
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.until(lambda: chat.standing() is not None)
        chat.stop()
        assert (await watcher.ended()).end is EndState.STOPPED


async def test_nothing_is_sent_twice_once_text_has_come(world):
    async with world() as it:
        it.server.stream(HELLO, sse(PROBLEM))
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == ("Hello", EndState.PROVIDER_ERROR)
        assert len(it.server.requests) == 1


async def test_a_break_after_the_last_word_costs_nothing(world):
    async with world() as it:
        it.server.stream(HELLO, STOP, Reset())
        chat, watcher = it.chat()
        chat.send("Hi")
        assert (await watcher.ended()).end is EndState.COMPLETE


async def test_a_broken_connection_keeps_what_came(world):
    for breaking in (Reset(), Close()):
        async with world() as it:
            it.server.stream(HELLO, WORLD, Sleep(0.05), breaking)
            chat, watcher = it.chat()
            chat.send("Hi")
            answer = await watcher.ended()
            assert (answer.text(), answer.end) == ("Hello world", EndState.DISCONNECTED)


async def test_the_burst_of_a_fast_server_leaves_room_for_others(world):
    async with world() as it:
        it.server.stream(b"".join(sse(chat_chunk("word ")) for _ in range(20_000)), STOP, DONE)
        chat, watcher = it.chat()
        turns = 0

        async def others():
            nonlocal turns
            while chat.turn is not None:
                turns += 1
                await asyncio.sleep(0)

        chat.send("Hi")
        other = asyncio.ensure_future(others())
        answer = await watcher.ended()
        await other
        assert len(answer.text()) == 5 * 20_000
        assert turns > 20


async def test_a_refusal_is_kept_as_one(world):
    async with world() as it:
        it.server.stream(sse(chat_chunk(refusal="I can’t help with that.")), STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.REFUSED
        assert answer.text(PartKind.REFUSAL) == "I can’t help with that."
        assert answer.text() == ""
