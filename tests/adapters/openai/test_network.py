"""How servers are reached: directly, through a proxy, and with which certificates. On real sockets."""

import base64
from pathlib import Path

import pytest

from app.adapters.openai.route import proxy_for
from app.domain.network import NO_PROXY, Network
from app.domain.problem import TurnError
from tests.adapters.openai.asking import END, HELLO, answer, connected, problem, texts
from tests.wire.certificate import certificate
from tests.wire.proxy import Proxy, SocksProxy
from tests.wire.server import DONE, WireServer

PASSWORD = "s3cret-of-the-proxy"


async def test_a_proxy_of_ones_own_is_asked_and_learns_no_more_than_the_name(tmp_path: Path) -> None:
    tls = certificate(tmp_path / "ca.pem", "api.example", 9)
    with WireServer(tls) as server, Proxy(server.port, "me:" + PASSWORD) as proxy:
        server.stream(*HELLO, END, DONE)
        own = proxy.url.replace("//", f"//me:{PASSWORD}@")
        network = Network(own, str(tmp_path / "ca.pem"))
        assert texts(await answer("https://api.example/v1", network=network)) == "Hello"
        assert proxy.asked == ["CONNECT api.example:443"]
        assert "proxy-authorization" not in server.requests[0].headers


async def test_a_socks_proxy_is_asked_too(tmp_path: Path) -> None:
    tls = certificate(tmp_path / "ca.pem", "api.example", 9)
    with WireServer(tls) as server, SocksProxy(server.port, "me:" + PASSWORD) as proxy:
        server.stream(*HELLO, END, DONE)
        own = Network(proxy.url.replace("//", f"//me:{PASSWORD}@"), str(tmp_path / "ca.pem"))
        assert texts(await answer("https://api.example/v1", network=own)) == "Hello"
        assert proxy.asked == ["SOCKS api.example:443"]
        wrong = Network(proxy.url.replace("//", f"//me:{PASSWORD}-not@"))
        found = await problem("https://api.example/v1", network=wrong)
        assert found.title == "Cannot reach api.example: the proxy did not let us through."
        assert PASSWORD not in str(found)


async def test_http_goes_through_the_proxy_too() -> None:
    with WireServer() as server, Proxy(server.port) as proxy:
        server.stream(*HELLO, END, DONE)
        assert texts(await answer("http://api.example/v1", network=Network(proxy.url))) == "Hello"
        assert [line.split("/v1")[0] for line in proxy.asked] == ["POST http://api.example"]


