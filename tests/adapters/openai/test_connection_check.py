"""The way to a server, stage by stage, on real sockets."""

import asyncio
import socket
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from app.adapters.openai.connection_check import check_connection
from app.domain.connection_check import Finding, Stage, Verdict, report
from app.domain.network import NO_PROXY, Network
from app.domain.provider import Provider
from tests.wire.certificate import certificate
from tests.wire.proxy import Proxy, SocksProxy
from tests.wire.server import UntilClosed, WireServer

KEY = "sk-canary-0123456789abcdef"
MODELS = {"data": [{"id": "m"}, {"id": "other"}]}


async def found(
    base_url: str, network: Network | None = None, key: str = KEY, model: str = "m"
) -> list[Finding]:
    provider = Provider("p", base_url, model)
    findings = [one async for one in check_connection(provider, network or Network(), key)]
    assert [one.stage for one in findings] == sorted((one.stage for one in findings), key=list(Stage).index)
    assert all(one.verdict is not Verdict.FAILED for one in findings[:-1]), "the first failure is the last"
    assert all(one.sentence.endswith((".", "?")) and one.milliseconds >= 0 for one in findings)
    if key:
        assert key not in report(base_url, findings)
    return findings


def verdicts(findings: list[Finding]) -> str:
    return " ".join(f"{one.stage}:{one.verdict}" for one in findings)


async def test_all_is_well(tmp_path: Path) -> None:
    with WireServer(certificate(tmp_path / "ca.pem", "localhost", 9)) as server:
        server.reply(200, MODELS, {"Server": "small/1"})
        server.reply(401, {"error": "no key"})
        findings = await found(
            f"https://localhost:{server.port}/v1", Network(ca_file=str(tmp_path / "ca.pem"))
        )
        assert verdicts(findings) == "name:ok connection:ok security:ok answer:ok key:ok model:ok"
        assert findings[2].sentence == "Encrypted with TLS 1.3; the certificate was issued by localhost."
        assert findings[3].detail == "small/1"
        assert [request.path for request in server.requests] == ["/v1/models", "/v1/models"]
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
        assert "authorization" not in server.requests[1].headers


async def test_a_list_for_everybody_says_nothing_of_the_key(server: WireServer) -> None:
    server.reply(200, MODELS)
    server.reply(200, MODELS)
    findings = await found(server.base_url)
    assert verdicts(findings) == "name:skipped connection:ok security:skipped answer:ok key:unknown model:ok"
    server.reply(200, MODELS)
    findings = await found(server.base_url, key="")
    assert findings[4].verdict is Verdict.SKIPPED


async def test_a_name_that_is_not_found() -> None:
    findings = await found("https://nonexistent.invalid/v1")
    assert verdicts(findings) == "name:failed"
    assert findings[0].sentence.startswith("Cannot reach nonexistent.invalid: the name was not found. Check")


async def test_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    findings = await found(f"http://localhost:{port}/v1")
    assert verdicts(findings) == "name:ok connection:failed"
    assert "the connection was refused. Is the server running?" in findings[1].sentence


@pytest.mark.parametrize(
    ("name", "days", "trusted", "reason"),
    [
        ("localhost", 9, False, "its certificate is self-signed"),
        ("localhost", -1, True, "its certificate has expired"),
        ("example.org", 9, True, "its certificate is for another name"),
    ],
)
async def test_a_bad_certificate(tmp_path: Path, name: str, days: int, trusted: bool, reason: str) -> None:
    path = tmp_path / "ca.pem"
    with WireServer(certificate(path, name, days)) as server:
        network = Network(ca_file=str(path) if trusted else "")
        findings = await found(f"https://localhost:{server.port}/v1", network)
        assert verdicts(findings) == "name:ok connection:ok security:failed"
        assert reason in findings[2].sentence
        assert server.requests == []


async def test_plain_http_behind_https(server: WireServer) -> None:
    findings = await found(f"https://127.0.0.1:{server.port}/v1", Network(connect_timeout=1))
    assert verdicts(findings) == "name:skipped connection:ok security:failed"


async def test_a_server_that_does_not_shake_hands_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        findings = await found(url, Network(connect_timeout=0.2))
    assert verdicts(findings) == "name:skipped connection:ok security:failed"
    assert "did not answer within 0.2 seconds" in findings[-1].sentence


async def test_through_a_proxy_it_says_so(tmp_path: Path) -> None:
    tls = certificate(tmp_path / "ca.pem", "api.example", 9)
    with WireServer(tls) as server, Proxy(server.port, "me:a-long-password") as proxy:
        server.reply(200, MODELS)
        own = proxy.url.replace("//", "//me:a-long-password@")
        findings = await found("https://api.example/v1", Network(own, str(tmp_path / "ca.pem")))
        assert verdicts(findings).startswith(
            "name:skipped connection:ok security:ok answer:ok key:ok model:ok"
        )
        assert findings[1].sentence == f"The proxy 127.0.0.1:{proxy.port} leads to api.example."
        assert proxy.asked == ["CONNECT api.example:443"]
        wrong = Network(proxy.url.replace("//", "//me:another-password@"))
        findings = await found("https://api.example/v1", wrong)
        assert verdicts(findings) == "name:skipped connection:failed"
        assert "the proxy asks for a name and a password" in findings[-1].sentence
        assert "another-password" not in report("", findings)
        findings = await found("http://api.example/v1", wrong)
        assert verdicts(findings) == "name:skipped connection:ok security:skipped answer:failed"
        assert "Not encrypted" in findings[2].sentence


