"""The icon in real trays: one under X11, and a panel's own protocol under X11 and Wayland."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.screen import Screen, until

pytest.importorskip("jeepney", reason="panels are told of icons by D-Bus on Linux")

from tests.wire.notifications import NotificationService
from tests.wire.status_notifier import Entry, Item, Panel

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="trays of Linux desktops"),
]

ROOT = Path(__file__).parents[2]
MENU = [
    "Quick prompt",
    "New chat",
    "Live translation",
    "",
    "Open Rivulet",
    "Recent",
    "",
    "Pause notifications",
    "Settings…",
    "",
    "Quit",
]


class Program:
    """The tray in a process of its own."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.tray_program", *arguments],
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PATH": os.environ["PATH"], **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="tray program")
        self._reader.start()
        self.was_available = self.said("ready")[1]

    def said(self, *words: object) -> list[Any]:
        """The next thing that it says begins with these words."""
        line = self._lines.get(timeout=10)
        assert line[: len(words)] == list(words)
        return line

    def tell(self, name: str, *values: object) -> None:
        self.process.stdin.write(json.dumps([name, *values]) + "\n")
        self.process.stdin.flush()
        self.said("done", name)

    def close(self) -> str:
        """What it has complained of."""
        self.process.stdin.close()
        complaints = self.process.stderr.read()
        assert self.process.wait(10) == 0
        self._reader.join(5)
        assert self._lines.get() == ["it has ended"], "it had said more than it was asked"
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        return complaints

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(json.loads(line))
        self._lines.put(["it has ended"])


@contextlib.contextmanager
def running(environment: dict[str, str], *arguments: str) -> Iterator[Program]:
    program = Program(environment, *arguments)
    try:
        yield program
    finally:
        complaints = program.close()
    assert complaints == ""


# A panel that is told by D-Bus


def _address(desktop: dict[str, str]) -> str:
    return desktop["DBUS_SESSION_BUS_ADDRESS"]


def _find(item: Item, label: str) -> Entry:
    [found] = [one for one in _all(item.menu()) if one.label == label]
    return found


def _all(entries: Iterator[Entry]) -> Iterator[Entry]:
    for one in entries:
        yield one
        yield from _all(one.children)


def test_a_panel_shows_the_icon_its_state_and_its_menu_and_is_answered(desktop):
    with Panel(_address(desktop)) as host, running(desktop) as program:
        assert program.was_available
        item = host.item()
        assert item.told("Title") == "Rivulet"
        assert {width for width, _height, _pixels in item.told("IconPixmap")} >= {22, 44}
        assert [one.label for one in item.menu()] == MENU
        assert not _find(item, "Recent").properties["enabled"]

        still = item.told("IconPixmap")
        program.tell("state", "streaming", 2)
        until(lambda: item.told("ToolTip")[2] == "Rivulet: 2 answers are being written")
        until(lambda: item.told("IconPixmap") != still)

        item.activate()
        program.said("window_requested")
        item.activate()  # the second half of a double click
        item.activate_secondarily()
        program.said("quick_requested")
        item.choose(_find(item, "New chat"))
        program.said("new_chat_requested")
        item.choose(_find(item, "Pause notifications"))
        program.said("notifications_paused", True)
        until(lambda: _find(item, "Pause notifications").properties["toggle-state"] == 1)
        item.choose(_find(item, "Quit"))
        program.said("quit_requested")


def test_titles_and_the_key_are_shown_by_a_panel_as_they_are(desktop):
    titles = ["Salt & pepper & more", "snake_case __init__ & _x_", "R&D", "last one &", "a\u202eb\nc"]
    with Panel(_address(desktop)) as host, running(desktop) as program:
        item = host.item()
        program.tell("recent", *[(f"id{number}", title) for number, title in enumerate(titles)])
        program.tell("trigger", "Ctrl+Alt+_")
        until(lambda: item.menu()[0].label == "Quick prompt (Ctrl+Alt+_)")
        recent = _find(item, "Recent")
        assert [one.label for one in recent.children] == [*titles[:4], "a⇄b c"]
        item.choose(recent.children[1])
        program.said("conversation_chosen", "id1")


