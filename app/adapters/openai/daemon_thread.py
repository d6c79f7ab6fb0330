"""Work that takes long, and that nobody has to wait for when the program quits."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

Made = TypeVar("Made")


async def in_daemon_thread(make: Callable[[], Made]) -> Made:
    """What `make` returns or raises. Quitting the program never waits for it, unlike for a pool's thread."""
    loop = asyncio.get_running_loop()
    made: asyncio.Future[Made] = loop.create_future()

    def settle(result: Made | None, error: Exception | None) -> None:
        if made.done():
            return  # Nobody waits any more.
        if error is not None:
            made.set_exception(error)
        else:
            made.set_result(cast("Made", result))

    def run() -> None:
        outcome: tuple[Made | None, Exception | None]
        try:
            outcome = make(), None
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: it is raised where `made` is awaited
            outcome = None, error
        with suppress(RuntimeError):  # The loop was closed meanwhile.
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="connect", daemon=True).start()
    return await made
