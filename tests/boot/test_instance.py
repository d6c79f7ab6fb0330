"""A second start rings at the first one's door."""

import asyncio

import pytest
from PySide6.QtCore import QObject

from app.boot.instance import Doorbell, bring_to_front
from app.boot.profile import Profile

pytestmark = pytest.mark.ui


async def test_a_second_start_is_heard_by_the_window_of_its_own_profile(qapp, tmp_path):
    rung = asyncio.Event()
    owner = QObject()
    doorbell = Doorbell(Profile(tmp_path / "one"), rung.set, owner)
    assert await asyncio.to_thread(bring_to_front, Profile(tmp_path / "one"))
    await asyncio.wait_for(rung.wait(), 5)
    rung.clear()
    assert not await asyncio.to_thread(bring_to_front, Profile(tmp_path / "two"))
    doorbell.close()
    assert not rung.is_set()


async def test_a_name_that_a_crash_left_behind_is_taken_again(qapp, tmp_path):
    profile, rung, owner = Profile(tmp_path), asyncio.Event(), QObject()
    first = Doorbell(profile, lambda: None, owner)
    second = Doorbell(profile, rung.set, owner)
    assert await asyncio.to_thread(bring_to_front, profile)
    await asyncio.wait_for(rung.wait(), 5)
    first.close()
    second.close()
