"""The collector leaves the window alone while an answer streams, and takes cycles away at rest."""

import asyncio
import gc
import weakref

import pytest

from app.boot import garbage


class Knot:
    def __init__(self) -> None:
        self.myself = self


@pytest.fixture
def collector(monkeypatch):
    threshold = gc.get_threshold()
    monkeypatch.setattr(garbage, "_REST", 0.01)
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


async def test_garbage_waits_for_the_end_of_the_answer(collector):
    garbage.keep_loaded()
    knot = weakref.ref(Knot())
    busy = True
    task = asyncio.create_task(garbage.collect_at_rest(lambda: busy))
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
