"""The adapter against a real server on real sockets: what arrives, what breaks, and what is said of it."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import fields
from typing import Any

import pytest

from app.adapters.openai.connector import OpenAIConnector
from app.domain.conversation import Role, Usage
from app.domain.ports import ChatBackend
from app.domain.problem import Problem, TurnError
from app.domain.prompt import ChatRequest, PromptMessage
from app.domain.provider import Provider
from app.domain.stream import Failed, Finished, Started, StreamEvent, TextDelta, UsageReport
from tests.wire.server import (
    DONE,
    Close,
    Reset,
    Sleep,
    Step,
    Until,
    UntilClosed,
    WireServer,
    chat_chunk,
    sse,
)

KEY = "sk-canary-0123456789abcdef"
REQUEST = ChatRequest("m", (PromptMessage(Role.SYSTEM, "Be short."), PromptMessage(Role.USER, "Hi")))


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


@asynccontextmanager
async def connected(base_url: str, key: str = KEY) -> AsyncIterator[ChatBackend]:
    backend = await OpenAIConnector().connect(Provider("p", base_url, "m"), key)
    try:
        yield backend
    finally:
        await backend.close()


async def answer(base_url: str, key: str = KEY) -> list[StreamEvent]:
    async with connected(base_url, key) as backend:
        return [event async for event in backend.stream(REQUEST)]


async def problem(base_url: str, key: str = KEY) -> Problem:
    """The Problem that the answer ends with; its texts hold no key."""
    events = await answer(base_url, key)
    assert isinstance(events[-1], Failed), events
    found = events[-1].problem
    if key:
        assert not any(key in str(getattr(found, field.name)) for field in fields(found))
    assert found.title.endswith(".")
    assert len(found.detail) <= 500
    return found


def texts(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


HELLO = (sse(chat_chunk("Hel")), sse(chat_chunk("lo")))
END = sse(chat_chunk(finish="stop"))


# What is asked, and what comes back


async def test_an_answer_streams(server: WireServer) -> None:
    server.stream(
        *HELLO, END, sse({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}), DONE
    )
    assert await answer(server.base_url) == [
        Started("chatcmpl-1", "test-model"),
        TextDelta("Hel"),
        TextDelta("lo"),
        Finished("stop"),
        UsageReport(Usage(3, 2)),
    ]
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.json == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_each_piece_comes_as_soon_as_it_is_sent(server: WireServer) -> None:
    more = threading.Event()
    server.stream(HELLO[0], Until(more), HELLO[1], END, DONE)
    seen = []
    async with connected(server.base_url) as backend:
        async for event in backend.stream(REQUEST):
            if isinstance(event, TextDelta):
                seen.append(event.text)
                more.set()
    assert seen == ["Hel", "lo"]


async def test_a_connection_is_used_again_after_a_whole_answer(server: WireServer) -> None:
    async with connected(server.base_url) as backend:
        for _ in range(3):
            server.stream(*HELLO, END, DONE)
            async for _event in backend.stream(REQUEST):
                pass
    assert [request.connection for request in server.requests] == [0, 0, 0]


async def test_two_answers_can_stream_at_once(server: WireServer) -> None:
    both = threading.Event()
    for _ in range(2):
        server.stream(HELLO[0], Until(both), HELLO[1], END, DONE)
    async with connected(server.base_url) as backend:

        async def one() -> str:
            return texts([event async for event in backend.stream(REQUEST)])

        tasks = [asyncio.create_task(one()) for _ in range(2)]
        await asyncio.to_thread(server.wait_requests, 2)
        both.set()
        assert await asyncio.gather(*tasks) == ["Hello", "Hello"]


async def test_only_our_own_headers_are_sent_whatever_the_environment_says(
    server: WireServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login eve password stolen\n")
    environment = {
        "NETRC": str(netrc),
        "OPENAI_API_KEY": "sk-of-the-environment",
        "OPENAI_ADMIN_KEY": "sk-admin-of-the-environment",
        "OPENAI_BASE_URL": "http://nonexistent.invalid/v1",
        "OPENAI_ORG_ID": "org-x",
        "OPENAI_PROJECT_ID": "proj-x",
        "OPENAI_CUSTOM_HEADERS": "X-Leak: 1\nAuthorization: Bearer other",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    server.stream(*HELLO, END, DONE)
    assert texts(await answer(server.base_url)) == "Hello"
    headers = server.requests[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["accept-encoding"] == "identity"
    assert headers["user-agent"].startswith("Rivulet/")
    allowed = "host connection accept accept-encoding content-type content-length user-agent authorization"
    assert set(headers) - set(allowed.split()) == {"x-stainless-raw-response"}


async def test_a_server_without_keys_is_sent_none(server: WireServer) -> None:
    server.stream(*HELLO, END, DONE)
    assert texts(await answer(server.base_url, key="")) == "Hello"
    assert "authorization" not in server.requests[0].headers


async def test_a_proxy_of_the_environment_is_used_and_named_when_it_fails(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    server.stream(*HELLO, END, DONE)
    assert texts(await answer("http://nonexistent.invalid/v1")) == "Hello"
    assert server.requests[0].path == "http://nonexistent.invalid/v1/chat/completions"
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
    server.reply(407, "Log in first")
    found = await problem("https://nonexistent.invalid/v1")
    assert found.kind == "offline"
    assert "proxy" in found.title


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_that_rejects_stream_options_is_asked_without_them_from_then_on(
    server: WireServer, status: int
) -> None:
    server.reply(status, {"error": {"message": "Unknown parameter: 'stream_options'."}})
    server.stream(*HELLO, END, DONE)
    server.stream(*HELLO, END, DONE)
    async with connected(server.base_url) as backend:
        for _ in range(2):
            assert texts([event async for event in backend.stream(REQUEST)]) == "Hello"
    assert ["stream_options" in request.json for request in server.requests] == [True, False, False]


async def test_another_rejection_is_not_tried_again(server: WireServer) -> None:
    server.reply(400, {"error": {"message": "Unknown parameter: 'stream'."}})
    assert (await problem(server.base_url)).kind == "rejected"
    assert len(server.requests) == 1


@pytest.mark.parametrize("head", [b"", b"\n\n", b": hello\n\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "content_type", ["text/event-stream; charset=utf-8", "TEXT/Event-Stream", "", "text/plain"]
)
async def test_an_event_stream_is_known_by_its_type_or_its_looks(
    server: WireServer, content_type: str, head: bytes
) -> None:
    body = head + b"".join(HELLO) + END + DONE
    server.stream(body[:3], body[3:5], body[5:], content_type=content_type)
    assert texts(await answer(server.base_url)) == "Hello"


async def test_a_server_that_does_not_stream_gives_its_answer_at_once(server: WireServer) -> None:
    message = {"role": "assistant", "content": "Hello", "reasoning_content": "Hm."}
    whole = {
        "id": "c1",
        "model": "m1",
        "choices": [{"index": 0, "message": message, "finish_reason": "length"}],
    }
    server.reply(200, {**whole, "usage": {"prompt_tokens": 1, "completion_tokens": 2}})
    events = await answer(server.base_url)
    assert texts(events) == "Hello"
    assert events[-2:] == [Finished("length"), UsageReport(Usage(1, 2))]
    server.reply(200, {"choices": [{"message": {"content": "No reason"}}]})
    assert (await answer(server.base_url))[-1] == Finished("stop")


async def test_after_the_last_word_a_silent_server_is_not_waited_for_long(server: WireServer) -> None:
    server.stream(*HELLO, END, UntilClosed())
    started = time.monotonic()
    events = await answer(server.base_url)
    assert events[-1] == Finished("stop")
    assert 1.5 < time.monotonic() - started < 4


async def test_a_server_that_keeps_the_line_open_after_done_is_left(server: WireServer) -> None:
    server.stream(*HELLO, END, DONE, UntilClosed())
    started = time.monotonic()
    assert texts(await answer(server.base_url)) == "Hello"
    assert time.monotonic() - started < 1.5


async def test_bytes_that_are_no_utf8_are_shown_as_such(server: WireServer) -> None:
    server.stream(sse(chat_chunk("ab?cd")).replace(b"?", b"\xff\xc3"), END, DONE)
    assert texts(await answer(server.base_url)) == "ab\ufffd\ufffdcd"


# Stop


async def stopped_at(server: WireServer, *steps: Step, after_text: bool) -> float:
    """How long after the cancel the server saw the connection close."""
    server.raw(*steps)
    async with connected(server.base_url) as backend:
        begun = asyncio.Event()

        async def read() -> None:
            async for event in backend.stream(REQUEST):
                if isinstance(event, TextDelta):
                    begun.set()

        task = asyncio.create_task(read())
        (request,) = await asyncio.to_thread(server.wait_requests, 1)
        if after_text:
            await begun.wait()
        cancelled_at = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await asyncio.to_thread(request.wait_closed) - cancelled_at


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


async def test_stop_before_the_headers_closes_the_connection_at_once(server: WireServer) -> None:
    assert await stopped_at(server, UntilClosed(), after_text=False) < 0.1


async def test_stop_in_the_middle_closes_the_connection_at_once(server: WireServer) -> None:
    assert await stopped_at(server, HEAD + HELLO[0], UntilClosed(), after_text=True) < 0.1


async def test_closing_the_iterator_closes_the_connection_at_once(server: WireServer) -> None:
    server.raw(HEAD + HELLO[0], UntilClosed())
    async with connected(server.base_url) as backend:
        async with aclosing(backend.stream(REQUEST)) as events:  # type: ignore[type-var]
            async for event in events:
                if isinstance(event, TextDelta):
                    break
            left_at = time.monotonic()
        assert await asyncio.to_thread(server.requests[0].wait_closed) - left_at < 0.1


# What the server says is wrong


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"message": "bad temperature"}, "rejected"),
        (400, {"message": "too long", "code": "context_length_exceeded"}, "too_long"),
        (400, {"message": "filtered", "code": "content_filter"}, "filtered"),
        (401, {"message": "wrong key", "code": "invalid_api_key"}, "unauthorized"),
        (402, {"message": "Insufficient credits"}, "quota"),
        (403, {"message": "Country not supported"}, "unauthorized"),
        (404, {"message": "The model `m` does not exist", "code": "model_not_found"}, "rejected"),
        (408, {"message": "timed out"}, "rejected"),
        (413, {"message": "Too many tokens in the prompt"}, "too_long"),
        (418, {"message": "short and stout"}, "rejected"),
        (429, {"message": "slow down", "code": "rate_limit_exceeded"}, "rate_limited"),
        (429, {"message": "pay", "type": "insufficient_quota"}, "quota"),
        (500, {"message": "oops", "type": "server_error"}, "provider_error"),
        (503, {"message": "busy"}, "provider_error"),
        (529, {"message": "overloaded"}, "provider_error"),
    ],
)
async def test_a_status_becomes_a_problem_with_the_servers_words(
    server: WireServer, status: int, error: dict[str, str], kind: str
) -> None:
    server.reply(status, {"error": error}, {"x-request-id": "req_1", "Retry-After": "3"})
    found = await problem(server.base_url)
    assert (found.kind, found.detail, found.request_id) == (kind, error["message"], "req_1")
    assert found.retry_after == (3.0 if kind == "rate_limited" or status in (503, 529) else None)
    assert len(server.requests) == 1, "a failed request is never sent again by the SDK"


async def test_the_key_is_in_no_part_of_a_problem(server: WireServer) -> None:
    echo = f"Wrong key {KEY}; you sent Authorization: Bearer {KEY}"
    server.reply(401, {"error": {"message": echo, "code": KEY, "type": KEY}}, {"x-request-id": KEY})
    found = await problem(server.base_url)
    assert "[key removed]" in found.detail
    server.reply(500, f"<html><p>{KEY}</p></html>")
    await problem(server.base_url)
    server.reply(307, headers={"Location": f"https://{KEY}.example/{KEY}"})
    await problem(server.base_url)
    server.stream(sse({"error": {"message": echo}}))
    await problem(server.base_url)
    server.stream(sse(KEY))
    await problem(server.base_url)
    server.reply(200, f"<html><p>{KEY}</p></html>")
    await problem(server.base_url)
    server.reply(200, {"detail": echo})
    await problem(server.base_url)
    server.reply(200, {"nothing": echo})
    await problem(server.base_url)
    server.raw(f"HTTP/1.1 {KEY}\r\n\r\n".encode())
    await problem(server.base_url)


async def test_without_a_key_the_missing_key_is_named(server: WireServer) -> None:
    server.reply(401, {"error": "no key"})
    assert (await problem(server.base_url, key="")).title == "The server asks for an API key."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>", "Bad Gateway"),
        ({"detail": [{"msg": "field required"}]}, "field required"),
        ([{"error": {"message": "in a list"}}], "in a list"),
        ('data: {"error":{"message":"in a stream"}}\n\ndata: [DONE]\n\n', "in a stream"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"", "HTTP status 500"),
    ],
)
async def test_a_servers_words_are_found_in_any_shape(server: WireServer, body: object, detail: str) -> None:
    server.reply(500, body)
    assert (await problem(server.base_url)).detail == detail


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_the_prompt_is_not_sent_there(
    server: WireServer, status: int
) -> None:
    with WireServer() as elsewhere:
        server.reply(status, headers={"Location": f"http://localhost:{elsewhere.port}/v1/chat/completions"})
        found = await problem(server.base_url)
        assert found.kind == "rejected"
        assert found.title == "The server wants to send us elsewhere (localhost)."
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "body",
    ["<!DOCTYPE html><title>Sign in</title>", " \n<html><body>Sign in</body></html>"],
)
async def test_a_web_page_is_no_answer(server: WireServer, body: str) -> None:
    server.stream(body.encode(), content_type="text/html; charset=utf-8")
    found = await problem(server.base_url)
    assert found.kind == "provider_error"
    assert found.title == "This address answered with a web page, not with an API."
    assert found.detail == "Sign in"


@pytest.mark.parametrize("body", ["Welcome to this server", "Hi"])
async def test_something_else_is_no_answer(server: WireServer, body: str) -> None:
    server.reply(200, body)
    found = await problem(server.base_url)
    assert (found.kind, found.detail) == ("provider_error", body)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"error": {"message": "boom"}}, "boom"),
        ({"error": "boom"}, "boom"),
        ({"detail": "Not Found"}, "Not Found"),
        ([], ""),
        ({"object": "list", "data": []}, ""),
    ],
)
async def test_json_that_is_no_answer_is_a_problem(server: WireServer, body: object, detail: str) -> None:
    server.reply(200, body)
    found = await problem(server.base_url)
    assert found.kind == "provider_error"
    assert detail in found.detail


async def test_an_error_inside_the_stream_comes_after_the_text(server: WireServer) -> None:
    server.stream(*HELLO, sse({"error": {"message": "You hit a limit", "code": 429}}), *HELLO)
    events = await answer(server.base_url)
    assert texts(events) == "Hello"
    assert isinstance(events[-1], Failed)
    assert (events[-1].problem.kind, events[-1].problem.detail) == ("rate_limited", "You hit a limit")


# The connection


@pytest.mark.parametrize(
    "steps",
    [
        (HEAD + b"".join(HELLO), Sleep(0.05), Reset()),
        (HEAD.replace(b"\r\n\r\n", b"\r\nContent-Length: 9999\r\n\r\n") + b"".join(HELLO), Close()),
        (HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") + b"zz\r\nno size\r\n",),
        (Close(),),
        (Reset(),),
        (b"HTTP/1.1 200 OK\r\nContent-", Close()),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Close()),
    ],
)
async def test_a_broken_connection_keeps_what_had_come(server: WireServer, steps: tuple[Step, ...]) -> None:
    server.raw(*steps)
    events = await answer(server.base_url)
    assert isinstance(events[-1], Failed)
    assert events[-1].problem.kind == "disconnected"
    assert events[-1].problem.title == "The connection to 127.0.0.1 broke."
    assert texts(events) in ("", "Hello")


async def test_a_proper_end_without_a_last_word_is_for_the_turn_to_judge(server: WireServer) -> None:
    server.stream(*HELLO)
    assert (await answer(server.base_url))[-1] == TextDelta("lo")
    server.raw(HEAD + b"".join(HELLO), Close())
    assert (await answer(server.base_url))[-1] == TextDelta("lo")


async def test_a_refused_connection_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = await problem(f"http://127.0.0.1:{port}/v1")
    assert (found.kind, found.title) == ("offline", "Cannot reach 127.0.0.1: the connection was refused.")
    found = await problem(f"http://localhost:{port}/v1")
    assert (found.kind, found.title) == ("offline", "Cannot reach localhost: the connection was refused.")


async def test_a_name_that_is_not_found_says_so() -> None:
    found = await problem("http://nonexistent.invalid/v1")
    assert (found.kind, found.title) == (
        "offline",
        "Cannot reach nonexistent.invalid: the name was not found.",
    )


async def test_a_plain_server_behind_https_says_so(server: WireServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def greet() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        found = await problem(f"https://127.0.0.1:{plain.getsockname()[1]}/v1")
        thread.join()
    assert (found.kind, found.title) == (
        "offline",
        "Cannot reach 127.0.0.1: no secure connection could be made.",
    )


# Models


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"object": "list", "data": [{"id": "b"}, {"id": "A"}, {"id": "b", "owned_by": None}]}, ["A", "b"]),
        ({"data": []}, []),
        ([{"id": "x"}, {"name": "y"}, "z", None, {}], ["x", "y", "z"]),
        ({"models": [{"name": "models/gemini"}, {"model": "m"}]}, ["m", "models/gemini"]),
    ],
)
async def test_models_are_listed(server: WireServer, body: object, names: list[str]) -> None:
    server.reply(200, body)
    async with connected(server.base_url) as backend:
        assert await backend.models() == names
    assert (server.requests[0].method, server.requests[0].path) == ("GET", "/v1/models")
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"error": {"message": f"bad {KEY}"}}, "unauthorized"),
        (404, b"", "rejected"),
        (500, "<html>", "provider_error"),
        (200, f"<html>{KEY}</html>", "provider_error"),
        (200, {"detail": f"{KEY}"}, "provider_error"),
        (200, {"error": {"message": "x", "code": "insufficient_quota"}}, "quota"),
        (200, b"{broken", "provider_error"),
        (200, b"", "provider_error"),
        (200, [None], "provider_error"),
    ],
)
async def test_models_that_cannot_be_listed_are_a_problem(
    server: WireServer, status: int, body: object, kind: str
) -> None:
    server.reply(status, body)
    async with connected(server.base_url) as backend:
        with pytest.raises(TurnError) as caught:
            await backend.models()
    assert caught.value.problem.kind == kind
    assert KEY not in str(caught.value.problem)
