"""The grab: a real X server with a window manager, real key presses, a second client that wants the key."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.hotkey.x11 import X11Hotkey
from app.adapters.hotkey.x11_keys import Keyboard
from app.domain.hotkey import (
    FUNCTION_KEYS,
    NAMED_KEYS,
    Chord,
    HotkeyProblem,
    HotkeyState,
    HotkeyWay,
    Modifier,
    Press,
    chord,
)
from tests.e2e.screen import Screen, own_screen

pytestmark = pytest.mark.e2e

SPACE, LETTER = chord("Ctrl+Alt+Space"), chord("Meta+K")


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with own_screen(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@dataclass
class Client:
    hotkey: X11Hotkey = field(default_factory=X11Hotkey)
    presses: list[Press] = field(default_factory=list)
    states: list[HotkeyState] = field(default_factory=list)

    async def claim(self, wanted: Chord | None) -> HotkeyState:
        return await self.hotkey.claim(wanted, self.presses.append)


@asynccontextmanager
async def client() -> AsyncIterator[Client]:
    one = Client()
    one.hotkey.on_changed = one.states.append
    try:
        yield one
    finally:
        await one.hotkey.close()


async def press(screen: Screen, *words: str) -> None:
    await asyncio.to_thread(screen.xdotool, *words)
    await asyncio.sleep(0.05)


async def soon(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def display(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", screen.display)


async def test_it_comes_from_another_programs_window(screen, qapp):
    command = [sys.executable, "-m", "tests.adapters.window_program", "other"]
    environment = {"PATH": "", "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
    with subprocess.Popen(
        command, env=environment, cwd=Path(__file__).parents[3], stdin=subprocess.PIPE, text=True
    ) as other:
        await asyncio.to_thread(screen.wait_active, "other")
        async with client() as ours:
            assert await ours.claim(SPACE) == HotkeyState(SPACE, HotkeyWay.X11, "Ctrl+Alt+Space")
            await press(screen, "key", "ctrl+alt+space")
            assert len(ours.presses) == 1
            assert ours.presses[0].time > 0
            await press(screen, "key", "space", "ctrl+space", "ctrl+alt+k", "shift+ctrl+alt+space")
            assert len(ours.presses) == 1, "other keys are nothing to us"
        other.stdin.close()
        assert other.wait(10) == 0


@pytest.mark.parametrize("locks", [["Num_Lock"], ["Caps_Lock"], ["Num_Lock", "Caps_Lock"]])
async def test_locks_do_not_matter(screen, locks):
    async with client() as ours:
        await ours.claim(LETTER)
        await press(screen, "key", *locks)
        try:
            await press(screen, "key", "super+k")
        finally:
            await press(screen, "key", *locks)
        assert len(ours.presses) == 1


async def test_a_key_that_is_held_is_one_press(screen):
    async with client() as ours:
        await ours.claim(SPACE)
        await press(screen, "keydown", "ctrl", "keydown", "alt", "keydown", "space")
        await asyncio.sleep(0.9)  # The server repeats after 0.66 s.
        await press(screen, "keyup", "space", "keyup", "alt", "keyup", "ctrl")
        assert len(ours.presses) == 1
        await press(screen, "key", "ctrl+alt+space")
        assert len(ours.presses) == 2


async def test_taken_by_another_is_told_and_free_again_when_that_ends(screen):
    async with client() as ours:
        async with client() as other:
            await other.claim(SPACE)
            assert await ours.claim(SPACE) == HotkeyState(SPACE, HotkeyWay.X11, problem=HotkeyProblem.TAKEN)
            await press(screen, "key", "ctrl+alt+space")
            assert (len(ours.presses), len(other.presses)) == (0, 1)
        assert (await ours.claim(SPACE)).is_active
        assert (await ours.claim(SPACE)).is_active, "our own grab is nobody else's"
        await press(screen, "key", "ctrl+alt+space")
        assert len(ours.presses) == 1


async def test_a_new_chord_takes_the_place_of_the_old_one(screen):
    async with client() as ours, client() as other:
        await ours.claim(SPACE)
        await ours.claim(LETTER)
        assert (await other.claim(SPACE)).is_active
        await press(screen, "key", "ctrl+alt+space", "super+k")
        assert (len(ours.presses), len(other.presses)) == (1, 1)
        assert await ours.claim(None) == HotkeyState()
        assert (await other.claim(LETTER)).is_active
        await press(screen, "key", "super+k")
        assert (len(ours.presses), len(other.presses)) == (1, 2)


async def test_the_keyboard_is_followed(screen):
    def layout(name: str) -> None:
        subprocess.run(["setxkbmap", "-display", screen.display, name], check=True)

    umlaut = chord("Ctrl+Ä")
    async with client() as ours, client() as other:
        try:
            layout("us")
            assert (await ours.claim(umlaut)).problem is HotkeyProblem.UNKNOWN_KEY
            await other.claim(chord("Ctrl+Alt+A"))
            layout("de")
            await soon(lambda: ours.states)
            assert ours.states == [HotkeyState(umlaut, HotkeyWay.X11, "Ctrl+Ä")]
            await press(screen, "key", "ctrl+adiaeresis")
            assert len(ours.presses) == 1
            layout("fr")
            await asyncio.sleep(0.1)
            await press(screen, "key", "ctrl+alt+a")
            assert len(other.presses) == 1
            assert other.states == []
        finally:
            layout("us")


async def test_a_display_that_goes_is_told_and_ends_nothing(tmp_path, monkeypatch):
    async with client() as ours:
        with own_screen(tmp_path) as passing:
            monkeypatch.setenv("DISPLAY", passing.display)
            assert (await ours.claim(SPACE)).is_active
        await soon(lambda: ours.states)
        assert [state.problem for state in ours.states] == [HotkeyProblem.FAILED]
        assert (await ours.claim(SPACE)).problem is HotkeyProblem.FAILED


# Which keys are grabbed

US = Keyboard(
    {
        **{38 + index: (ord(letter), ord(letter.upper())) for index, letter in enumerate("asdfghjkl")},
        10: (ord("1"), ord("!")),
        64: (0xFFE9, 0xFFE7),
        77: (0xFF7F, 0),
        133: (0xFFEB, 0),
    },
    tuple(map(frozenset, ([50], [66], [37], [64], [77], [], [133], []))),
)


@given(st.sets(st.sampled_from(Modifier)))
def test_each_state_of_the_locks_has_its_grab(held):
    bits = {Modifier.SHIFT: 1, Modifier.CTRL: 4, Modifier.ALT: 8, Modifier.META: 64}
    wanted = sum(bits[modifier] for modifier in held)

    assert sorted(US.grabs(Chord(tuple(held), "A"))) == [(wanted | locks, 38) for locks in (0, 2, 16, 18)]


def test_a_sign_of_a_keys_upper_half_comes_with_shift():
    assert US.grabs(chord("Ctrl+!"))[0] == (5, 10)
    assert US.grabs(chord("Ctrl+Shift+!"))[0] == (5, 10)
    assert US.grabs(chord("Ctrl+1"))[0] == (4, 10)


def test_the_second_of_two_layouts_has_latin_letters():
    two = Keyboard({38: (0x6C6, 0x6E6, ord("a"), ord("A"))}, US.modifiers)
    assert two.grabs(chord("Ctrl+A"))[0] == (4, 38)


@given(st.sampled_from([*FUNCTION_KEYS, *NAMED_KEYS, *"AZ09.ß"]))
def test_a_key_that_is_not_there_has_no_grab(key):
    assert Keyboard({}, US.modifiers).grabs(Chord((Modifier.CTRL,), key)) == []