async def test_the_systems_proxy_is_used_unless_the_settings_say_none(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(server.port) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        server.stream(*HELLO, END, DONE)
        assert texts(await answer("http://api.example/v1")) == "Hello"
        assert len(proxy.asked) == 1
        found = await problem("http://nonexistent.invalid/v1", network=Network(NO_PROXY))
        assert found.title == "Cannot reach nonexistent.invalid: the name was not found."
        assert len(proxy.asked) == 1


async def test_this_computer_is_reached_without_a_proxy(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(server.port) as proxy:
        monkeypatch.setenv("all_proxy", proxy.url)
        for network in (Network(), Network(proxy.url)):
            server.stream(*HELLO, END, DONE)
            assert texts(await answer(server.base_url, network=network)) == "Hello"
        assert proxy.asked == []


@pytest.mark.parametrize(
    ("url", "no_proxy", "proxy"),
    [
        ("https://api.example/v1", "", "http://secure:1"),
        ("http://api.example/v1", "", "http://rest:1"),
        ("https://api.example/v1", "api.example", None),
        ("https://api.example/v1", ".example", None),
        ("https://api.example/v1", "example", None),
        ("https://api.example/v1", "other.example, *", "http://secure:1"),
        ("https://api.example/v1", "*", None),
        ("https://api.example:8443/v1", "api.example:8443", None),
        ("https://api.example/v1", "api.example:8443", "http://secure:1"),
        ("https://10.1.2.3/v1", "10.0.0.0/8", None),
        ("https://11.1.2.3/v1", "10.0.0.0/8, nonsense/8", "http://secure:1"),
        ("https://[fd00::1]/v1", "fd00::/8", None),
        ("https://127.0.0.9/v1", "", None),
        ("https://[::1]:8080/v1", "", None),
        ("http://models.localhost/v1", "", None),
        ("http://LocalHost:11434/v1", "", None),
    ],
)
def test_what_the_environment_says_of_proxies(
    monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str, proxy: str | None
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "secure:1")
    monkeypatch.setenv("ALL_PROXY", "http://rest:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(url, Network()) == proxy
    assert proxy_for(url, Network(NO_PROXY)) is None


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("proxy.example:3128", "The proxy’s address begins with http://, https:// or socks5://."),
        ("gopher://proxy.example:1", "The proxy’s address begins with http://, https:// or socks5://."),
        ("http://", "The proxy’s address is not valid."),
        ("http://proxy.example:99999", "The proxy’s address is not valid."),
        ("http://pro xy.example:1", "The proxy’s address is not valid."),
        ("http://[::1", "The proxy’s address is not valid."),
    ],
)
async def test_a_proxy_that_cannot_be_one_says_so(url: str, title: str) -> None:
    with pytest.raises(TurnError) as caught:
        async with connected("https://api.example/v1", network=Network(url)):
            pass
    assert (caught.value.problem.kind, caught.value.problem.title) == ("offline", title)
    assert caught.value.problem.remedy == "Check it in the settings, under Connection."


async def test_a_proxy_that_wants_a_password_is_told_from_a_server_that_does(server: WireServer) -> None:
    with Proxy(server.port, "me:other") as proxy:
        own = Network(proxy.url.replace("//", f"//me:{PASSWORD}@"))
        for scheme in ("http", "https"):
            found = await problem(f"{scheme}://api.example/v1", network=own)
            assert found.kind == "offline"
            assert found.title == "Cannot reach api.example: the proxy asks for a name and a password."
            assert PASSWORD not in str(found)
            assert base64.b64encode(f"me:{PASSWORD}".encode()).decode() not in str(found)


async def test_a_proxy_that_lets_nobody_through_says_so(server: WireServer) -> None:
    refusal = b"HTTP/1.1 403 Blocked by policy\r\nContent-Length: 0\r\n\r\n"
    with Proxy(server.port, refusal=refusal) as proxy:
        found = await problem("https://api.example/v1", network=Network(proxy.url))
    assert found.title == "Cannot reach api.example: the proxy did not let us through."
    assert found.detail == "403 Blocked by policy"


async def test_a_proxy_that_is_not_there_is_named_without_its_password() -> None:
    with Proxy(1) as proxy:
        own = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
    found = await problem("https://api.example/v1", network=Network(own))
    assert found.title == f"Cannot reach the proxy 127.0.0.1:{proxy.port}: the connection was refused."
    found = await problem(
        "https://api.example/v1", network=Network(f"socks5://me:{PASSWORD}@nowhere.invalid")
    )
    assert found.title == "Cannot reach the proxy nowhere.invalid: the name was not found."


async def test_more_certificates_stand_beside_those_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, systems = tmp_path / "ours.pem", tmp_path / "systems.pem"
    our_tls, system_tls = certificate(ours, "ours.example", 9), certificate(systems, "other.example", 9)
    monkeypatch.setenv("SSL_CERT_FILE", str(systems))
    for tls, host in ((our_tls, "ours.example"), (system_tls, "other.example")):
        with WireServer(tls) as server, Proxy(server.port) as proxy:
            server.stream(*HELLO, END, DONE)
            url, network = f"https://{host}/v1", Network(proxy.url, str(ours))
            assert texts(await answer(url, network=network)) == "Hello"
            if host == "ours.example":
                found = await problem(url, network=Network(proxy.url))
                assert found.title == "Cannot reach ours.example: its certificate is self-signed."


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (None, "The certificate file {path} was not found."),
        (b"", "No certificate can be read from {path}."),
        (b"-----BEGIN CERTIFICATE-----\nnonsense\n", "No certificate can be read from {path}."),
    ],
)
async def test_a_certificate_file_that_cannot_be_used_says_so(
    tmp_path: Path, content: bytes | None, title: str
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TurnError) as caught:
        async with connected("https://api.example/v1", network=Network(ca_file=str(path))):
            pass
    assert caught.value.problem.title == title.format(path=path)
    with pytest.raises(TurnError) as caught:
        async with connected("https://api.example/v1", network=Network(ca_file=str(tmp_path))):
            pass
    assert str(tmp_path) in caught.value.problem.title


async def test_who_needs_no_certificates_is_not_stopped_by_them(server: WireServer) -> None:
    server.stream(*HELLO, END, DONE)
    network = Network(ca_file="/nonexistent/certificates.pem")
    assert texts(await answer(server.base_url, network=network)) == "Hello"
