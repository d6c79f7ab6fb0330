"""The holder of the hotkey, on a desktop that has keys to give."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.domain.hotkey import HotkeyProblem, Press
from app.services.hotkey import HotkeyHolder
from app.services.tasks import TaskScope
from tests.own_desktop import OwnDesktop


@asynccontextmanager
async def held(desktop: OwnDesktop) -> AsyncIterator[tuple[HotkeyHolder, list[Press]]]:
    errors: list[BaseException] = []
    tasks, pressed = TaskScope(lambda name, error: errors.append(error)), list[Press]()
    yield HotkeyHolder(desktop, tasks, pressed.append), pressed
    await tasks.close()
    assert not errors


async def claimed(holder: HotkeyHolder, text: str) -> None:
    holder.claim(text)
    while holder.is_asking:
        await asyncio.sleep(0)


async def test_the_chord_that_is_wanted_calls_until_another_one_is() -> None:
    desktop = OwnDesktop()
    async with held(desktop) as (holder, pressed):
        await claimed(holder, "ctrl+alt+j")
        assert holder.state.is_active
        desktop.press("Ctrl+Alt+J")
        assert pressed == [Press(7)]
        await claimed(holder, "F9")
        desktop.press("Ctrl+Alt+J")
        assert len(pressed) == 1
        desktop.press("F9")
        assert len(pressed) == 2
        await claimed(holder, "")
        desktop.press("F9")
        assert len(pressed) == 2
        assert holder.state.chord is None


async def test_what_works_is_not_asked_for_again_and_what_has_failed_is() -> None:
    desktop = OwnDesktop("F9")
    async with held(desktop) as (holder, _):
        await claimed(holder, "F9")
        assert holder.state.problem is HotkeyProblem.TAKEN
        desktop.taken.clear()
        await claimed(holder, "F9")
        assert holder.state.is_active
        await claimed(holder, "F9")
        assert desktop.asked == ["F9", "F9"]


async def test_nothing_is_asked_of_the_desktop_while_no_hotkey_is_wanted() -> None:
    desktop = OwnDesktop()
    async with held(desktop) as (holder, _):
        await claimed(holder, "")
        assert desktop.asked == []


async def test_what_is_no_chord_takes_none() -> None:
    async with held(OwnDesktop()) as (holder, _):
        await claimed(holder, "a key of a future version")
        assert holder.state.chord is None


async def test_while_the_desktop_asks_the_user_only_the_last_wish_waits() -> None:
    desktop = OwnDesktop()
    desktop.may_answer.clear()
    async with held(desktop) as (holder, _):
        told: list[bool] = []
        holder.subscribe(lambda: told.append(holder.is_asking))
        holder.claim("F7")
        await asyncio.sleep(0)
        holder.claim("F8")
        holder.claim("F9")
        assert (holder.is_asking, desktop.asked) == (True, ["F7"])
        desktop.may_answer.set()
        while holder.is_asking:
            await asyncio.sleep(0)
        assert desktop.asked == ["F7", "F9"]
        assert str(holder.state.chord) == "F9"
        assert told == [True, False]


async def test_a_press_in_a_test_says_that_it_works_and_calls_nothing() -> None:
    desktop = OwnDesktop()
    async with held(desktop) as (holder, pressed):
        await claimed(holder, "F9")
        test = asyncio.create_task(holder.test(5))
        await asyncio.sleep(0)
        desktop.press("F9")
        desktop.press("F9")
        assert await test
        assert pressed == []
        desktop.press("F9")
        assert len(pressed) == 1


async def test_a_test_without_a_press_ends_in_time_and_one_can_be_left() -> None:
    desktop = OwnDesktop()
    async with held(desktop) as (holder, pressed):
        await claimed(holder, "F9")
        assert not await holder.test(0.02)
        left = asyncio.create_task(holder.test(5))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.wait([left])
        desktop.press("F9")
        assert len(pressed) == 1


async def test_what_the_desktop_itself_binds_counts_in_a_test() -> None:
    async with held(OwnDesktop()) as (holder, pressed):
        test = asyncio.create_task(holder.test(5))
        await asyncio.sleep(0)
        holder.press(Press())
        assert await test
        holder.press(Press())
        assert pressed == [Press()]


async def test_a_key_that_the_desktop_changes_is_told() -> None:
    desktop = OwnDesktop()
    async with held(desktop) as (holder, _):
        await claimed(holder, "F9")
        told: list[str] = []
        stop = holder.subscribe(lambda: told.append(holder.state.trigger))
        desktop.give_another_key("Super+J")
        stop()
        desktop.give_another_key("Super+K")
        assert told == ["Super+J"]
        assert holder.state.trigger == "Super+K"
