"""House rules for every test: async tests just work, and nothing may be left behind."""

import asyncio
import gc
import inspect
import logging
import os
import threading
import time

import psutil
import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("suite", max_examples=60)
settings.load_profile("suite")


def pytest_runtest_logfinish() -> None:
    """Garbage is collected between the tests, in this thread, as the program does: see `app.boot.garbage`."""
    gc.disable()
    young, middle, old = gc.get_count()
    if young > 20_000 or middle:
        gc.collect(2 if old > 30 else 1)


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs `async def` tests: on Rivulet's own loop where they use `qapp`, on plain asyncio elsewhere."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}

    async def guarded() -> None:
        await asyncio.wait_for(pyfuncitem.obj(**arguments), 60)
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, f"the test left tasks behind: {left}"

    loop_factory = None
    if "qapp" in pyfuncitem.fixturenames:
        from app.boot.event_loop import EventLoop

        app = pyfuncitem.funcargs.get("qapp") or pyfuncitem._request.getfixturevalue("qapp")

        def loop_factory() -> asyncio.AbstractEventLoop:
            return EventLoop(app)

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(guarded())
    return True


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, base URL or proxy of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("OPENAI_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def nothing_left_behind():
    """Fails a test that leaves a thread or a socket open."""

    def sockets() -> set[object]:
        return {(c.laddr, c.raddr, c.fd) for c in psutil.Process().net_connections("inet")}

    threads_before, sockets_before = set(threading.enumerate()), sockets()
    yield
    deadline = time.monotonic() + 3
    while True:
        threads = [t for t in threading.enumerate() if t not in threads_before and t.is_alive()]
        # A thread of Qt that has run Python once is a "Dummy" for ever, also when it is long gone.
        threads = [t for t in threads if not t.name.startswith(("asyncio_", "AnyIO", "Dummy-"))]
        left = sockets() - sockets_before
        if not threads and not left:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"the test left behind threads {threads} and sockets {left}")
        time.sleep(0.02)


@pytest.fixture
def expected_log() -> list[str]:
    """A test that provokes warnings adds a part of each expected message here."""
    return []


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture, expected_log: list[str]):
    """Fails a test in which something is logged as a warning, or worse, that it does not expect."""
    yield
    for phase in ("setup", "call"):
        for record in caplog.get_records(phase):
            if record.levelno >= logging.WARNING and not any(x in record.getMessage() for x in expected_log):
                pytest.fail(f"unexpected {record.levelname} from {record.name}: {record.getMessage()}")
