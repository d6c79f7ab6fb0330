"""From process start to a shown window: the program beside a bare PySide6 window with a text field.

On an X server of its own, in turn, so that all meet the same machine. A frozen program is measured beside
the same from this Python's environment, which should be the one that it was frozen from.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.figure import Figure

RUNS = 9
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QPlainTextEdit())
window.resize(1080, 760)
window.setWindowTitle("Bare")
window.show()
app.exec()
"""


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The environment that leads to an X server with a window manager."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True)
    display = f":{server.stdout.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=quiet, stderr=quiet)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.kill()
            process.wait()
        server.stdout.close()


def seconds_until_shown(command: list[str], title: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    look = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
    try:
        while not subprocess.run(look, env=environment, capture_output=True, text=True).stdout.strip():
            if time.perf_counter() - began > 20:
                sys.exit(f"{title} was not shown within 20 s")
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


def figures(frozen: str | None = None) -> Iterator[Figure]:
    """
    Args:
        frozen: the path of a frozen program.
    """
    bare, program, thawed = [], [], []
    with screen() as environment:
        # From the second run on, all compiled modules are there, as where a package is installed.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(RUNS + 1):
            bare.append(seconds_until_shown([sys.executable, "-c", BARE], "Bare", environment))
            program.append(seconds_of([sys.executable, "-m", "app"], environment))
            if frozen:
                thawed.append(seconds_of([frozen], environment))
    for times in (bare, program, thawed):
        del times[:1]  # the caches were cold
    yield from _compared("window shown", program, bare, "a bare PySide6 window")
    if frozen:
        yield from _compared("window shown, frozen", thawed, program, "the same from an environment", 1.3)


def seconds_of(command: list[str], environment: dict[str, str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [*command, "--offline", "--profile", folder]
        return seconds_until_shown(command, "Rivulet", environment)


def _compared(
    name: str, ours: list[float], theirs: list[float], what: str, bound: float | None = None
) -> Iterator[Figure]:
    for kind, value in (("median", statistics.median), ("best", min)):
        yield Figure(f"{name}: {kind}", value(ours) * 1000, floor=value(theirs) * 1000)
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    yield Figure(f"{name}: times {what}", ratio, "", bound=bound)
