"""The Responses API on the wire: the events of each demo in OpenAI's form, and what is refused."""

import asyncio
import json

import pytest

from tests.adapters.guide.conftest import connected, error_of, exchange, http, numbered, respond, told


async def streamed(url, text, **more):
    status, headers, body = await exchange(url, respond(text, **more))
    assert status == 200, body
    assert headers["content-type"].startswith("text/event-stream")
    return numbered(body)


async def whole(url, text, **more):
    status, _, body = await exchange(url, respond(text, stream=False, **more))
    assert status == 200, body
    return json.loads(body)


def shape(events):
    """The types, with repetitions of a delta as one."""
    types = [event["type"].removeprefix("response.") for event in events]
    return [name for index, name in enumerate(types) if name != types[index - 1] or not index]


OPENING = ["created", "in_progress"]
TEXT = ["content_part.added", "output_text.delta", "output_text.done", "content_part.done"]


def item(*inner):
    return ["output_item.added", *inner, "output_item.done"]


async def test_a_stream_has_openais_form(url):
    events = await streamed(url, "dark mode")
    assert shape(events) == [*OPENING, *item(*TEXT), "completed"]
    created, _, added, part, *deltas, done, part_done, item_done, completed = events
    assert created["response"]["status"] == "in_progress"
    assert created["response"]["output"] == []
    assert created["response"]["usage"] is None
    message = {"type": "message", "role": "assistant", "id": added["item"]["id"]}
    assert added["item"] == {**message, "status": "in_progress", "content": []}
    place = {"item_id": message["id"], "output_index": 0, "content_index": 0}
    for event in (part, *deltas, done, part_done):
        assert {key: event[key] for key in place} == place
    text = told(events)
    assert text.startswith("## Light and dark appearance\n\n")
    content = {"type": "output_text", "annotations": [], "logprobs": [], "text": text}
    assert (part["part"], part_done["part"]) == ({**content, "text": ""}, content)
    assert done["text"] == text
    finished = {**message, "status": "completed", "content": [content]}
    assert item_done["item"] == finished
    response = completed["response"]
    assert response["output"] == [finished]
    assert (response["id"], response["status"]) == (created["response"]["id"], "completed")
    assert response["usage"] == {
        "input_tokens": 2,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": len(deltas),
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 2 + len(deltas),
    }


async def test_thoughts_are_an_item_with_a_summary(url):
    events = await streamed(url, "/demo reasoning")
    names = ("part.added", "text.delta", "text.done", "part.done")
    thoughts = item(*(f"reasoning_summary_{name}" for name in names))
    assert shape(events) == [*OPENING, *thoughts, *item(*TEXT), "completed"]
    reasoning, message = events[-1]["response"]["output"]
    summary = {"type": "summary_text", "text": told(events, "response.reasoning_summary_text")}
    assert reasoning == {"id": reasoning["id"], "type": "reasoning", "summary": [summary]}
    assert message["content"][0]["text"].startswith("**Four bridges**")
    assert all(event["summary_index"] == 0 for event in events if "summary_text" in event["type"])
    assert {event["output_index"] for event in events if event["type"].endswith("text.delta")} == {0, 1}
    usage = events[-1]["response"]["usage"]
    assert 0 < usage["output_tokens_details"]["reasoning_tokens"] < usage["output_tokens"]


async def test_a_call_is_an_item_whose_arguments_come_in_pieces(url):
    events = await streamed(url, "/demo tool")
    call = item("function_call_arguments.delta", "function_call_arguments.done")
    assert shape(events) == [*OPENING, *item(*TEXT), *call, "completed"]
    arguments = told(events, "response.function_call_arguments")
    assert json.loads(arguments) == {"timezone": "Europe/Lisbon"}
    found = events[-1]["response"]["output"][1]
    assert (found["type"], found["name"], found["status"]) == ("function_call", "get_time", "completed")
    assert (found["call_id"], found["arguments"]) == ("call_guide_time", arguments)


