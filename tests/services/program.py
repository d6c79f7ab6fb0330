"""Runs of the program without a window, whose answers are made at their provider."""

import json
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.adapters.history.store import SqliteHistory
from app.adapters.openai.connector import OpenAIConnector
from app.domain.conversation import Message
from app.domain.policy import Policy
from app.domain.provider import Provider
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from tests.services.conftest import NoKeychain, Watcher

CAN = {"background": True, "store": True, "moderation": True, "server_context": True}


@dataclass
class Program:
    library: Library
    providers: Providers
    faults: list[str]

    async def asked(self, prompt: str) -> tuple[Chat, Watcher]:
        chat = self.library.new_chat()
        watcher = Watcher(chat)
        chat.send(prompt)
        return chat, watcher


@asynccontextmanager
async def program(folder: Path, base_url: str, *, idle_timeout: float = 60.0) -> AsyncIterator[Program]:
    """One run, from its start to its end."""
    errors: list[BaseException] = []
    faults: list[str] = []
    tasks = TaskScope(lambda name, error: errors.append(error))
    provider = Provider("far", base_url, "guide", idle_timeout=idle_timeout, overrides=CAN)
    providers = Providers(
        provider, connector=OpenAIConnector(), keychain=NoKeychain(), policy=Policy(background=True)
    )
    history = SqliteHistory(folder / "history.sqlite3", on_fault=faults.append)
    await history.open(recover=True)
    library = Library(history=history, providers=providers, tasks=tasks, on_fault=faults.append)
    await library.load()
    await library.take_up()
    try:
        yield Program(library, providers, faults)
    finally:
        await tasks.close()
        await providers.close()
        await history.close()
    assert not errors


def truth(base_url: str, answer: Message) -> dict:
    with urllib.request.urlopen(f"{base_url}/responses/{answer.response_id}") as reply:
        return json.load(reply)


def text_of(response: dict) -> str:
    contents = [part for item in response["output"] for part in item.get("content", ())]
    return "".join(part["text"] for part in contents if part["type"] == "output_text")
