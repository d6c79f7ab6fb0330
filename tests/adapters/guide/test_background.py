"""Answers in the background: they go on without their clients, and come back whole."""

import asyncio
import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.guide.answers import Said
from app.adapters.guide.kept_answers import KeptAnswers
from app.adapters.guide.responses_wire import Asked, ResponseWriter
from app.adapters.guide.script import Finish, Say
from app.adapters.guide.server import GuideServer
from tests.adapters.guide.conftest import (
    MANUAL,
    connected,
    error_of,
    exchange,
    http,
    numbered,
    port,
    respond,
    told,
)


def begin(text, *, stream=True, **more):
    return respond(text, stream=stream, background=True, **more)


async def begun(url, text, **more):
    """An answer that is made while nobody listens; its id."""
    status, _, body = await exchange(url, begin(text, stream=False, **more))
    assert status == 200, body
    return json.loads(body)["id"]


async def left_early(url, text):
    """An answer whose stream was left as soon as it had begun; its id."""
    async with connected(url) as (reader, writer):
        writer.write(begin(text))
        head = await reader.readuntil(b"response.in_progress")
        return re.search(rb"resp_\w+", head)[0].decode()


async def got(url, name):
    status, _, body = await exchange(url, http("GET", f"/v1/responses/{name}"))
    assert status == 200, body
    return json.loads(body)


async def ended(url, name):
    async with asyncio.timeout(5):
        while (response := await got(url, name))["status"] in ("queued", "in_progress"):
            await asyncio.sleep(0.01)
        return response


def text_of(response):
    return "".join(part["text"] for item in response["output"] for part in item.get("content", ()))


async def replayed(url, name, after=-1):
    path = f"/v1/responses/{name}?stream=true"
    status, headers, body = await exchange(url, http("GET", f"{path}&starting_after={after}"))
    assert status == 200, body
    assert headers["content-type"].startswith("text/event-stream")
    return numbered(body, after + 1)


async def cancel(url, name):
    return await exchange(url, http("POST", f"/v1/responses/{name}/cancel"))


async def test_it_is_queued_then_made_while_nobody_listens(url):
    status, _, body = await exchange(url, begin("/demo long 500", stream=False))
    queued = json.loads(body)
    assert (status, queued["status"], queued["background"], queued["output"]) == (200, "queued", True, [])
    response = await ended(url, queued["id"])
    assert response["status"] == "completed"
    assert response["usage"]["output_tokens"] == 500
    assert len(text_of(response).split()) > 400


async def test_its_stream_begins_in_the_queue(url):
    _, _, body = await exchange(url, begin("/demo long 3"))
    events = numbered(body)
    assert [event["type"] for event in events[:3]] == [
        "response.created",
        "response.queued",
        "response.in_progress",
    ]
    assert [event["response"]["status"] for event in events[:3]] == ["queued", "queued", "in_progress"]
    assert events[-1]["type"] == "response.completed"


async def test_what_it_has_said_so_far_can_be_seen(url):
    name = await left_early(url, "/demo background")
    async with asyncio.timeout(5):
        while len(text_of(response := await got(url, name))) < 30:
            await asyncio.sleep(0.02)
    assert response["status"] == "in_progress"
    assert response["output"][0]["status"] == "in_progress"
    assert text_of(response).startswith("This answer takes some twenty")
    assert response["usage"] is None


async def test_it_goes_on_when_its_client_goes_and_is_taken_up_after_any_event(url):
    name = await left_early(url, "/demo long 40")
    assert (await ended(url, name))["status"] == "completed"
    events = await replayed(url, name)
    assert told(events) == text_of(events[-1]["response"])
    for after in range(len(events)):
        assert await replayed(url, name, after) == events[after + 1 :]
    assert await replayed(url, name, len(events) + 5) == []


