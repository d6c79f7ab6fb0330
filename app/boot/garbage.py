"""When Python looks for garbage everywhere: at rest, never in the middle of an answer.

A full collection looks at all objects there are, and holds the window up for 20 to 100 ms meanwhile.
"""

import asyncio
import gc
from collections.abc import Callable

_NEVER = 1_000_000
_REST = 20.0
"""Seconds between two looks at whether it is worth while."""
_WORTH = 10
"""Collections of the younger objects since the last full one: some 70,000 objects have come to stay."""


def keep_loaded() -> None:
    """What is loaded now stays, and is not looked at again. From here on, full collections are left to us."""
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)


async def collect_at_rest(is_busy: Callable[[], bool]) -> None:
    """Runs until it is cancelled."""
    while True:
        await asyncio.sleep(_REST)
        if gc.get_count()[2] >= _WORTH and not is_busy():
            gc.collect()