async def test_through_a_socks_proxy(tmp_path: Path) -> None:
    tls = certificate(tmp_path / "ca.pem", "api.example", 9)
    with WireServer(tls) as server, SocksProxy(server.port) as proxy:
        server.reply(200, MODELS)
        findings = await found("https://api.example/v1", Network(proxy.url, str(tmp_path / "ca.pem")))
        assert verdicts(findings) == "name:skipped connection:ok security:ok answer:ok key:ok model:ok"
    with WireServer() as server, SocksProxy(server.port) as proxy:
        server.reply(200, MODELS)
        findings = await found("http://api.example/v1", Network(proxy.url), key="")
        assert verdicts(findings).endswith("connection:ok security:skipped answer:ok key:skipped model:ok")


async def test_a_proxy_that_is_not_there() -> None:
    with Proxy(1) as proxy:
        pass
    findings = await found("https://api.example/v1", Network(proxy.url))
    assert verdicts(findings) == "name:skipped connection:failed"
    assert "Cannot reach the proxy 127.0.0.1" in findings[-1].sentence
    findings = await found("https://api.example/v1", Network("socks5://nowhere.invalid"))
    assert verdicts(findings) == "name:failed"


@pytest.mark.parametrize(
    ("network", "url", "expected"),
    [
        (Network("nonsense"), "https://api.example/v1", "connection:failed"),
        (Network(NO_PROXY, "/nonexistent.pem"), "https://api.example/v1", "connection:failed"),
        (Network(), "api.example", "name:failed"),
    ],
)
async def test_settings_that_cannot_be_used(network: Network, url: str, expected: str) -> None:
    assert verdicts(await found(url, network)) == expected


async def test_a_key_that_is_not_accepted(server: WireServer) -> None:
    server.reply(401, {"error": {"message": f"Wrong key {KEY}"}})
    findings = await found(server.base_url)
    assert verdicts(findings).endswith("answer:ok key:failed")
    assert findings[-1].sentence.startswith("The server did not accept the key.")
    assert findings[-1].detail == "Wrong key [key removed]"


async def test_a_model_that_is_missing(server: WireServer) -> None:
    server.reply(200, MODELS)
    findings = await found(server.base_url, model="gpt-9", key="")
    assert verdicts(findings).endswith("model:failed")
    assert findings[-1].sentence == "“gpt-9” is not among the 2 models of this server. Choose another one."
    server.reply(200, {"models": [{"name": "llama3:latest"}]})
    findings = await found(server.base_url, model="gpt-9", key="")
    said = "This server offers “llama3:latest” alone, not “gpt-9”. Choose that one."
    assert (findings[-1].verdict, findings[-1].sentence) == (Verdict.FAILED, said)
    server.reply(200, {"models": [{"name": "llama3:latest"}]})
    assert (await found(server.base_url, model="llama3", key=""))[-1].verdict is Verdict.OK


@pytest.mark.parametrize(("status", "body"), [(200, "<html>Sign in</html>"), (403, "<html>Blocked</html>")])
async def test_a_web_page(server: WireServer, status: int, body: str) -> None:
    server.reply(status, body)
    findings = await found(server.base_url)
    assert verdicts(findings).endswith("answer:failed")
    assert "with a web page" in findings[-1].sentence


async def test_a_server_without_a_list_cannot_be_told(server: WireServer) -> None:
    server.reply(404, {"error": "no such path"})
    findings = await found(server.base_url)
    assert verdicts(findings).endswith("answer:unknown key:unknown model:unknown")


@pytest.mark.parametrize(("status", "words"), [(500, "has a problem"), (307, "send us elsewhere")])
async def test_a_server_in_trouble(server: WireServer, status: int, words: str) -> None:
    server.reply(status, {"error": "oops"}, {"Location": "https://elsewhere.example/"})
    findings = await found(server.base_url)
    assert verdicts(findings).endswith("answer:failed")
    assert words in findings[-1].sentence


async def test_it_can_be_left_at_any_time(server: WireServer) -> None:
    server.raw(UntilClosed())
    async with aclosing(check_connection(Provider("p", server.base_url, "m"), Network(), KEY)) as findings:
        assert (await anext(findings)).stage is Stage.NAME
        assert (await anext(findings)).stage is Stage.CONNECTION
        await anext(findings)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(findings), 0.1)
    assert server.wait_requests(1)[0].wait_closed() <= time.monotonic()


async def test_it_can_be_left_while_security_is_agreed_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        async with aclosing(check_connection(Provider("p", url, "m"), Network(), KEY)) as findings:
            await anext(findings)
            assert (await anext(findings)).stage is Stage.CONNECTION
        connection, _ = silent.accept()
        with connection:
            connection.settimeout(5)
            while connection.recv(10_000):
                pass
