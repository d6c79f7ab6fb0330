"""Every task has an owner, a name and somebody who hears of its failure."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class TaskScope:
    """Starts tasks, keeps them alive, reports their errors, and cancels what is left at the end."""

    def __init__(self, on_error: Callable[[str, BaseException], None]) -> None:
        """`on_error` gets the name of the task and what it raised; cancelling is no error."""
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._must_finish: set[asyncio.Task[Any]] = set()

    def start(
        self, name: str, coroutine: Coroutine[Any, Any, Any], *, must_finish: bool = False
    ) -> asyncio.Task[Any]:
        """`must_finish`: closing the scope waits for this task instead of cancelling it."""
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._tasks.add(task)
        if must_finish:
            self._must_finish.add(task)
        task.add_done_callback(self._done)
        return task

    async def close(self) -> None:
        """Ends all tasks: returns when they are gone, those too that they started while they ended."""
        while self._tasks:
            for task in self._tasks - self._must_finish:
                task.cancel()
            await asyncio.wait(self._tasks)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._must_finish.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_error(task.get_name(), error)
