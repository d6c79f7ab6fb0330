"""A word on stderr when the keyring takes its time: its dialog may lie behind another window."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from app.boot.stderr import say

T = TypeVar("T")

_WAITING = "Waiting for your keyring, which may be asking something in a window of its own."
_PATIENCE = 1.0
"""Seconds. Most answer at once."""


class KeyringWait:
    """Told when the keyring is being waited for, and when that is over."""

    def __init__(self) -> None:
        self._word: asyncio.TimerHandle | None = None

    def __call__(self, waiting: bool) -> None:
        if self._word is not None:
            self._word.cancel()
        self._word = asyncio.get_running_loop().call_later(_PATIENCE, say, _WAITING) if waiting else None


async def patiently(asking: Awaitable[T]) -> T:
    """What the keyring answers."""
    wait = KeyringWait()
    wait(True)
    try:
        return await asking
    finally:
        wait(False)