async def test_several_clients_hear_the_same_live(url):
    name = await left_early(url, "what is Rivulet")
    (from_first, *_), from_third, rest = await asyncio.gather(
        asyncio.gather(replayed(url, name), replayed(url, name)),
        replayed(url, name, 2),
        replayed(url, name, 9),
    )
    assert from_first[3:] == from_third
    assert from_first[10:] == rest
    assert from_first[-1]["type"] == "response.completed"
    assert told(from_first).startswith("## What Rivulet is")


async def test_a_connection_that_breaks_is_nothing_to_it(url):
    async with connected(url) as (reader, writer):
        writer.write(begin("/demo drop"))
        head = await reader.readuntil(b'"delta": "connection"')
        with pytest.raises(ConnectionResetError):
            await reader.readuntil(b"never")
    events = await replayed(url, re.search(rb"resp_\w+", head)[0].decode())
    assert events[-1]["response"]["status"] == "completed"
    assert told(events).endswith(
        "the connection breaks, but what had arrived stayed where it was, and this is the rest of it.\n"
    )


@pytest.mark.parametrize("prompt", ["/demo stall", "/demo background"])
async def test_cancel_stops_it_for_good(url, prompt):
    name = await left_early(url, prompt)
    listening = asyncio.ensure_future(replayed(url, name))
    await asyncio.sleep(0.05)
    status, _, body = await cancel(url, name)
    cancelled = json.loads(body)
    assert (status, cancelled["status"], cancelled["output"]) == (200, "cancelled", [])
    last = (await listening)[-1]
    assert (last["type"], last["response"]["status"]) == ("response.failed", "cancelled")
    assert (await cancel(url, name))[0] == 200, "again is fine"
    assert (await replayed(url, name, last["sequence_number"])) == []
    assert (await got(url, name)) == cancelled


async def test_a_fast_one_is_cancelled_at_once(url):
    name = await begun(url, "/demo long 200000")
    status, _, body = await cancel(url, name)
    assert (status, json.loads(body)["status"]) == (200, "cancelled")


async def test_what_has_ended_cannot_be_cancelled(url):
    for prompt, word in (
        ("/demo long 3", "completed"),
        ("/demo error", "failed"),
        ("/demo length", "incomplete"),
    ):
        name = await begun(url, prompt)
        assert (await ended(url, name))["status"] == word
        status, error = await error_of(url, http("POST", f"/v1/responses/{name}/cancel"))
        assert status == 400
        assert error["message"].startswith("Cannot cancel a ")
    _, _, body = await exchange(url, respond("dark mode", stream=False))
    name = json.loads(body)["id"]
    _, error = await error_of(url, http("POST", f"/v1/responses/{name}/cancel"))
    assert error["message"] == "Cannot cancel a synchronous response."


async def test_what_is_being_made_is_not_deleted(url):
    name = await left_early(url, "/demo background")
    status, error = await error_of(url, http("DELETE", f"/v1/responses/{name}"))
    assert (status, error["message"]) == (400, "Cannot delete an in-flight response.")
    await cancel(url, name)
    assert (await exchange(url, http("DELETE", f"/v1/responses/{name}")))[0] == 200
    assert (await error_of(url, http("GET", f"/v1/responses/{name}")))[0] == 404


async def test_the_background_needs_a_store(url):
    status, error = await error_of(url, begin("dark mode", store=False))
    assert (status, error["param"]) == (400, "background")


@pytest.mark.parametrize(
    ("more", "lacking"),
    [
        ({"background": True, "stream": False}, "stream=true"),
        ({"background": False, "stream": False}, "background=true"),
    ],
)
async def test_only_a_stream_in_the_background_can_be_taken_up(url, more, lacking):
    _, _, body = await exchange(url, respond("/demo long 3", **more))
    name = json.loads(body)["id"]
    status, error = await error_of(url, http("GET", f"/v1/responses/{name}?stream=true"))
    assert (status, error["message"]) == (
        400,
        f"This response cannot be streamed because it was not created with {lacking}.",
    )
    assert (await error_of(url, http("GET", "/v1/responses/resp_1?stream=true")))[0] == 404
    crooked = http("GET", f"/v1/responses/{name}?stream=true&starting_after=one")
    assert (await error_of(url, crooked))[0] == 400


