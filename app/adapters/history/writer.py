"""The one thread that touches the history's file, and its way back to the event loop."""

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.adapters.history.orders import Answer, Call, Deltas, Item, Look, Synced, Written
from app.domain.conversation import MessageId
from app.domain.patch import Patch
from app.domain.problem import EnvironmentFault

if TYPE_CHECKING:
    from app.adapters.history.archive import Archive
    from app.adapters.history.log_sync import LogSync

T = TypeVar("T")

PATIENCE = 0.008
"""Seconds that the event loop waits for a commit, which takes a hundredth of it: half a frame."""


class Writer(threading.Thread):
    """Does what it is told in order. A daemon: all that it has committed survives its death."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop, on_fault: Callable[[str], None]) -> None:
        super().__init__(name="history", daemon=True)
        self._path = path
        self._loop = loop
        self._on_fault = on_fault
        self._told = ""
        self._queue: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._written: list[Written] = []
        self._over = False
        self._recorded = self._taken = self._committed = 0
        """How many changes came, were taken by the thread, and are committed, or could not be."""
        self._slow_until = 0
        """While fewer are committed, nobody waits for it again."""

    def record(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        """Never blocks."""
        self._recorded += 1
        self._queue.put(Deltas(message_id, patches))

    def catch_up(self) -> None:
        """Blocks until all changes so far are committed: `PATIENCE` at most, and once for each hold-up."""
        if not self._slow_until <= self._committed < self._recorded:
            return
        look = Look(threading.Event())
        self._queue.put(look)
        if not look.done.wait(PATIENCE):
            self._slow_until = self._recorded

    def write(self, job: "Callable[[Archive], T]") -> Coroutine[Any, Any, T]:
        """As `call`, but asked for at once, and not when it is first awaited: `catch_up` knows of it."""
        self._recorded += 1
        return _answered(self._asked(job, is_write=True))

    async def call(self, job: "Callable[[Archive], T]", *, last: bool = False) -> T:
        """Runs `job` on the thread, after all that was asked before; what it writes is on the disk then.

        Cancelling the wait doesn't undo it.

        Args:
            last: the thread ends with it.
        """
        return await self._asked(job, last=last)

    def _asked(
        self, job: "Callable[[Archive], T]", *, last: bool = False, is_write: bool = False
    ) -> "asyncio.Future[T]":
        future: asyncio.Future[T] = self._loop.create_future()

        def answer(result: T, error: Exception | None) -> None:
            self._post(_settle, future, result, error)

        self._ask(Call(job, answer, last, is_write))
        return future

    def end(self, job: "Callable[[Archive], object]") -> None:
        """As `call` with `last`, where no loop runs any more; blocks until the thread has ended."""
        errors: list[Exception] = []

        def answer(result: object, error: Exception | None) -> None:
            if error is not None:
                errors.append(error)

        self._ask(Call(job, answer, last=True))
        self.join()
        if errors:
            raise errors[0]

    def run(self) -> None:
        # Here, and not above: loading SQLite takes its time, and the window's start shall not wait.
        from app.adapters.history.archive import Archive
        from app.adapters.history.log_sync import LogSync

        sync = LogSync(self._path, lambda commit, fault: self._queue.put(Synced(commit, fault)))
        sync.start()
        archive = Archive(self._path, sync.ask)
        try:
            while not self._over:
                for item in self._items(archive.due()):
                    self._take(item, archive, sync)
                self._tick(archive)
        finally:
            self._over = True
            sync.end()
            self._turn_away()

    def _take(self, item: Item, archive: "Archive", sync: "LogSync") -> None:
        match item:
            case Deltas(message_id, patches):
                archive.record(message_id, patches)
                self._taken += 1
            case Look(done):
                self._tick(archive)
                done.set()
            case Synced(commit, fault):
                self._tell_of(lambda: archive.synced(commit, fault), archive)
                self._answer_written(commit, fault)
            case Call(last=False, is_write=is_write):
                # What was recorded before is committed before the answer, if it can be.
                self._tick(archive)
                self._perform(item, archive)
                self._taken += is_write
            case Call(job, answer):
                sync.end()
                self._close(job, answer, archive)

    def _items(self, timeout: float | None) -> Iterator[Item]:
        """What has come, as soon as something has, or nothing after `timeout` seconds."""
        with suppress(queue.Empty):
            yield self._queue.get(timeout=timeout)
            while not self._over:
                yield self._queue.get_nowait()

    def _close(self, job: "Callable[[Archive], Any]", answer: Answer, archive: "Archive") -> None:
        """The last call. What others wait for is on the disk with it, or not at all."""
        self._over = True
        result, error = None, None
        try:
            result = job(archive)
        except Exception as raised:  # noqa: BLE001 - as in `_perform`
            error = raised
        self._answer_written(archive.commits, error)
        answer(result, error)

    def _perform(self, call: Call, archive: "Archive") -> None:
        before = archive.commits
        try:
            result = call.job(archive)
        except Exception as error:  # noqa: BLE001 - not swallowed: it is raised where the result is awaited
            call.answer(None, error)
            return
        if archive.commits > before:
            self._written.append(Written(archive.commits, call.answer, result))
        else:
            call.answer(result, None)

    def _answer_written(self, commit: int, fault: Exception | None) -> None:
        answered = [written for written in self._written if written.commit <= commit]
        del self._written[: len(answered)]
        for written in answered:
            written.answer(written.result, fault)

    def _tick(self, archive: "Archive") -> None:
        if self._over:
            return
        taken = self._taken
        self._tell_of(archive.tick, archive)
        self._committed = taken

    def _tell_of(self, work: Callable[[], None], archive: "Archive") -> None:
        """Does it; a fault is told to whom it concerns."""
        try:
            work()
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

    def _ask(self, call: Call) -> None:
        self._queue.put(call)
        if self._over:
            self._turn_away()

    def _turn_away(self) -> None:
        """Nobody shall wait for a thread that has ended."""
        closed = EnvironmentFault("The history is closed.")
        for written in self._written:
            written.answer(None, closed)
        self._written.clear()
        with suppress(queue.Empty):
            while True:
                item = self._queue.get_nowait()
                if isinstance(item, Call):
                    item.answer(None, closed)


async def _answered(future: "asyncio.Future[T]") -> T:
    return await future


def _settle(future: "asyncio.Future[T]", result: T, error: Exception | None) -> None:
    if future.done():  # its reader was cancelled
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
