"""The adapter against a real server on real sockets: what is asked, what arrives, and Stop."""

import asyncio
import base64
import threading
import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.conversation import Message, Part, PartKind, Role, Usage
from app.domain.problem import TurnError
from app.domain.prompt import ChatRequest, prompt
from app.domain.stream import Finished, Started, TextDelta, UsageReport
from tests.adapters.openai.asking import END, HEAD, HELLO, KEY, REQUEST, answer, connected, problem, texts
from tests.wire.server import DONE, Step, Until, UntilClosed, WireServer, chat_chunk, sse

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


async def test_pictures_go_out_as_they_are_with_their_prompt_and_texts_stay_texts(server: WireServer) -> None:
    data = bytes(range(256)) * 400
    image = Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=data)
    text = Part(PartKind.TEXT, "What is this?")
    path = [
        Message("1", "c", None, Role.USER, 0.0, (image, text)),
        Message("2", "c", "1", Role.ASSISTANT, 0.0, (replace(text, text="A cat."), image)),
        Message("3", "c", "2", Role.USER, 0.0, (image, replace(image, media_type="image/jpeg", data=b"j"))),
    ]
    server.stream(*HELLO, END, DONE)
    async with connected(server.base_url) as backend:
        assert texts([event async for event in backend.stream(ChatRequest("m", prompt(path)))]) == "Hello"
    asked, answered, pictures = server.requests[0].json["messages"]
    assert asked["content"][0] == {"type": "text", "text": "What is this?"}
    assert answered == {"role": "assistant", "content": "A cat."}
    urls = [part["image_url"]["url"] for part in (*asked["content"][1:], *pictures["content"])]
    assert {part["type"] for part in (*asked["content"][1:], *pictures["content"])} == {"image_url"}
    sent = [(head, base64.b64decode(body)) for head, _, body in (url.partition(",") for url in urls)]
    png, jpeg = ("data:image/png;base64", data), ("data:image/jpeg;base64", b"j")
    assert sent == [png, png, jpeg]


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
    server: WireServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
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
    assert set(headers) <= set(allowed.split())


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
