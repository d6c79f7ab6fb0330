"""The quick prompt on a screen of its own, beside another program."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.screen import Screen, own_screen, until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen of its own is an X server's"),
]

ROOT = Path(__file__).parents[2]
TITLE = "Rivulet quick prompt"
SOON = 50.0
"""Milliseconds."""


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with own_screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


class Process:
    """A program whose lines are read, and to which lines can be said."""

    def __init__(self, screen: Screen, name: str, *arguments: str) -> None:
        environment = {**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", name, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def other(screen: Screen) -> Iterator[Process]:
    made = Process(screen, "tests.e2e.other_program")
    screen.wait_active("Other")
    yield made
    made.end()
    until(lambda: not screen.windows("Other"))


@pytest.fixture
def prompt(screen: Screen, request: pytest.FixtureRequest) -> Iterator[Process]:
    """Its main window comes first, and the other program's window then."""
    made = Process(screen, "tests.e2e.quick_program", "--window")
    assert made.heard() == "ready"
    request.getfixturevalue("other")
    yield made
    made.end()
    until(lambda: not screen.windows(TITLE))


def call(prompt: Process) -> float:
    """Calls it as a key that was pressed now would; gives the milliseconds until it was there."""
    prompt.say("0")
    word, after = prompt.heard().split()
    assert word == "there"
    return float(after)


def test_it_is_there_at_once_and_the_other_program_has_the_keyboard_again(screen, prompt, other):
    times = []
    for number in range(5):
        times.append(call(prompt))
        screen.wait_active(TITLE)
        screen.keys("Escape")
        assert prompt.heard() == "hidden"
        screen.wait_active("Other")
        screen.type(f"{number}")
        time.sleep(0.1)
    print("shown and focused after", times, "ms")
    screen.keys("Return")
    assert other.heard() == "01234"
    assert sorted(times)[2] <= SOON


def test_where_nothing_is_mixed_it_has_no_black_corners(screen, prompt):
    call(prompt)
    screen.wait_active(TITLE)
    (window,) = screen.windows(TITLE)
    told = dict(line.split("=") for line in screen.xdotool("getwindowgeometry", "--shell", window).split())
    left, top, width, height = (int(told[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
    assert (left, width) == ((1200 - 640) // 2 - 1, 642)
    assert top < 800 / 3
    for corner in ((left, top), (left + width - 1, top + height - 1)):
        until(lambda corner=corner: screen.picture().pixelColor(*corner).lightness() > 180)


def place(screen: Screen) -> tuple[int, int]:
    (window,) = screen.windows(TITLE)
    told = dict(line.split("=") for line in screen.xdotool("getwindowgeometry", "--shell", window).split())
    return int(told["X"]), int(told["Y"])


def test_a_click_leaves_it_and_a_drag_moves_it_for_the_next_time_too(screen, prompt):
    call(prompt)
    screen.wait_active(TITLE)
    left, top = place(screen)
    ground = str(left + 300), str(top + 94)
    screen.xdotool("mousemove", *ground, "click", "1")
    screen.xdotool("mousemove_relative", "--", "80", "90")
    time.sleep(0.2)
    assert place(screen) == (left, top)
    screen.xdotool("mousemove", *ground, "mousedown", "1")
    for _ in range(6):
        screen.xdotool("mousemove_relative", "--", "10", "15")
        time.sleep(0.05)
    screen.xdotool("mouseup", "1")
    until(lambda: place(screen)[1] > top + 50)
    time.sleep(0.2)
    moved = place(screen)
    screen.keys("Escape")
    assert prompt.heard() == "hidden"
    screen.wait_active("Other")
    time.sleep(1)  # openbox is not done with the drag
    call(prompt)
    screen.wait_active(TITLE)
    assert place(screen) == moved


def test_it_leaves_the_main_window_where_it_is(screen, prompt):
    before = _stacked(screen)
    call(prompt)
    screen.wait_active(TITLE)
    names = _stacked(screen)
    assert names[-1] == TITLE
    assert [name for name in names if name != TITLE] == before
    assert "SKIP_TASKBAR" in _state(screen)


def test_our_own_window_has_the_keyboard_again_if_it_had_it(screen, prompt):
    (window,) = screen.windows("Rivulet")
    screen.xdotool("windowactivate", window)
    screen.wait_active("Rivulet")
    call(prompt)
    screen.wait_active(TITLE)
    screen.keys("Escape")
    assert prompt.heard() == "hidden"
    screen.wait_active("Rivulet")


def test_it_goes_when_the_other_program_is_clicked(screen, prompt):
    call(prompt)
    screen.wait_active(TITLE)
    (window,) = screen.windows("Other")
    screen.xdotool("windowactivate", window)
    assert prompt.heard() == "hidden"
    assert screen.active() == "Other"


def _stacked(screen: Screen) -> list[str]:
    """The titles of all windows, the lowest first."""
    found = _property(screen, "-root", "_NET_CLIENT_LIST_STACKING")
    windows = found.partition("#")[2].replace(" ", "").strip().split(",")
    return [screen.xdotool("getwindowname", window) for window in windows]


def _state(screen: Screen) -> str:
    (window,) = screen.windows(TITLE)
    return _property(screen, "-id", window, "_NET_WM_STATE")


def _property(screen: Screen, *words: str) -> str:
    environment = {**os.environ, "DISPLAY": screen.display}
    return subprocess.run(["xprop", *words], env=environment, capture_output=True, text=True).stdout
