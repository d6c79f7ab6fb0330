"""Asks a server as the program does, from the connector on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields

from app.adapters.openai.connector import OpenAIConnector
from app.domain.conversation import Role
from app.domain.network import Network
from app.domain.ports import ChatBackend
from app.domain.problem import Problem
from app.domain.prompt import ChatRequest, PromptMessage
from app.domain.provider import Provider
from app.domain.stream import Failed, StreamEvent, TextDelta
from tests.wire.server import chat_chunk, sse

KEY = "sk-canary-0123456789abcdef"
REQUEST = ChatRequest("m", (PromptMessage(Role.SYSTEM, "Be short."), PromptMessage(Role.USER, "Hi")))


@asynccontextmanager
async def connected(
    base_url: str, key: str = KEY, network: Network | None = None, **overrides: object
) -> AsyncIterator[ChatBackend]:
    provider = Provider("p", base_url, "m", overrides=overrides)
    backend = await OpenAIConnector(network).connect(provider, key)
    try:
        yield backend
    finally:
        await backend.close()


async def answer(base_url: str, key: str = KEY, network: Network | None = None) -> list[StreamEvent]:
    async with connected(base_url, key, network) as backend:
        return [event async for event in backend.stream(REQUEST)]


async def problem(base_url: str, key: str = KEY, network: Network | None = None) -> Problem:
    """The Problem that the answer ends with; its texts hold no key."""
    events = await answer(base_url, key, network)
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
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
