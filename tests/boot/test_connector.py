"""The Guide is started when it is first asked, once, and stopped with the connector."""

import asyncio
import threading
from dataclasses import replace

import pytest

from app.boot.connector import AppConnector
from app.boot.known_secrets import redacted
from app.domain.conversation import Role
from app.domain.network import Network
from app.domain.problem import TurnError
from app.domain.prompt import ChatRequest, PromptMessage
from app.domain.provider import GUIDE_PROVIDER, OPENAI_PROVIDER
from app.domain.stream import Finished, TextDelta


def guides() -> int:
    return len([thread for thread in threading.enumerate() if thread.name == "guide"])


async def test_the_guide_runs_once_and_answers():
    connector = AppConnector()
    try:
        assert guides() == 0
        first, second = await asyncio.gather(
            connector.connect(GUIDE_PROVIDER, ""), connector.connect(GUIDE_PROVIDER, "")
        )
        assert guides() == 1
        request = ChatRequest("guide", (PromptMessage(Role.USER, "/demo reasoning"),))
        events = [event async for event in first.stream(request)]
        assert any(isinstance(event, TextDelta) for event in events)
        assert Finished("stop") in events
        await first.close()
        await second.close()
    finally:
        await connector.close()
    assert guides() == 0


async def test_a_start_that_nobody_waits_for_any_more_is_not_lost():
    connector = AppConnector()
    impatient = asyncio.ensure_future(connector.connect(GUIDE_PROVIDER, ""))
    await asyncio.sleep(0)
    impatient.cancel()
    backend = await connector.connect(GUIDE_PROVIDER, "")
    assert await backend.models() == ["guide"]
    await backend.close()
    await connector.close()
    await connector.close()


async def test_each_key_is_kept_out_of_the_log():
    connector = AppConnector()
    backend = await connector.connect(OPENAI_PROVIDER, "a-key-of-another-kind")
    await backend.close()
    with pytest.raises(TurnError):
        await connector.connect(replace(OPENAI_PROVIDER, base_url="nonsense"), "")
    await connector.close()
    assert "a-key-of-another-kind" not in redacted("a-key-of-another-kind")


async def test_the_guide_is_reached_directly_whatever_the_network_is():
    connector = AppConnector(Network("http://me:a-long-password@nowhere.invalid:1", "/nonexistent.pem"))
    backend = await connector.connect(GUIDE_PROVIDER, "")
    assert await backend.models() == ["guide"]
    await backend.close()
    with pytest.raises(TurnError):
        await connector.connect(OPENAI_PROVIDER, "")
    connector.network = Network()
    await (await connector.connect(OPENAI_PROVIDER, "")).close()
    await connector.close()
    assert "a-long-password" not in redacted("a-long-password")
