"""The moderation check on the wire."""

from typing import Any

import pytest

from app.domain.problem import TurnError
from tests.adapters.openai.asking import KEY, connected
from tests.wire.server import WireServer


async def test_each_text_has_its_categories(server: WireServer) -> None:
    results = [
        {"flagged": True, "categories": {"violence": True, "hate/threatening": True, "sexual": False}},
        {"flagged": False, "categories": {"violence": False}},
        {"flagged": True, "categories": None},
        {"categories": {"hate": "yes", "illicit": True}},
    ]
    server.reply(200, {"id": "modr-1", "results": results})
    async with connected(server.base_url) as backend:
        assert await backend.moderate(["a", "b", "c", "d"]) == [
            {"violence", "hate/threatening"},
            frozenset(),
            {"flagged"},
            {"illicit"},
        ]
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/moderations")
    assert request.json == {"model": "omni-moderation-latest", "input": ["a", "b", "c", "d"]}


async def test_nothing_is_not_asked_about(server: WireServer) -> None:
    async with connected(server.base_url) as backend:
        assert await backend.moderate([]) == []
    assert server.requests == []


@pytest.mark.parametrize("status", [404, 405])
async def test_a_server_without_a_check_says_so_and_is_remembered(server: WireServer, status: int) -> None:
    server.reply(status, b"")
    async with connected(server.base_url, moderation=True) as backend:
        with pytest.raises(TurnError, match=r"^The server has no moderation check\.$"):
            await backend.moderate(["x"])
        assert not backend.capabilities.moderation


RESULT = {"flagged": False, "categories": {}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        "<html>Sign in</html>",
        {},
        {"results": None},
        {"results": []},
        {"results": [RESULT, RESULT]},
        {"results": [None]},
        {"results": [{}]},
        {"results": [{"flagged": None, "categories": None}]},
        {"results": [{"flagged": "true"}]},
        {"results": [{"categories": {}}]},
        {"results": [{"categories": {"violence": "yes"}}]},
        {"error": {"message": f"bad {KEY}"}},
    ],
)
async def test_a_check_that_tells_nothing_lets_nothing_through(server: WireServer, body: Any) -> None:
    server.reply(200, body)
    async with connected(server.base_url) as backend:
        with pytest.raises(TurnError) as caught:
            await backend.moderate(["x"])
    assert KEY not in str(caught.value.problem)
