"""GitHub is asked for the newest version, on real sockets, whatever it answers."""

import json
import socket
from collections.abc import Iterator

import pytest

from app import HOMEPAGE, __version__
from app.adapters import releases
from app.adapters.releases import LATEST, GitHubReleases
from app.domain.network import Network
from app.domain.release import CheckFailed, Release
from tests.wire.proxy import Proxy
from tests.wire.server import Reset, UntilClosed, WireServer

PAGE = f"{HOMEPAGE}/releases/tag/v0.2.0"
TOLD = {"tag_name": "v0.2.0", "html_url": PAGE, "draft": False}


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


async def asked(server: WireServer) -> Release:
    return await GitHubReleases(f"{server.base_url}/latest").latest(Network())


async def fault(server: WireServer) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        await asked(server)
    assert str(caught.value).endswith(".")
    return caught.value


def test_the_address_is_that_of_the_project() -> None:
    assert LATEST == "https://api.github.com/repos/rivulet/rivulet/releases/latest"


async def test_the_newest_version_is_told_and_nothing_about_the_user_is_sent(server: WireServer) -> None:
    server.reply(200, TOLD, {"ETag": 'W/"you"', "Set-Cookie": "who=you"})
    assert await asked(server) == Release("0.2.0", PAGE)
    (request,) = server.requests
    assert (request.method, request.path, request.body) == ("GET", "/v1/latest", b"")
    assert request.headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept": "application/vnd.github+json",
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "user-agent": f"Rivulet/{__version__}",
    }
    request.wait_closed()


async def test_it_goes_the_way_that_the_settings_say(server: WireServer) -> None:
    with Proxy(server.port) as proxy:
        server.reply(200, TOLD)
        await GitHubReleases("http://api.example/latest").latest(Network(proxy.url))
        assert proxy.asked == ["GET http://api.example/latest"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "No version has been released yet."),
        (403, "GitHub takes no more questions from this address for now. Try again in an hour."),
        (429, "GitHub takes no more questions from this address for now. Try again in an hour."),
        (500, "GitHub has trouble answering. Try again later."),
    ],
)
async def test_what_it_refuses_is_said_in_a_sentence(server: WireServer, status: int, words: str) -> None:
    server.reply(status, {"message": "API rate limit exceeded for 192.0.2.1"})
    failed = await fault(server)
    assert (str(failed), failed.was_answered) == (words, True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"<html>",
        json.dumps([TOLD]).encode(),
        json.dumps({"tag_name": 7}).encode(),
        json.dumps({"tag_name": "nightly <b>now</b>"}).encode(),
        json.dumps({"html_url": PAGE}).encode(),
    ],
)
async def test_what_cannot_be_read_is_said_so(server: WireServer, body: bytes) -> None:
    server.reply(200, body)
    failed = await fault(server)
    assert (str(failed), failed.was_answered) == ("GitHub’s answer could not be read.", True)


@pytest.mark.parametrize("page", [7, None, f"{PAGE}?{'a' * 900_000}"])
async def test_a_page_that_is_none_is_left_out(server: WireServer, page: object) -> None:
    server.reply(200, {**TOLD, "html_url": page})
    assert await asked(server) == Release("0.2.0", "")


async def test_no_more_is_read_than_an_answer_can_have(server: WireServer) -> None:
    server.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b" " * 1_500_000, UntilClosed())
    assert str(await fault(server)) == "GitHub’s answer could not be read."
    server.requests[0].wait_closed()


async def test_a_project_that_has_moved_is_found_at_the_same_server(server: WireServer) -> None:
    server.reply(301, b"", {"Location": "/v1/elsewhere", "Set-Cookie": "who=you"})
    server.reply(200, TOLD)
    assert await asked(server) == Release("0.2.0", PAGE)
    assert server.requests[1].path == "/v1/elsewhere"
    assert "cookie" not in server.requests[1].headers


async def test_no_other_server_is_asked(server: WireServer) -> None:
    with WireServer() as other:
        server.reply(302, b"", {"Location": f"{other.base_url}/latest"})
        assert (await fault(server)).was_answered
        assert other.requests == []


async def test_a_circle_ends(server: WireServer) -> None:
    for _ in range(9):
        server.reply(301, b"", {"Location": "/v1/latest"})
    assert (await fault(server)).was_answered
    assert len(server.requests) == 3


async def test_a_server_that_says_nothing_is_left_in_time(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_LONGEST", 0.2)
    server.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", UntilClosed())
    failed = await fault(server)
    assert (str(failed), failed.was_answered) == ("GitHub did not answer in time.", False)
    server.requests[0].wait_closed()


async def test_where_there_is_no_way_that_is_said(server: WireServer) -> None:
    server.raw(Reset())
    failed = await fault(server)
    words = "GitHub could not be reached. Check the network connection."
    assert (str(failed), failed.was_answered) == (words, False)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/latest"
        with pytest.raises(CheckFailed, match="could not be reached"):
            await GitHubReleases(url).latest(Network())


@pytest.mark.parametrize(
    "network", [Network("ftp://x"), Network(ca_file="/nowhere.pem"), Network("http://[")]
)
async def test_settings_of_the_network_that_cannot_be_used_are_named(network: Network) -> None:
    with pytest.raises(CheckFailed) as caught:
        await GitHubReleases("https://api.example/latest").latest(network)
    assert not caught.value.was_answered
