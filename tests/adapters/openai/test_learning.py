"""What a server's rejections teach, what is tried again for them, and what never is."""

from typing import Any

import pytest

from app.domain.prompt import ChatRequest
from app.domain.stream import Failed
from tests.adapters.openai.asking import END, HELLO, REQUEST, connected, texts
from tests.adapters.openai.replies import TEXTS, events
from tests.wire.server import DONE, WireServer

BACKGROUND = ChatRequest("m", REQUEST.messages, background=True)
FOLLOWING = ChatRequest("m", REQUEST.messages, store=True, previous_response_id="resp_0", known=1)


def error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def paths(server: WireServer) -> list[str]:
    return [request.path.removeprefix("/v1") for request in server.requests]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"detail": "Not Found"}),
        (404, b""),
        (405, "<html>Method not allowed</html>"),
        (
            404,
            error("Unknown request URL: POST /responses", type="invalid_request_error", code="unknown_url"),
        ),
    ],
)
async def test_a_server_without_this_api_is_asked_by_the_other_from_then_on(
    server: WireServer, status: int, body: object
) -> None:
    server.reply(status, body)
    server.stream(*events())
    server.stream(*events())
    async with connected(server.base_url) as backend:
        for _ in range(2):
            assert texts([event async for event in backend.stream(REQUEST)]) == "".join(TEXTS)
        assert backend.capabilities.api == "responses"
    assert paths(server) == ["/chat/completions", "/responses", "/responses"]


async def test_a_model_for_responses_alone_is_asked_by_it(server: WireServer) -> None:
    server.reply(404, error("This model is only supported in v1/responses and not in v1/chat/completions."))
    server.stream(*events())
    async with connected(server.base_url) as backend:
        assert texts([event async for event in backend.stream(REQUEST)]) == "".join(TEXTS)


async def test_the_api_that_the_user_has_chosen_stands(server: WireServer) -> None:
    server.reply(404, b"")
    async with connected(server.base_url, api="responses") as backend:
        (failed,) = [event async for event in backend.stream(REQUEST)]
    assert isinstance(failed, Failed)
    assert paths(server) == ["/responses"]


async def test_an_unknown_model_is_not_asked_for_elsewhere(server: WireServer) -> None:
    server.reply(404, error("The model `m` does not exist", code="model_not_found"))
    async with connected(server.base_url) as backend:
        (failed,) = [event async for event in backend.stream(REQUEST)]
    assert isinstance(failed, Failed)
    assert failed.problem.detail == "The model `m` does not exist"
    assert len(server.requests) == 1


async def test_where_neither_api_is_nothing_is_learned_and_the_first_is_told(server: WireServer) -> None:
    server.reply(404, error("nothing here"))
    server.reply(404, error("nor there"))
    async with connected(server.base_url) as backend:
        (failed,) = [event async for event in backend.stream(REQUEST)]
        assert backend.capabilities.api == "chat_completions"
    assert isinstance(failed, Failed)
    assert failed.problem.detail == "nothing here"


async def test_what_the_other_api_rejects_is_learned_too(server: WireServer) -> None:
    server.reply(404, b"")
    server.reply(400, error("Unknown parameter: 'store'."))
    async with connected(server.base_url) as backend:
        (failed,) = [event async for event in backend.stream(REQUEST)]
    assert isinstance(failed, Failed)
    assert failed.problem.title == "The server cannot be told whether it may keep the answer."
    assert paths(server) == ["/chat/completions", "/responses"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, error("Previous response with id 'resp_0' not found.", param="previous_response_id")),
        (404, error("Previous response with id 'resp_0' not found.", code="previous_response_not_found")),
        (422, {"detail": [{"loc": ["body", "previous_response_id"], "msg": "gone"}]}),
    ],
)
async def test_a_server_that_has_forgotten_is_sent_everything_once(
    server: WireServer, status: int, body: object
) -> None:
    server.reply(status, body)
    server.stream(*events())
    async with connected(server.base_url, api="responses", server_context=True) as backend:
        assert texts([event async for event in backend.stream(FOLLOWING)]) == "".join(TEXTS)
        assert backend.capabilities.server_context, "it has forgotten this one"
    first, second = (request.json for request in server.requests)
    assert len(first["input"]) == 1
    assert len(second["input"]) == 2
    assert "previous_response_id" not in second
    assert second["store"] is True


async def test_a_server_that_never_knows_is_learned(server: WireServer) -> None:
    server.reply(400, error("Unknown parameter: 'previous_response_id'."))
    server.stream(*events())
    async with connected(server.base_url, api="responses", server_context=True) as backend:
        assert texts([event async for event in backend.stream(FOLLOWING)]) == "".join(TEXTS)
        assert not backend.capabilities.server_context


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, error("Unknown parameter: 'background'.", param="background")),
        (422, {"detail": [{"loc": ["body", "background"], "msg": "Extra inputs are not permitted"}]}),
        (404, {"detail": "Not Found"}),
        (405, b""),
    ],
)
async def test_background_never_becomes_a_plain_answer(server: WireServer, status: int, body: object) -> None:
    server.reply(status, body)
    async with connected(server.base_url, background=True) as backend:
        (failed,) = [event async for event in backend.stream(BACKGROUND)]
        assert not backend.capabilities.background
    assert isinstance(failed, Failed)
    assert failed.problem.kind == "rejected"
    assert failed.problem.title == "The server cannot make answers at the provider."
    assert len(server.requests) == 1


async def test_a_server_that_cannot_keep_answers_is_not_asked_to_again(server: WireServer) -> None:
    server.reply(400, error("Unrecognized request argument supplied: store"))
    server.stream(*HELLO, END, DONE)
    request = ChatRequest("m", REQUEST.messages, store=True)
    async with connected(server.base_url, store=True) as backend:
        (failed,) = [event async for event in backend.stream(request)]
        assert isinstance(failed, Failed)
        assert failed.problem.title == "The server cannot keep answers."
        assert not backend.capabilities.store
        assert texts([event async for event in backend.stream(request)]) == "Hello"
    assert [request.json.get("store") for request in server.requests] == [True, None]


async def test_a_server_that_cannot_be_told_to_keep_nothing_is_asked_without_it(server: WireServer) -> None:
    server.reply(400, error("Unrecognized request argument supplied: store"))
    server.stream(*HELLO, END, DONE)
    async with connected(server.base_url, store=True) as backend:
        came = [event async for event in backend.stream(REQUEST)]
    assert texts(came) == "Hello"
    assert [request.json.get("store") for request in server.requests] == [False, None]


async def test_a_prompt_about_a_store_is_no_lesson(server: WireServer) -> None:
    server.reply(400, error("Invalid value for vector_store_ids: unsupported"))
    async with connected(server.base_url, api="responses") as backend:
        (failed,) = [event async for event in backend.stream(REQUEST)]
    assert isinstance(failed, Failed)
    assert failed.problem.title == "The server rejected the request."
