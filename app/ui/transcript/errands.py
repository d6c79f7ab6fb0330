"""Work in the threads of Qt's pool that knows nothing of the window it is done for."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer

T = TypeVar("T")
_LOOK = 8
"""Milliseconds between two looks at whether something is done."""


class _Work(Generic[T]):
    """All that a thread holds."""

    def __init__(self, do: Callable[[], T]) -> None:
        self._do = do
        self.result: T | None = None
        """None also where it failed."""
        self.is_done = False

    def run(self) -> None:
        try:
            self.result = self._do()
        finally:
            self.is_done = True


class Errands(QObject):
    """Has work done in threads, and takes the results in the window's, as long as there is a window.

    A thread that emits a signal of an object, or only holds one, crashes the program when the window is
    taken down at that moment. So none of them does: a timer looks for what is done.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ends: list[Callable[[], bool]] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)

    def send(self, do: Callable[[], T], take: Callable[[T | None], None]) -> None:
        """Args:
        do: runs in a thread, and must not hold anything that belongs to a window.
        take: gets its result, or None if it failed, in the window's thread.
        """
        work = _Work(do)

        def ends() -> bool:
            if work.is_done:
                take(work.result)
            return work.is_done

        self._ends.append(ends)
        QThreadPool.globalInstance().start(work.run)
        self._timer.start()

    def _look(self) -> None:
        ends, self._ends = self._ends, []
        self._ends += [one for one in ends if not one()]
        if not self._ends:
            self._timer.stop()
