"""The way to a server: certificates, proxies, and a server that vanishes."""

import asyncio
import socket
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.ending import EndState
from app.ui.banner_words import what_happened
from tests.faults.fault import HELLO, STOP
from tests.wire.certificate import certificate
from tests.wire.server import DONE, UntilClosed, WireServer


@pytest.mark.parametrize(
    ("name", "days", "trusted", "says"),
    [
        ("localhost", 9, False, "its certificate is self-signed. If you trust the server"),
        ("localhost", -1, True, "its certificate has expired. Check this computer’s date"),
        ("example.org", 9, True, "its certificate is for another name. Check the base URL."),
    ],
)
async def test_a_bad_certificate_is_named_and_can_be_mended(
    world, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, days: int, trusted: bool, says: str
):
    context = certificate(tmp_path / "server.pem", name, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with WireServer(tls=context) as unsafe:
        address = f"https://localhost:{unsafe.port}/v1"
        async with world(base_url=address) as it:
            chat, watcher = it.chat()
            chat.send("Hi")
            answer = await watcher.ended()
            assert (answer.end, answer.parts) == (EndState.OFFLINE, ())
            assert what_happened(chat.standing()).startswith(f"Cannot reach localhost:{unsafe.port}: {says}")
            assert unsafe.requests == []
            it.providers.choose(replace(it.providers.current, base_url=it.server.base_url))
            it.server.stream(*HELLO, STOP, DONE)
            chat.retry()
            assert (await watcher.ended()).text() == "Hello"


async def test_https_to_a_plain_server_says_what_to_check(world):
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def greet() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        async with world(base_url=f"https://127.0.0.1:{plain.getsockname()[1]}/v1") as it:
            chat, watcher = it.chat()
            chat.send("Hi")
            assert (await watcher.ended()).end is EndState.OFFLINE
            assert "should start with http://" in what_happened(chat.standing())
        thread.join()


async def test_a_proxy_of_the_environment_that_is_gone_is_told(world, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with world(base_url="https://example.invalid/v1") as it:
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.OFFLINE
        assert answer.problem.title.startswith("Cannot reach ")


async def test_a_proxy_of_the_environment_that_refuses_is_told(world, monkeypatch: pytest.MonkeyPatch):
    with WireServer() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        proxy.reply(407, "<h1>Sign in</h1>")
        async with world(base_url="https://example.invalid/v1") as it:
            chat, watcher = it.chat()
            chat.send("Hi")
            assert (await watcher.ended()).end is EndState.OFFLINE
            assert "the proxy asks for a name and a password." in what_happened(chat.standing())
        assert [request.method for request in proxy.requests] == ["CONNECT"]
        assert "authorization" not in proxy.requests[0].headers


@pytest.mark.parametrize("value", ["http://[::1", "socks9://127.0.0.1:1"])
async def test_a_proxy_of_the_environment_that_is_none_is_told(world, monkeypatch, value: str):
    monkeypatch.setenv("ALL_PROXY", value)
    async with world(base_url="https://example.invalid/v1") as it:
        chat, watcher = it.chat()
        chat.send("Hi")
        answer = await watcher.ended()
        assert answer.end is EndState.OFFLINE
        assert "proxy" in answer.problem.title


async def test_another_base_url_in_the_environment_gets_neither_prompt_nor_key(world, monkeypatch):
    with WireServer() as stranger:
        monkeypatch.setenv("OPENAI_BASE_URL", stranger.base_url)
        async with world() as it:
            it.server.stream(*HELLO, STOP, DONE)
            chat, watcher = it.chat()
            chat.send("Hi")
            assert (await watcher.ended()).text() == "Hello"
        assert stranger.requests == []


async def test_a_server_that_vanishes_in_mid_stream_is_met_again_when_it_is_back(world):
    with ExitStack() as there:
        leaving = there.enter_context(WireServer())
        async with world(base_url=leaving.base_url) as it:
            leaving.stream(*HELLO, UntilClosed())
            chat, watcher = it.chat()
            chat.send("Hi")
            await watcher.text("Hello")
            await asyncio.to_thread(there.close)
            answer = await watcher.ended()
            assert (answer.text(), answer.end) == ("Hello", EndState.DISCONNECTED)
            chat.retry()
            answer = await watcher.ended()
            assert (answer.text(), answer.end) == ("", EndState.OFFLINE)
            it.providers.choose(replace(it.providers.current, base_url=it.server.base_url))
            it.server.stream(*HELLO, STOP, DONE)
            chat.retry()
            assert (await watcher.ended()).end is EndState.COMPLETE
            assert sorted(one.text() for one in chat.messages.values()) == ["", "Hello", "Hello", "Hi"]


async def test_an_idle_connection_that_the_network_has_dropped_costs_no_answer(world):
    """A server closes what was kept open between two prompts."""
    async with world() as it:
        it.server.stream(*HELLO, STOP, DONE)
        chat, watcher = it.chat()
        chat.send("Hi")
        await watcher.ended()
        await asyncio.to_thread(it.server.close_connections)
        it.server.stream(*HELLO, STOP, DONE)
        chat.send("And?")
        answer = await watcher.ended()
        assert (answer.text(), answer.end) == ("Hello", EndState.COMPLETE)
        assert [request.connection for request in it.server.requests] == [0, 1]
