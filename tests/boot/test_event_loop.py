"""The loop frees cancelled timers, and keeps the order and the meaning of asyncio's."""

import asyncio
import os
import subprocess
import sys
import threading
import time

import pytest

from app.boot.event_loop import EventLoop

pytestmark = pytest.mark.ui


def live_timers(loop: asyncio.AbstractEventLoop) -> int:
    return len(loop._timer._SimpleTimer__callbacks)


async def test_cancelled_timers_are_freed_at_once(qapp):
    loop = asyncio.get_running_loop()
    before = live_timers(loop)
    handles = [loop.call_later(600, print) for _ in range(500)]
    assert live_timers(loop) == before + 500
    for handle in handles:
        handle.cancel()
    assert live_timers(loop) == before


async def test_timers_fire_in_order_and_tell_when(qapp):
    loop = asyncio.get_running_loop()
    fired = []
    late = loop.call_later(0.03, fired.append, "late")
    loop.call_later(0.01, fired.append, "early")
    assert late.when() > loop.time()
    await asyncio.sleep(0.08)
    assert fired == ["early", "late"]


async def test_a_timer_may_cancel_itself_while_it_runs(qapp):
    loop = asyncio.get_running_loop()
    handles = []
    handles.append(loop.call_later(0.001, lambda: handles[0].cancel()))
    await asyncio.sleep(0.02)
    assert handles[0].cancelled()


async def test_timeouts_work(qapp):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await asyncio.sleep(5)


def test_a_thread_that_comes_back_late_finds_the_loop_closed(qapp, caplog):
    hanging, has_come = threading.Event(), threading.Event()

    def hang():
        hanging.wait()
        threading.Timer(0.05, has_come.set).start()

    async def leave():
        asyncio.get_running_loop().run_in_executor(None, hang)

    with asyncio.Runner(loop_factory=lambda: EventLoop(qapp)) as runner:
        loop = runner.get_loop()
        runner.run(leave())
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon_threadsafe(pytest.fail)
    hanging.set()
    assert has_come.wait(5)
    assert not caplog.records


def test_a_call_that_hangs_does_not_keep_the_loop_from_closing(qapp):
    """Such as the look-up of a name without a network."""
    hanging = threading.Event()

    async def ask_and_leave():
        asyncio.get_running_loop().run_in_executor(None, hanging.wait)
        assert await asyncio.to_thread(lambda: 42) == 42
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)

    began = time.monotonic()
    with asyncio.Runner(loop_factory=lambda: EventLoop(qapp)) as runner:
        runner.run(ask_and_leave())
    assert time.monotonic() - began < 1
    hanging.set()


def test_another_binding_that_the_user_prefers_is_not_ours():
    code = "import os, app.boot.event_loop as loop; print(loop.qasync.QtModuleName, os.environ['QT_API'])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env={**os.environ, "QT_API": "pyqt5"}, capture_output=True, text=True)
    assert done.stdout.split() == ["PySide6", "pyqt5"], done.stderr


def test_singletons_keep_their_references(qapp):
    """PySide6 6.12.0 on Python 3.11 drops one reference of True and None a call, until it aborts."""
    from PySide6.QtCore import QObject, Signal

    class Emitter(QObject):
        fired = Signal(bool)

    emitter = Emitter()
    emitter.fired.connect(lambda on: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(2000):
        emitter.fired.emit(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert after[0] > before[0] - 500
    assert after[1] > before[1] - 500
