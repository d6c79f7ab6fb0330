"""The keyboard comes to our window, and goes back to where it was: real windows under a window manager."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.foreground import desktop_foreground
from app.adapters.foreground.wayland import WaylandForeground
from app.adapters.foreground.x11 import X11Foreground
from app.domain.hotkey import Press
from tests.e2e.screen import Screen, own_screen, until

CHECKOUT = Path(__file__).parents[2]


class Program:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, *names: str) -> float:
        """Milliseconds that the slowest has taken."""
        took = 0.0
        for name in names:
            self._process.stdin.write(f"{name}\n")
            self._process.stdin.flush()
            took = max(took, float(self._process.stdout.readline()))
        return took


@contextlib.contextmanager
def program(screen: Screen, title: str, *words: str) -> Iterator[Program]:
    command = [sys.executable, "-m", "tests.adapters.window_program", title, *words]
    environment = {**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
    with subprocess.Popen(
        command, env=environment, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield Program(process)
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.e2e
def test_the_keyboard_comes_and_goes_back(tmp_path):
    with own_screen(tmp_path) as screen, program(screen, "third"), program(screen, "ours", "hidden") as ours:
        screen.wait_active("third")
        with program(screen, "other"):
            screen.wait_active("other")
            ours.do("remember", "show_and_take")
            screen.wait_active("ours")

            ours.do("give_back")
            screen.wait_active("other")  # Although ours is still shown.
            ours.do("remember", "take")
            screen.wait_active("ours")  # Although no window is new.

            screen.xdotool("windowactivate", "--sync", *screen.windows("third"))
            ours.do("give_back")
            time.sleep(0.2)
            assert screen.active() == "third", "the keyboard was taken from a program that the user went to"

            ours.do("remember", "take")
            screen.wait_active("ours")
            ours.do("remember", "give_back")
            time.sleep(0.2)
            assert screen.active() == "ours", "one of our own windows is not another program"

            screen.xdotool("windowactivate", "--sync", *screen.windows("other"))
            ours.do("remember", "take")
            screen.wait_active("ours")
        until(lambda: not screen.windows("other"))
        ours.do("give_back")  # To a window that is gone.
        ours.do("hide", "remember", "take", "give_back")
        screen.wait_active("third")
        time.sleep(0.3)
        assert screen.active() == "third", (
            "a window that was waited for took the keyboard when nobody wanted it"
        )


@pytest.mark.e2e
def test_no_call_takes_long(tmp_path):
    with own_screen(tmp_path) as screen, program(screen, "ours") as ours:
        screen.wait_active("ours")
        ours.do("remember", "take", "give_back")  # The first one connects.
        assert min(ours.do("remember", "take", "give_back") for _ in range(5)) < 5


async def test_without_a_display_nothing_happens(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":4711")
    foreground = X11Foreground()
    foreground.remember()
    foreground.take(7, Press())
    foreground.give_back()


def test_on_wayland_qt_gets_the_token(monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    foreground = WaylandForeground()
    foreground.remember()
    foreground.take(7, Press())
    assert os.environ["XDG_ACTIVATION_TOKEN"] == ""
    foreground.take(7, Press(token="from the compositor"))
    foreground.give_back()
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "from the compositor"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one way")
@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"DISPLAY": ":0"}, "X11Foreground"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "WaylandForeground"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"}, "X11Foreground"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland-egl"}, "WaylandForeground"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "_ToolkitAlone"),
        ({}, "_ToolkitAlone"),
    ],
)
def test_the_way_is_that_of_the_windows(monkeypatch, environment, kind):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert type(desktop_foreground()).__name__ == kind