async def test_a_stream_is_taken_up_only_for_some_minutes():
    with GuideServer(MANUAL, stream_window=0.0) as url:
        name = await left_early(url, "/demo long 20")
        status, error = await error_of(url, http("GET", f"/v1/responses/{name}?stream=true"))
        assert (status, error["message"]) == (
            400,
            f"Response with id '{name}' can no longer be streamed because it is more than 0 minutes old.",
        )
        assert (await ended(url, name))["status"] == "completed", "it can still be read"


async def test_a_stop_ends_what_is_made_and_forgets_all():
    server = GuideServer(MANUAL)
    url = server.start()
    name = await left_early(url, "/demo long 200000")
    await left_early(url, "/demo stall")
    server.stop()
    url = server.start(port(url))
    assert (await error_of(url, http("GET", f"/v1/responses/{name}")))[0] == 404
    server.stop()


async def test_a_conversation_can_go_on_from_it(url):
    name = await begun(url, "/demo long 5")
    first = await ended(url, name)
    _, _, body = await exchange(url, begin("dark mode", stream=False, previous_response_id=name))
    second = await ended(url, json.loads(body)["id"])
    assert second["usage"]["input_tokens_details"]["cached_tokens"] == first["usage"]["total_tokens"]


LISTENER = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
    connection.sendall(sys.stdin.buffer.read())
    while received := connection.recv(100):
        sys.stdout.buffer.write(received)
        sys.stdout.buffer.flush()
"""


async def test_a_client_that_is_killed_comes_back_and_lacks_nothing(url):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LISTENER, str(port(url)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    process.stdin.write(begin("what is Rivulet"))
    process.stdin.write_eof()
    heard = await process.stdout.readuntil(b'"delta": "desktop "')
    process.kill()
    heard += await process.stdout.read()
    await process.wait()
    name = re.search(rb"resp_\w+", heard)[0].decode()
    last = int(re.findall(rb'"sequence_number": (\d+), "delta": "[^"]*", "logprobs": \[\]}\n', heard)[-1])
    assert 3 < last < 40
    rest = await replayed(url, name, last)
    whole = await replayed(url, name)
    assert whole[last + 1 :] == rest
    assert told(whole) == text_of(await got(url, name))


# What is kept


def answer(text):
    writer = ResponseWriter(Asked(1))
    writer.opening()
    for step in (Say(text), Finish()):
        writer.told(step)
    return writer


def test_an_hour_later_it_is_forgotten():
    now = 0.0
    kept = KeptAnswers(clock=lambda: now)
    old, new = answer("a"), answer("b")
    kept.keep(old, [], streamed=True)
    now = 3599.0
    kept.keep(new, [Said("user", "hi")], streamed=True)
    assert kept.get(old.id)
    now = 3601.0
    assert kept.get(old.id) is None
    assert kept.get(new.id).conversation == (Said("user", "hi"), Said("assistant", "b"))


TEXTS = {size: "x" * size for size in (1, 1000, 3_000_000, 20_000_000)}
SIZE_CAP = 16 * 1024 * 1024


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(list(TEXTS)), min_size=1, max_size=120))
def test_neither_too_many_nor_too_large_together(sizes):
    kept = KeptAnswers()
    names = []
    for size in sizes:
        writer = answer("")
        kept.keep(writer, [Said("user", TEXTS[size])], streamed=True)
        names.append(writer.id)
    found = [kept.get(name) is not None for name in names]
    count = sum(found)
    assert found == [False] * (len(found) - count) + [True] * count, "the newest ones stay"
    assert 1 <= count <= 100
    assert count == 1 or sum(sizes[-count:]) <= SIZE_CAP
    if len(sizes) <= 100 and sum(sizes) <= SIZE_CAP:
        assert count == len(sizes)