def test_a_panel_that_comes_late_or_is_restarted_is_met_again(desktop):
    with running(desktop) as program:
        assert not program.was_available
        program.tell("recent", ("id", "A title"))
        for _ in range(2):
            with Panel(_address(desktop)) as host:
                program.said("available_changed", True)
                item = host.item()
                assert _find(item, "A title")
                item.activate_secondarily()
                program.said("quick_requested")
                assert not host.has_item(), "there is one icon"
                time.sleep(0.4)  # the next click is not the second half of this one
            program.said("available_changed", False)


def test_a_message_of_the_icon_is_shown_and_clicked(desktop):
    address = _address(desktop)
    with Panel(address), NotificationService(address) as service, running(desktop) as program:
        program.tell("message", "An answer is ready", "At the Tomasee.")
        (shown,) = service.wait_shown(1)
        assert (shown.title, shown.text) == ("An answer is ready", "At the Tomasee.")
        service.click(shown.number)
        program.said("message_clicked")


# A tray of X11


@contextlib.contextmanager
def trayer(screen: Screen, folder: Path) -> Iterator[None]:
    if shutil.which("trayer") is None:
        pytest.skip("needs trayer")
    command = ["trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "24"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "DISPLAY": screen.display}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **quiet) as process:
        try:
            yield
        finally:
            process.kill()


def _icon(screen: Screen) -> str:
    """The tray, when the icon is in it: there is no other."""
    [found] = until(lambda: screen.xdotool("search", "--onlyvisible", "--class", "trayer").split())[:1]
    until(lambda: _width(screen, found) > 16, why="no icon came into the tray")
    return found


def _click(screen: Screen, button: str) -> None:
    screen.xdotool("mousemove", "--window", _icon(screen), "12", "12", "click", button)


def _width(screen: Screen, window: str) -> int:
    told = screen.xdotool("getwindowgeometry", "--shell", window)
    return int(dict(line.split("=") for line in told.splitlines() if "=" in line)["WIDTH"])


def _without_bus(screen: Screen, folder: Path) -> dict[str, str]:
    return {
        "DISPLAY": screen.display,
        "HOME": str(folder),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus",
    }


def test_a_tray_of_x11_that_comes_late_and_is_restarted_is_clicked(screen, tmp_path):
    with running(_without_bus(screen, tmp_path), "looking") as program:
        assert not program.was_available
        program.tell("recent", ("id1", "R&D"))
        for _ in range(2):
            with trayer(screen, tmp_path):
                program.said("available_changed", True)
                _click(screen, "1")
                program.said("window_requested")
                _click(screen, "2")
                program.said("quick_requested")
                _click(screen, "3")
                until(lambda: _has_menu(screen), why="no menu came")
                screen.keys("Down", "Return")
                program.said("quick_requested")
            program.said("available_changed", False)


def _has_menu(screen: Screen) -> bool:
    ours = screen.xdotool("search", "--onlyvisible", "--class", "rivulet").split()
    return any(_width(screen, window) > 100 for window in ours)


def test_a_window_that_is_closed_into_the_tray_comes_back_by_a_click_and_without_a_tray(screen, tmp_path):
    with running(_without_bus(screen, tmp_path), "window") as program:
        with trayer(screen, tmp_path):
            _icon(screen)
            _close(screen)
            program.said("available_changed", True)
            _click(screen, "1")
            program.said("window_requested")
            until(lambda: screen.windows("Rivulet"))
            _close(screen)
        program.said("available_changed", False)
        [window] = until(lambda: screen.windows("Rivulet"), why="the program was out of reach")
        assert screen.active() != "Rivulet", "it took the keyboard from whoever writes elsewhere"
        screen.xdotool("windowactivate", window)
        _close(screen)
        program.said("closing")


def _close(screen: Screen) -> None:
    screen.wait_active("Rivulet")
    screen.keys("alt+F4")
    until(lambda: not screen.windows("Rivulet"))
