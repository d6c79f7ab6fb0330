"""The one event loop: asyncio on Qt, with timers that go when they are cancelled."""

import asyncio
import math
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.boot.socket_watch import SocketWatch
from app.domain.problem import EnvironmentFault

# qasync obeys this variable before it looks at what is loaded; other programs of the user may need it.
_other_choice = os.environ.pop("QT_API", None)
import qasync  # noqa: E402

if _other_choice is not None:
    os.environ["QT_API"] = _other_choice


_HANDOVER = 0.0005
"""Seconds. The window gets the interpreter back so soon from a thread that saves or typesets; by itself
it waits for 5 ms each time, of the 16 of a frame."""


class ScreenLost(EnvironmentFault):
    """Qt has ended its loop by itself, and runs none any more."""


class _TimerHandle(asyncio.TimerHandle):
    __slots__ = ("running", "timer_id")
    timer_id: int
    running: bool

    def _run(self) -> None:
        self.running = True
        super()._run()


class DaemonExecutor(Executor):
    """A thread for each call, which the program does not wait for when it ends.

    The loop's own executor starts ten threads at once, and joins them all at the end: the look-up of
    a name that hangs would keep a closed program alive.
    """

    def __init__(self, passage: threading.RLock) -> None:
        """`passage`: see EventLoop."""
        self._passage = passage
        self._is_shut = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = function(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is raised where the future is awaited
                settle = partial(future.set_exception, error)
            else:
                settle = partial(future.set_result, result)
            with self._passage:
                if not self._is_shut:  # else nobody waits any more
                    settle()

        threading.Thread(target=run, name="background", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """What still runs is left to itself."""
        self._is_shut = True


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]
    """WORKAROUND(qasync 0.28.0): a cancelled `call_later` keeps its Qt timer until its deadline.

    The HTTP stack arms a read time-out per read, so one answer left some hundred live timers for
    minutes. This leans on private names: `_timer` and its callbacks. tests/boot/test_event_loop.py
    tells when either changes.
    """

    def __init__(self, app: QApplication) -> None:
        self._passage = threading.RLock()
        """Through which other threads come in: one that came in beside `close` would crash the program."""
        self._sockets = SocketWatch()
        super().__init__(app, set_running_loop=False)
        self.set_default_executor(DaemonExecutor(self._passage))
        sys.setswitchinterval(_HANDOVER)

    def run_forever(self) -> int:
        """Raises ScreenLost."""
        status = super().run_forever()
        if status:  # that of `stop` is 0
            raise ScreenLost("The connection to the screen is lost.")
        return 0

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = _TimerHandle(when, callback, args, self, context)
        handle.running = False
        delay = max(0, math.ceil((when - self.time()) * 1000))
        handle.timer_id = self._timer.startTimer(delay, Qt.TimerType.PreciseTimer)
        self._timer._SimpleTimer__callbacks[handle.timer_id] = handle
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        if delay <= 0:
            return super().call_later(0, callback, *args, context=context)  # type: ignore[no-any-return]
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def _timer_handle_cancelled(self, handle: _TimerHandle) -> None:
        callbacks = self._timer._SimpleTimer__callbacks
        if not handle.running and callbacks is not None and callbacks.get(handle.timer_id) is handle:
            del callbacks[handle.timer_id]
            self._timer.killTimer(handle.timer_id)

    def _add_reader(self, fd: Any, callback: Callable[..., object], *args: Any) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self)
        self._sockets.add(qasync._fileno(fd), handle)
        return handle

    def _remove_reader(self, fd: Any) -> bool:
        return not self.is_closed() and self._sockets.remove(qasync._fileno(fd))

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> None:
        """Raises RuntimeError if the loop is closed, as asyncio's own does."""
        with self._passage:
            self._check_closed()
            super().call_soon_threadsafe(callback, *args, context=context)

    def close(self) -> None:
        with self._passage:
            super().close()
        self._sockets.close()