async def test_a_refusal_is_a_part_of_its_own(url):
    events = await streamed(url, "/demo refusal")
    refusal = item("content_part.added", "refusal.delta", "refusal.done", "content_part.done")
    assert shape(events) == [*OPENING, *refusal, "completed"]
    said = told(events, "response.refusal")
    assert events[-1]["response"]["output"][0]["content"] == [{"type": "refusal", "refusal": said}]


@pytest.mark.parametrize(("name", "reason"), [("length", "max_output_tokens"), ("filter", "content_filter")])
async def test_an_answer_that_ends_early_is_incomplete(url, name, reason):
    events = await streamed(url, f"/demo {name}")
    assert shape(events) == [*OPENING, *item(*TEXT), "incomplete"]
    response = events[-1]["response"]
    assert response["status"] == "incomplete"
    assert response["incomplete_details"] == {"reason": reason}
    assert response["output"][0]["status"] == "incomplete"
    assert response["usage"]["output_tokens"] > 0


async def test_an_answer_that_fails_says_so_and_keeps_what_it_said(url):
    events = await streamed(url, "/demo error")
    assert shape(events)[-2:] == ["output_text.delta", "failed"]
    response = events[-1]["response"]
    assert response["status"] == "failed"
    assert response["error"]["code"] == "server_error"
    assert response["output"][0]["content"][0]["text"] == told(events)


async def test_an_overloaded_server_says_so_in_an_event_of_its_own(url):
    events = await streamed(url, "/demo overloaded")
    assert shape(events)[-2:] == ["error", "failed"]
    assert events[-2]["error"]["code"] == "server_is_overloaded"
    assert events[-1]["response"]["error"]["code"] == "server_is_overloaded"


async def test_a_connection_that_breaks(url):
    async with connected(url) as (reader, writer):
        writer.write(respond("/demo drop"))
        await reader.readuntil(b'"delta": "connection"')
        with pytest.raises(ConnectionResetError):
            await reader.readuntil(b"never")


async def test_a_silent_answer_holds_its_connection_until_the_client_goes(server, url):
    async with connected(url) as (reader, writer):
        writer.write(respond("/demo stall"))
        await reader.readuntil(b'"delta": "open."')
        assert server.open_streams == 1
    while server.open_streams:
        await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("rate-limit", 429, "rate_limit_exceeded"),
        ("quota", 429, "insufficient_quota"),
        ("unauthorized", 401, "invalid_api_key"),
        ("too-long", 400, "context_length_exceeded"),
        ("server-error", 500, "server_error"),
    ],
)
@pytest.mark.parametrize("background", [False, True])
async def test_rejections_come_before_any_answer(url, name, status, code, background):
    got, error = await error_of(url, respond(f"/demo {name}", background=background))
    assert (got, error["code"]) == (status, code)


async def test_an_answer_in_one_piece_is_what_the_stream_ends_with(url):
    for prompt in ("/demo reasoning", "/demo tool", "/demo refusal", "/demo length"):
        streamed_one = (await streamed(url, prompt))[-1]["response"]
        one = await whole(url, prompt)
        assert [i["type"] for i in one["output"]] == [i["type"] for i in streamed_one["output"]]
        for field in ("status", "usage", "incomplete_details", "error", "object", "model"):
            assert one[field] == streamed_one[field]


@pytest.mark.parametrize(
    "asked",
    [
        "dark mode",
        [{"role": "user", "content": "dark mode"}],
        [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "dark mode"}]}],
        [
            {"role": "user", "content": "/demo tool"},
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"role": "assistant", "content": [{"type": "output_text", "text": "12:30"}]},
            {"role": "user", "content": "dark mode"},
        ],
    ],
)
async def test_an_input_can_be_a_text_or_a_list_of_items(url, asked):
    answer = await whole(url, asked)
    assert answer["output"][0]["content"][0]["text"].startswith("## Light and dark appearance")


