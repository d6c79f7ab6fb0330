"""The program at hand: its tray, its hotkey in another program's window, an answer there, and back again.

Pictures of each step go to the folder that RIVULET_PICTURES names.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.ui.theme import LIGHT
from tests.e2e.program import ROOT
from tests.e2e.screen import Screen, until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen of its own is an X server's"),
]

QUICK = "Rivulet quick prompt"
HOTKEY = "ctrl+alt+k"


class Trayer:
    """A tray at the upper right of the screen, as wide as its icons."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        command = "trayer --edge top --align right --widthtype request --height 24"
        environment = {"PATH": os.environ["PATH"], "DISPLAY": screen.display}
        self._process = subprocess.Popen(command.split(), env=environment, stderr=subprocess.DEVNULL)

    def icon(self) -> tuple[int, int]:
        """Its centre, of the only icon."""

        def found() -> tuple[int, int] | None:
            for window in self._screen.xdotool("search", "--onlyvisible", "--class", "trayer").split():
                told = self._screen.xdotool("getwindowgeometry", "--shell", window)
                place = dict(line.split("=") for line in told.splitlines())
                if int(place["WIDTH"]) >= 16:
                    return int(place["X"]) + int(place["WIDTH"]) // 2, int(place["Y"]) + 12
            return None

        return until(found, why="there is no icon in the tray")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class Notes:
    """Another program's window."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self._screen = screen
        self._file = folder / "notes.txt"
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/e2e/notes.py"), str(self._file)],
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "DISPLAY": screen.display},
            stderr=subprocess.DEVNULL,
        )
        screen.wait_active("Notes")

    def wait_text(self, text: str) -> None:
        until(lambda: self._file.exists() and self._file.read_text() == text, why=f"the notes lack {text!r}")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def trayer(screen: Screen) -> Iterator[Trayer]:
    made = Trayer(screen)
    yield made
    made.close()


@pytest.fixture
def notes(screen: Screen, tmp_path: Path) -> Iterator[Notes]:
    made = Notes(screen, tmp_path)
    yield made
    made.close()


@pytest.fixture
def picture(screen: Screen) -> Callable[[str], None]:
    folder = os.environ.get("RIVULET_PICTURES")

    def take(name: str) -> None:
        if folder:
            screen.picture().save(str(Path(folder) / f"{name}.png"))

    return take


def settle(program, **presence: object) -> None:
    chosen = {"appearance": "light", "presence": presence}
    (program.profile / "settings.json").write_text(json.dumps(chosen))


def test_an_answer_is_one_key_away_from_another_program(program, screen, trayer, notes, picture):
    settle(program, hotkey=HOTKEY, close_to_tray=True)
    process = program.start("--offline")
    icon = trayer.icon()
    picture("1-started")

    screen.keys("alt+F4")
    until(lambda: not screen.windows("Rivulet"), why="the window did not go into the tray")
    assert process.poll() is None
    screen.click(icon)
    screen.wait_active("Rivulet")
    picture("2-brought-back-by-the-icon")

    screen.xdotool("mousemove", *map(str, icon), "click", "3")
    until(lambda: screen.windows("rivulet"), why="there is no menu")
    picture("3-menu-of-the-icon")
    screen.keys("Down", "Return")
    screen.wait_active(QUICK)
    screen.keys("Escape")
    until(lambda: not screen.windows(QUICK))

    [window] = screen.windows("Notes")
    screen.xdotool("windowactivate", "--sync", window)
    screen.type("before ")
    notes.wait_text("before ")
    screen.keys(HOTKEY)
    screen.wait_active(QUICK)
    picture("4-called-by-the-hotkey")
    ask(screen, "Thanks", picture)
    screen.keys("ctrl+shift+c", "Escape")
    screen.wait_active("Notes")
    screen.type("after ")
    notes.wait_text("before after ")
    screen.keys("ctrl+v")
    until(lambda: "You are welcome" in (notes._file.read_text()), why="the answer was not copied")
    picture("7-back-in-the-notes")
    assert program.answers() == [], "a quick prompt is kept"

    screen.keys(HOTKEY)
    screen.wait_active(QUICK)
    screen.keys("ctrl+Return")
    screen.wait_active("Rivulet")
    program.last_answer("You are welcome")
    picture("8-taken-to-the-main-window")
    program.quit(process)


def ask(screen: Screen, prompt: str, picture: Callable[[str], None]) -> None:
    """Until the answer has come to its end."""
    accent, low = screen.count(LIGHT.accent), height(screen, QUICK)
    screen.type(prompt)
    screen.keys("Return")
    until(lambda: height(screen, QUICK) > low and screen.count(LIGHT.accent) > accent + 300)
    picture("5-answering")
    until(lambda: screen.count(LIGHT.accent) < accent + 300, why="the answer did not end")
    picture("6-answered")


def height(screen: Screen, title: str) -> int:
    [window] = screen.windows(title)
    told = screen.xdotool("getwindowgeometry", "--shell", window)
    return int(dict(line.split("=") for line in told.splitlines())["HEIGHT"])


def test_quick_starts_the_program_and_then_finds_it(program, screen, notes):
    program.launch("quick", "one", "--offline")
    screen.wait_active(QUICK)
    assert not screen.windows("Rivulet")
    screen.keys("Escape", "Escape")
    screen.wait_active("Notes")
    again = subprocess.run(
        program.command("quick", "Thanks"), cwd=ROOT, env=program.environment, capture_output=True, timeout=10
    )
    assert (again.returncode, again.stderr) == (0, b"")
    screen.wait_active(QUICK)
    low = height(screen, QUICK)
    screen.keys("Return")
    until(lambda: height(screen, QUICK) > low, why="no answer is shown")
    program.launch()
    screen.wait_active("Rivulet")
    screen.keys("ctrl+q")
    assert program.processes[0].wait(10) == 0
    assert program.processes[1].wait(10) == 0


def test_a_program_that_is_seen_by_its_prompt_alone_is_quit_there(program, screen):
    program.launch("quick", "--offline")
    screen.wait_active(QUICK)
    screen.keys("ctrl+q")
    assert program.processes[0].wait(10) == 0
