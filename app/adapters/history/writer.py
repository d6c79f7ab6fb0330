"""The one thread that touches the history's file, and its way back to the event loop."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.conversation import MessageId
from app.domain.problem import EnvironmentFault
from app.domain.turn import Patch

if TYPE_CHECKING:
    from app.adapters.history.archive import Archive

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Deltas:
    message_id: MessageId
    patches: Sequence[Patch]


@dataclass(frozen=True, slots=True)
class _Call:
    job: "Callable[[Archive], Any]"
    answer: Callable[[Any, Exception | None], None]
    last: bool


class Writer(threading.Thread):
    """Does what it is told in order. A daemon: all that it has committed survives its death."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop, on_fault: Callable[[str], None]) -> None:
        super().__init__(name="history", daemon=True)
        self._path = path
        self._loop = loop
        self._on_fault = on_fault
        self._told = ""
        self._queue: queue.SimpleQueue[_Deltas | _Call] = queue.SimpleQueue()
        self._over = False

    def record(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        """Never blocks."""
        self._queue.put(_Deltas(message_id, patches))

    async def call(self, job: "Callable[[Archive], T]", *, last: bool = False) -> T:
        """Runs `job` on the thread, after all that was asked before. Cancelling the wait doesn't undo it.

        Args:
            last: the thread ends with it.
        """
        future: asyncio.Future[T] = self._loop.create_future()

        def answer(result: T, error: Exception | None) -> None:
            self._post(_settle, future, result, error)

        self._ask(_Call(job, answer, last))
        return await future

    def end(self, job: "Callable[[Archive], object]") -> None:
        """As `call` with `last`, where no loop runs any more; blocks until the thread has ended."""
        errors: list[Exception] = []

        def answer(result: object, error: Exception | None) -> None:
            if error is not None:
                errors.append(error)

        self._ask(_Call(job, answer, last=True))
        self.join()
        if errors:
            raise errors[0]

    def run(self) -> None:
        # Here, and not above: loading SQLite takes its time, and the window's start shall not wait.
        from app.adapters.history.archive import Archive

        archive = Archive(self._path)
        try:
            while not self._over:
                for item in self._items(archive.due()):
                    match item:
                        case _Deltas(message_id, patches):
                            archive.record(message_id, patches)
                        case _Call():
                            # What was recorded before is on disk before the answer, if it can be.
                            self._tick(archive)
                            self._perform(item, archive)
                self._tick(archive)
        finally:
            self._over = True
            self._turn_away()

    def _items(self, timeout: float | None) -> Iterator[_Deltas | _Call]:
        """What has come, as soon as something has, or nothing after `timeout` seconds."""
        with suppress(queue.Empty):
            yield self._queue.get(timeout=timeout)
            while not self._over:
                yield self._queue.get_nowait()

    def _perform(self, call: _Call, archive: "Archive") -> None:
        self._over = call.last
        try:
            result = call.job(archive)
        except Exception as error:  # noqa: BLE001 - not swallowed: it is raised where the result is awaited
            call.answer(None, error)
        else:
            call.answer(result, None)

    def _tick(self, archive: "Archive") -> None:
        if self._over:
            return
        try:
            archive.tick()
        except EnvironmentFault as fault:
            if str(fault) != self._told:  # once, and not at each further try
                self._told = str(fault)
                self._post(self._on_fault, self._told)
        else:
            if archive.safe:
                self._told = ""

    def _post(self, callback: Callable[..., object], *arguments: object) -> None:
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback, *arguments)

    def _ask(self, call: _Call) -> None:
        self._queue.put(call)
        if self._over:
            self._turn_away()

    def _turn_away(self) -> None:
        """Nobody shall wait for a thread that has ended."""
        with suppress(queue.Empty):
            while True:
                item = self._queue.get_nowait()
                if isinstance(item, _Call):
                    item.answer(None, EnvironmentFault("The history is closed."))


def _settle(future: "asyncio.Future[T]", result: T, error: Exception | None) -> None:
    if future.done():  # its reader was cancelled
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
