"""What breaks between us and a server, on real sockets, and what the user reads of it."""

import socket
import threading
from pathlib import Path

import pytest

from app.domain.network import Network
from app.domain.stream import Failed, TextDelta
from tests.adapters.openai.asking import END, HEAD, HELLO, KEY, answer, problem, texts
from tests.wire.certificate import certificate
from tests.wire.server import DONE, Close, Reset, Sleep, Step, WireServer, sse

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


async def test_a_redirect_to_the_same_host_is_shown_whole(server: WireServer) -> None:
    server.reply(301, headers={"Location": "https://127.0.0.1/v1/chat/completions?code=secret"})
    found = await problem(server.base_url)
    assert found.title == "The server wants to send us elsewhere (https://127.0.0.1/v1/chat/completions)."


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
    assert events[-1].problem.title == "The connection broke."
    assert f"127.0.0.1:{server.port}" in events[-1].problem.detail
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
    assert (found.kind, found.title) == (
        "offline",
        f"Cannot reach 127.0.0.1:{port}: the connection was refused.",
    )
    found = await problem(f"http://localhost:{port}/v1")
    assert (found.kind, found.title) == (
        "offline",
        f"Cannot reach localhost:{port}: the connection was refused.",
    )


async def test_a_name_that_is_not_found_says_so() -> None:
    found = await problem("http://nonexistent.invalid/v1")
    assert (found.kind, found.title) == (
        "offline",
        "Cannot reach nonexistent.invalid: the name was not found.",
    )


@pytest.mark.parametrize(
    ("name", "days", "trusted", "reason"),
    [
        ("localhost", 9, False, "its certificate is self-signed"),
        ("localhost", -1, True, "its certificate has expired"),
        ("example.org", 9, True, "its certificate is for another name"),
    ],
)
async def test_a_bad_certificate_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, days: int, trusted: bool, reason: str
) -> None:
    context = certificate(tmp_path / "server.pem", name, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with WireServer(tls=context) as server:
        found = await problem(f"https://localhost:{server.port}/v1")
        assert (found.kind, found.title) == ("offline", f"Cannot reach localhost:{server.port}: {reason}.")
        assert found.remedy
        assert server.requests == []


async def test_https_works_with_a_trusted_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate(tmp_path / "server.pem", "localhost", 9)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with WireServer(tls=context) as server:
        server.stream(*HELLO, END, DONE)
        assert texts(await answer(f"https://localhost:{server.port}/v1")) == "Hello"


async def test_a_plain_server_behind_https_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]

        def greet() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        found = await problem(f"https://127.0.0.1:{port}/v1")
        thread.join()
    assert (found.kind, found.title) == (
        "offline",
        f"Cannot reach 127.0.0.1:{port}: no secure connection could be made.",
    )


async def test_a_server_that_does_not_shake_hands_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        found = await problem(f"https://127.0.0.1:{port}/v1", network=Network(connect_timeout=0.2))
    assert (found.kind, found.title) == (
        "offline",
        f"Cannot reach 127.0.0.1:{port}: it did not answer within 0.2 seconds.",
    )
