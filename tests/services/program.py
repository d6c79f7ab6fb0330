"""Runs of the program without a window, whose answers are made at their provider."""

import json
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.domain.conversation import Message
from app.domain.policy import Policy
from app.domain.provider import Provider
from tests.services.conftest import World, running

CAN = {"background": True, "store": True, "moderation": True, "server_context": True}


@asynccontextmanager
async def program(folder: Path, base_url: str, *, idle_timeout: float = 60.0) -> AsyncIterator[World]:
    """One run, from its start to its end."""
    provider = Provider("far", base_url, "guide", idle_timeout=idle_timeout, overrides=CAN)
    async with running(folder, provider, policy=Policy(background=True)) as it:
        await it.library.take_up()
        yield it


def truth(base_url: str, answer: Message) -> dict:
    with urllib.request.urlopen(f"{base_url}/responses/{answer.response_id}") as reply:
        return json.load(reply)


def text_of(response: dict) -> str:
    contents = [part for item in response["output"] for part in item.get("content", ())]
    return "".join(part["text"] for part in contents if part["type"] == "output_text")