async def test_pictures_and_what_a_tool_said_are_taken(url):
    picture = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
    seen = await whole(url, [{"role": "user", "content": [picture, picture]}])
    assert "your 2 pictures" in seen["output"][0]["content"][0]["text"]
    call = {"type": "function_call", "call_id": "c", "name": "get_time", "arguments": "{}"}
    result = {"type": "function_call_output", "call_id": "c", "output": "12:30"}
    heard = await whole(url, [{"role": "user", "content": "/demo tool"}, call, result])
    assert "12:30" in heard["output"][0]["content"][0]["text"]


async def test_instructions_count_and_are_repeated(url):
    answer = await whole(url, "dark mode", instructions="Be very brief")
    assert answer["instructions"] == "Be very brief"
    assert answer["usage"]["input_tokens"] == 5


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"input": 5},
        {"input": []},
        {"input": ["dark mode"]},
        {"input": [{"role": "user", "content": 5}]},
        {"input": "hello", "stream": "yes"},
        {"input": "hello", "store": 1},
        {"input": "hello", "instructions": 5},
        {"input": "hello", "previous_response_id": 5},
    ],
)
async def test_what_is_wrong_is_refused(url, body):
    status, error = await error_of(url, http("POST", "/v1/responses", body))
    assert (status, error["type"]) == (400, "invalid_request_error")


async def test_a_conversation_is_known_by_its_last_answer(url):
    first = await whole(url, "/demo length")
    rest = "Continue your last answer exactly where it stopped. Do not repeat any of it."
    second = (await streamed(url, rest, previous_response_id=first["id"]))[-1]["response"]
    third = await whole(url, rest, previous_response_id=second["id"])
    assert second["output"][0]["content"][0]["text"] == (
        " the end of this sentence only arrives when you choose Continue. Now it is complete.\n"
    )
    assert third["output"] == [], "all has been said"
    assert third["previous_response_id"] == second["id"]
    assert first["usage"]["input_tokens_details"]["cached_tokens"] == 0
    cached = second["usage"]["input_tokens_details"]["cached_tokens"]
    assert cached == first["usage"]["total_tokens"]
    assert second["usage"]["input_tokens"] > cached


async def test_a_conversation_that_is_not_known_is_refused(url):
    hidden = await whole(url, "dark mode", store=False)
    for name in ("resp_nonsense", hidden["id"]):
        status, error = await error_of(url, respond("and?", previous_response_id=name))
        assert (status, error["code"]) == (400, "previous_response_not_found")
        assert error["param"] == "previous_response_id"
        assert error["message"] == f"Previous response with id '{name}' not found."


async def test_a_finished_answer_can_be_asked_for_and_deleted(url):
    answer = (await streamed(url, "/demo reasoning"))[-1]["response"]
    place = f"/v1/responses/{answer['id']}"
    status, _, body = await exchange(url, http("GET", place))
    assert (status, json.loads(body)) == (200, answer)
    status, _, body = await exchange(url, http("DELETE", place))
    assert json.loads(body) == {"id": answer["id"], "object": "response.deleted", "deleted": True}
    for method, path in (("GET", place), ("DELETE", place), ("POST", f"{place}/cancel")):
        status, error = await error_of(url, http(method, path))
        assert (status, error["message"]) == (404, f"Response with id '{answer['id']}' not found.")


async def test_an_answer_that_its_client_left_is_neither_finished_nor_kept(server, url):
    async with connected(url) as (reader, writer):
        writer.write(respond("/demo slow"))
        created = await reader.readuntil(b"event: response.in_progress")
        name = created.split(b'"id": "')[1].split(b'"')[0].decode()
    while server.open_streams:
        await asyncio.sleep(0.005)
    assert (await error_of(url, http("GET", f"/v1/responses/{name}")))[0] == 404


async def test_a_method_that_is_not_allowed_names_those_that_are(url):
    _, headers, _ = await exchange(url, http("PUT", "/v1/responses/resp_1"))
    assert headers["allow"] == "GET, DELETE"


async def test_chat_completions_take_the_wish_to_be_stored(url):
    body = {"model": "guide", "messages": [{"role": "user", "content": "dark mode"}], "store": True}
    status, _, _ = await exchange(url, http("POST", "/v1/chat/completions", body))
    assert status == 200
