"""From process start to a shown window: the program beside a bare PySide6 window with a text field.

On an X server of its own, in turn, so that both meet the same machine.
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


def figures() -> Iterator[Figure]:
    bare, program = [], []
    with screen() as environment:
        for _ in range(RUNS + 1):
            bare.append(seconds_until_shown([sys.executable, "-c", BARE], "Bare", environment))
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, "-m", "app", "--offline", "--profile", folder]
                program.append(seconds_until_shown(command, "Rivulet", environment))
    del bare[0], program[0]  # the caches were cold
    for name, values in (("median", statistics.median), ("best", min)):
        yield Figure(f"window shown: {name}", values(program) * 1000, floor=values(bare) * 1000)
    ratio = statistics.median(ours / theirs for ours, theirs in zip(program, bare, strict=True))
    yield Figure("window shown: times a bare PySide6 window", ratio, "")
