"""When and where Python looks for garbage: in the window's thread alone, and everywhere only at rest.

Left to itself, it looks in whichever thread has just made something, and takes down there what a closed
window or conversation has left in cycles: objects of Qt that the window's thread may be at work on. That
crashes the program. A look at all objects that there are holds the window up for 20 to 100 ms.
"""

import asyncio
import gc
from collections.abc import Callable

_BUSY = 0.1
"""Seconds between two looks at what is new while an answer is written."""
_QUIET = 1.0
_REST = 20.0
"""Seconds between two looks at whether it is worth while to look everywhere."""
_WORTH = 10
"""Collections of the younger objects since the last full one: some 70,000 objects have come to stay."""


def keep_loaded() -> None:
    """What is loaded now stays, and is not looked at again."""
    gc.freeze()


def collect_young() -> None:
    """Looks at the objects of late, if there are enough of them. For the window's thread."""
    young, middle, _ = gc.get_threshold()
    new, survivals, _ = gc.get_count()
    if new > young:
        gc.collect(1 if survivals > middle else 0)


async def collect_in_turn(is_busy: Callable[[], bool]) -> None:
    """Runs until it is cancelled, in the window's thread. From its start on, nobody else collects."""
    gc.disable()
    loop = asyncio.get_running_loop()
    looked = loop.time()
    try:
        while True:
            await asyncio.sleep(_BUSY if is_busy() else _QUIET)
            collect_young()
            if loop.time() - looked > _REST:
                looked = loop.time()
                if gc.get_count()[2] >= _WORTH and not is_busy():
                    gc.collect()
    finally:
        gc.enable()
