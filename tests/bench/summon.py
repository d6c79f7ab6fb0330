"""From the hotkey, pressed in another program's window, to the quick prompt, seen and with the keyboard.

On an X server of its own. RIVULET_IDLE=600 leaves the program alone for so many seconds before the first one.
"""

import ctypes
import json
import mmap
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.e2e.screen import Screen, own_screen, until

TIMES = 15
KEYS = ("Control_L", "Alt_L", "k")
BOUND = 50.0
"""Milliseconds."""
SEEN = slice(100 * 1200 * 4, 380 * 1200 * 4)
"""Of the screen's memory: above the other program, whose text cursor blinks."""


class Keyboard:
    """A key that is pressed without starting a process for it, and who has the keyboard then."""

    def __init__(self, display: str) -> None:
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self._x.XKeysymToKeycode.restype = ctypes.c_ubyte
        self._x.XGetInputFocus.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        self._x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self._display = self._x.XOpenDisplay(display.encode())
        self._codes = [
            self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(name.encode())) for name in KEYS
        ]

    def press(self) -> None:
        for is_down, codes in ((1, self._codes), (0, self._codes[::-1])):
            for code in codes:
                self._test.XTestFakeKeyEvent(self._display, code, is_down, 0)
        self._x.XSync(self._display, 0)

    def focus(self) -> int:
        window, revert = ctypes.c_ulong(), ctypes.c_int()
        self._x.XGetInputFocus(self._display, ctypes.byref(window), ctypes.byref(revert))
        return window.value


def summoned(screen: Screen, keyboard: Keyboard, pixels: mmap.mmap) -> tuple[float, float]:
    """Milliseconds until something else is on the screen, and until something else has the keyboard."""
    before, focus = pixels[SEEN], keyboard.focus()
    seen = focused = 0.0
    began = time.perf_counter()
    keyboard.press()
    while not (seen and focused):
        now = time.perf_counter() - began
        if now > 5:
            sys.exit("the quick prompt did not come")
        if not focused and keyboard.focus() != focus:
            focused = now * 1000
        if not seen and pixels[SEEN] != before:
            seen = now * 1000
        time.sleep(0.0005)
    return seen, focused


def figures() -> Iterator[Figure]:
    root = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory() as folder, own_screen(Path(folder)) as screen:
        profile = Path(folder) / "profile"
        profile.mkdir(mode=0o700)
        chosen = {"presence": {"hotkey": "Ctrl+Alt+K"}}
        (profile / "settings.json").write_text(json.dumps(chosen))
        environment = {**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
        program = [sys.executable, "-m", "app", "--offline", "--profile", str(profile)]
        other = [sys.executable, str(root / "tests/e2e/notes.py"), str(Path(folder) / "notes.txt")]
        running = [subprocess.Popen(one, env=environment, cwd=root) for one in (program, other)]
        try:
            yield from _figures(screen)
        finally:
            for process in running:
                process.kill()
                process.wait()


def _figures(screen: Screen) -> Iterator[Figure]:
    keyboard = Keyboard(screen.display)
    until(lambda: screen.windows("Rivulet") and screen.windows("Notes"))
    idle = float(os.environ.get("RIVULET_IDLE", "3"))
    time.sleep(max(3.0, idle))
    times = []
    with Path(screen.frame).open("r+b") as file, mmap.mmap(file.fileno(), 0) as pixels:
        for _ in range(TIMES):
            [notes] = screen.windows("Notes")
            screen.xdotool("windowactivate", "--sync", notes)
            time.sleep(0.7)
            times.append(summoned(screen, keyboard, pixels))
            time.sleep(0.2)
            screen.keys("Escape")
            until(lambda: not screen.windows("Rivulet quick prompt"))
    yield Figure(f"on the screen, after {idle:.0f} s of rest", times[0][0], bound=BOUND)
    yield Figure(f"with the keyboard, after {idle:.0f} s of rest", times[0][1], bound=BOUND)
    for name, one in (("median", statistics.median), ("worst", max)):
        yield Figure(f"on the screen: {name}", one(seen for seen, _ in times), bound=BOUND)
        yield Figure(f"with the keyboard: {name}", one(focused for _, focused in times), bound=BOUND)
