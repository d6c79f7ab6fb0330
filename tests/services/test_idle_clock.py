"""Silence and sleep, in tenths of seconds: a loop that is held up is to the clock what a sleep is."""

import asyncio
import time

import pytest

from app.services import idle_clock, wakefulness
from app.services.idle_clock import IdleClock


@pytest.fixture
def clock(monkeypatch):
    """Tells of each idle time whether there was a sleep before it, and when."""
    monkeypatch.setattr(wakefulness, "LATE", 0.3)
    monkeypatch.setattr(idle_clock, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(idle_clock, "GRACE", 0.2)
    made = []

    def make(timeout: float):
        told: list[bool] = []
        made.append(IdleClock(timeout, on_idle=told.append))
        made[0].restart()
        return made[0], told

    yield make
    made[0].stop()


async def test_silence_is_told_each_idle_time_anew(clock):
    _, told = clock(0.2)
    await asyncio.sleep(0.5)
    assert told == [False, False]


async def test_content_puts_it_off(clock):
    idle, told = clock(0.3)
    for _ in range(5):
        await asyncio.sleep(0.1)
        idle.content_at = time.monotonic()
    assert told == []


async def test_after_a_sleep_it_is_told_soon_however_long_the_idle_time(clock):
    _, told = clock(60.0)
    await asyncio.sleep(0)
    time.sleep(0.6)
    await asyncio.sleep(0.5)
    assert told == [True]


async def test_an_answer_that_goes_on_after_a_sleep_is_left_alone(clock):
    idle, told = clock(60.0)
    await asyncio.sleep(0)
    time.sleep(0.6)
    await asyncio.sleep(0.1)
    idle.content_at = time.monotonic()
    await asyncio.sleep(0.5)
    assert told == []


@pytest.mark.parametrize("held_up", [0.55, 0.9])
async def test_what_came_meanwhile_is_read_before_it_is_judged(clock, held_up):
    idle, told = clock(0.2)
    await asyncio.sleep(0)
    time.sleep(held_up)
    await asyncio.sleep(0.05)
    idle.content_at = time.monotonic()
    await asyncio.sleep(0.1)
    assert told == []


async def test_once_stopped_it_says_nothing(clock):
    idle, told = clock(0.1)
    idle.stop()
    await asyncio.sleep(0.3)
    assert told == []


def test_a_busy_moment_is_no_sleep():
    awake = wakefulness.Wakefulness()
    time.sleep(0.05)
    assert not awake.has_slept(0.0)
