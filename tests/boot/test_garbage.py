"""The collector leaves the window alone while an answer streams, and takes cycles away at rest."""

import asyncio
import gc
import threading
import weakref

import pytest

from app.boot import garbage


class Knot:
    def __init__(self) -> None:
        self.myself = self


@pytest.fixture
def collector(monkeypatch):
    monkeypatch.setattr(garbage, "_REST", 0.01)
    monkeypatch.setattr(garbage, "_QUIET", 0.01)
    monkeypatch.setattr(garbage, "_BUSY", 0.01)
    yield
    gc.unfreeze()


async def test_garbage_waits_for_the_end_of_the_answer(collector):
    garbage.keep_loaded()
    knot = weakref.ref(Knot())
    busy = True
    task = asyncio.create_task(garbage.collect_in_turn(lambda: busy))
    for _ in range(garbage._WORTH + 1):
        gc.collect(1)
    survivor = Knot()
    gone, survivor = weakref.ref(survivor), None
    gc.collect(1)
    kept = [Knot() for _ in range(3)]
    gc.collect(1)
    old, kept = weakref.ref(kept[0]), None
    await asyncio.sleep(0.05)
    assert old() is not None, "collected in the middle of an answer"
    busy = False
    await asyncio.sleep(0.05)
    assert old() is None
    assert knot() is None
    assert gone() is None
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_no_other_thread_takes_down_what_a_window_has_left(collector):
    """Objects of Qt would be destroyed there, while the window's thread is at work on them."""
    threads = set()

    class Left(Knot):
        def __del__(self) -> None:
            threads.add(threading.current_thread())

    def make() -> None:
        kept = [[] for _ in range(100_000)]
        assert kept

    task = asyncio.create_task(garbage.collect_in_turn(lambda: False))
    await asyncio.sleep(0)
    Left()
    await asyncio.to_thread(make)
    assert not threads
    new = [[] for _ in range(2_000)]
    for _ in range(100):
        await asyncio.sleep(0.01)
    assert new
    assert threads == {threading.current_thread()}
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gc.isenabled()
