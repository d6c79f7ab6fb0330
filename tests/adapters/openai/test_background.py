"""Answers that are made at their provider: taken up again, waited for, cancelled."""

import asyncio
import time
from typing import Any

import pytest

from app.adapters.openai import backend as polling
from app.domain.conversation import UNNUMBERED, Usage
from app.domain.problem import TurnError
from app.domain.prompt import ChatRequest
from app.domain.stream import Failed, Finished, Snapshot, StreamEvent, TextDelta, UsageReport
from app.domain.turn import Closed, reduce
from app.domain.turn_state import TurnState
from tests.adapters.openai.asking import KEY, REQUEST, connected, texts
from tests.adapters.openai.replies import ID, TEXTS, events, response
from tests.wire.server import Close, UntilClosed, WireServer

WHOLE = "".join(TEXTS)
TOO_OLD = {
    "error": {"message": "This response can no longer be streamed because it is more than 5 minutes old."}
}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_POLL", 0.01)


async def resumed(server: WireServer, after: int = 1) -> list[StreamEvent]:
    async with connected(server.base_url) as backend:
        return [event async for event in backend.resume(ID, after)]


async def test_an_answer_goes_on_after_the_last_event_that_has_come(server: WireServer) -> None:
    server.stream(*events()[2:])
    found = await resumed(server, 1)
    assert texts(found) == "two three."
    assert found[-1] == Finished("stop")
    (request,) = server.requests
    assert request.method == "GET"
    assert sorted(request.path.partition("?")[2].split("&")) == ["starting_after=1", "stream=true"]
    assert request.path.startswith(f"/v1/responses/{ID}?")


async def test_without_a_number_it_is_told_from_the_start(server: WireServer) -> None:
    server.stream(*events())
    assert texts(await resumed(server, UNNUMBERED)) == WHOLE
    assert server.requests[0].path == f"/v1/responses/{ID}?stream=true"


@pytest.mark.parametrize("cut", range(1, 5))
async def test_an_answer_that_is_cut_anywhere_comes_to_the_servers_text(server: WireServer, cut: int) -> None:
    server.raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + b"".join(events()[:cut]), Close()
    )
    state = TurnState()
    async with connected(server.base_url) as backend:
        async for event in backend.stream(ChatRequest("m", REQUEST.messages, background=True)):
            state, _ = reduce(state, event)
        # What was asked for comes, and some of what came before: nothing is doubled.
        server.stream(*events()[max(state.sequence, 0) :])
        async for event in backend.resume(state.response_id, state.sequence):
            state, _ = reduce(state, event)
    state, _ = reduce(state, Closed())
    assert [part.text for part in state.message_parts()] == [WHOLE]
    assert state.end == "complete"
    assert state.usage == Usage(3, 4)


@pytest.mark.parametrize("body", [TOO_OLD, {"error": {"message": "was not created with stream=true"}}])
async def test_what_can_no_longer_be_followed_is_waited_for(
    server: WireServer, quick: None, body: Any
) -> None:
    server.reply(400, body)
    server.reply(200, response("queued", text=""))
    server.reply(200, response("in_progress", text=""))
    server.reply(200, response())
    assert (await resumed(server))[-3:] == [
        Snapshot((TextDelta(WHOLE),)),
        UsageReport(Usage(3, 4)),
        Finished("stop"),
    ]
    assert [request.path for request in server.requests[1:]] == [f"/v1/responses/{ID}"] * 3


async def test_a_server_that_answers_at_once_is_waited_for_only_if_it_is_not_ready(
    server: WireServer, quick: None
) -> None:
    server.reply(200, response())
    assert Snapshot((TextDelta(WHOLE),)) in await resumed(server)
    server.reply(200, response("in_progress", text=""))
    server.reply(200, response())
    assert Snapshot((TextDelta(WHOLE),)) in await resumed(server)
    assert len(server.requests) == 3


