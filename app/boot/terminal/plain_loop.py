"""asyncio without Qt, for the commands of the terminal."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` to its end. Ctrl+C cancels it; if it then ends as cancelled, raises KeyboardInterrupt.

    WORKAROUND(Python 3.13, asyncio on POSIX): its own Ctrl+C is lost to a loop that is just falling asleep,
    until something else wakes it. A handler of the loop comes with a pipe that wakes it.
    """

    async def interruptible() -> T:
        task = asyncio.current_task()
        if sys.platform != "win32" and task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)
        return await work

    try:
        return asyncio.run(interruptible())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
