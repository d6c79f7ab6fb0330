"""A screen of its own, with a window manager, for the real program: seen by its pixels, driven by xdotool."""

import contextlib
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

NEEDED = ("Xvfb", "openbox", "xdotool")


def until(condition: Callable[[], object], seconds: float = 15, why: str = "it did not happen in time"):
    """Waits for something, and gives it back."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, why
        time.sleep(0.03)
    return found


class Screen:
    def __init__(self, folder: Path, display: str) -> None:
        self.display = display
        self.frame = folder / "Xvfb_screen0"

    def picture(self) -> QImage:
        """All of it, from the server's memory, which is an XWD file."""
        data = self.frame.read_bytes()
        head = struct.unpack(">25I", data[:100])
        header_size, width, height, bits, line, colours = (head[i] for i in (0, 4, 5, 11, 12, 19))
        assert bits == 32
        pixels = data[header_size + 12 * colours :]
        return QImage(pixels, width, height, line, QImage.Format.Format_RGB32).copy()

    def count(self, colour: QColor) -> int:
        """How many pixels have it."""
        picture = self.picture()  # its bits live as long as it does
        pixels = memoryview(bytes(picture.constBits())).cast("I")
        wanted = colour.rgb() & 0xFFFFFF
        return sum(pixel & 0xFFFFFF == wanted for pixel in pixels)

    def disc(self, colour: QColor) -> tuple[int, int] | None:
        """A place inside the lowest filled area of this colour; None if there is none."""
        picture, wanted = self.picture(), colour.rgb()
        for y in range(picture.height() - 8, 8, -3):
            for x in range(picture.width() - 8, 8, -3):
                if picture.pixel(x, y) == wanted and all(
                    picture.pixel(x - dx, y - dy) == wanted for dx in (0, 3, 6) for dy in (0, 3, 6)
                ):
                    return x - 3, y - 3
        return None

    # The hands

    def xdotool(self, *words: str) -> str:
        found = subprocess.run(
            ["xdotool", *words], env={**os.environ, "DISPLAY": self.display}, capture_output=True, text=True
        )
        return found.stdout.strip()

    def keys(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "20", *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "8", text)

    def click(self, where: tuple[int, int]) -> None:
        self.xdotool("mousemove", *map(str, where), "click", "1")

    def windows(self, title: str) -> list[str]:
        return self.xdotool("search", "--onlyvisible", "--name", f"^{title}$").split()

    def active(self) -> str:
        """The title of the window that has the keyboard."""
        return self.xdotool("getactivewindow", "getwindowname")

    def wait_active(self, title: str) -> None:
        until(lambda: self.active() == title, why=f"{title} did not get the keyboard")


@contextlib.contextmanager
def own_screen(folder: Path) -> Iterator[Screen]:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"a screen of its own needs {', '.join(missing)}")
    reading, writing = os.pipe()
    quiet = subprocess.DEVNULL
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1200x800x24", "-nolisten", "tcp"]
    # Else the server begins anew when its last client leaves: a look of ours would throw out openbox.
    command += ["-noreset", "-fbdir", str(folder)]
    with subprocess.Popen(command, pass_fds=[writing], stderr=quiet) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                display = f":{told.readline().strip()}"
            environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "DISPLAY": display}
            with subprocess.Popen(["openbox"], env=environment, stdout=quiet, stderr=quiet) as manager:
                try:
                    until(lambda: "_NET" in _root_properties(display), why="openbox did not come up")
                    screen = Screen(folder, display)
                    # At the first key the server changes keyboards, and openbox grabs its keys anew.
                    screen.keys("shift")
                    yield screen
                finally:
                    manager.terminate()
        finally:
            server.terminate()


def _root_properties(display: str) -> str:
    """Not empty once a window manager is there."""
    asked = ["xdotool", "get_desktop"]
    found = subprocess.run(asked, env={**os.environ, "DISPLAY": display}, capture_output=True, text=True)
    return "_NET" if found.returncode == 0 and found.stdout.strip() else ""