async def test_a_new_answer_that_does_not_stream_is_waited_for(server: WireServer, quick: None) -> None:
    server.reply(200, response("queued", text=""))
    server.reply(200, response("in_progress", text=""))
    server.reply(200, response())
    async with connected(server.base_url) as backend:
        request = ChatRequest("m", REQUEST.messages, background=True)
        found = [event async for event in backend.stream(request)]
    assert Snapshot((TextDelta(WHOLE),)) in found
    assert found[-1] == Finished("stop")


@pytest.mark.parametrize(
    ("answer", "kind", "detail"),
    [
        (
            response("failed", text="", error={"code": "server_error", "message": f"Crash {KEY}"}),
            "provider_error",
            "Crash [key removed]",
        ),
        (response("cancelled"), "stopped", ""),
    ],
)
async def test_an_answer_that_failed_at_the_provider_has_failed_for_good(
    server: WireServer, answer: dict[str, Any], kind: str, detail: str
) -> None:
    server.reply(400, TOO_OLD)
    server.reply(200, answer)
    failed = (await resumed(server))[-1]
    assert isinstance(failed, Failed)
    assert (failed.final, failed.problem.kind, failed.problem.detail) == (True, kind, detail)


async def test_an_answer_that_was_cut_short_says_so(server: WireServer) -> None:
    server.reply(400, TOO_OLD)
    server.reply(200, response("incomplete", incomplete_details={"reason": "max_output_tokens"}))
    assert (await resumed(server))[-1] == Finished("length")


@pytest.mark.parametrize("while_waiting", [False, True])
async def test_what_is_not_kept_any_more_is_told_plainly(server: WireServer, while_waiting: bool) -> None:
    if while_waiting:
        server.reply(400, TOO_OLD)
    server.reply(404, {"error": {"message": "Response with id 'resp_1' not found."}})
    (failed,) = await resumed(server)
    assert isinstance(failed, Failed)
    assert failed.final
    assert failed.problem.title == "The provider does not keep this answer any more."


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_a_server_in_trouble_can_be_asked_again(server: WireServer, status: int) -> None:
    server.reply(status, {"error": {"message": "later"}}, {"Retry-After": "2"})
    (failed,) = await resumed(server)
    assert isinstance(failed, Failed)
    assert not failed.final


async def test_waiting_can_be_left_at_once(server: WireServer) -> None:
    server.reply(400, TOO_OLD)
    server.reply(200, response("in_progress", text=""))
    task = asyncio.create_task(resumed(server))
    await asyncio.to_thread(server.wait_requests, 2)
    await asyncio.sleep(0.05)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 0.1


async def test_listening_can_be_left_at_once(server: WireServer) -> None:
    server.stream(events()[0], UntilClosed())
    task = asyncio.create_task(resumed(server))
    (request,) = await asyncio.to_thread(server.wait_requests, 1)
    await asyncio.sleep(0.05)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(request.wait_closed) - began < 0.1


async def test_an_id_is_no_address(server: WireServer) -> None:
    async with connected(server.base_url) as backend:
        await backend_refuses(backend.cancel("../models?x#y"))
    assert server.requests[0].path == "/v1/responses/..%2Fmodels%3Fx%23y/cancel"


async def backend_refuses(asked: Any) -> None:
    with pytest.raises(TurnError):
        await asked


@pytest.mark.parametrize("status", [200, 400, 409])
async def test_an_answer_is_cancelled_at_its_provider_or_has_ended(server: WireServer, status: int) -> None:
    server.reply(status, response("cancelled"))
    async with connected(server.base_url) as backend:
        await backend.cancel(ID)
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", f"/v1/responses/{ID}/cancel")


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_an_answer_that_cannot_be_cancelled_is_a_problem(server: WireServer, status: int) -> None:
    server.reply(status, {"error": {"message": "no"}})
    async with connected(server.base_url) as backend:
        await backend_refuses(backend.cancel(ID))
