"""Memory at rest: the program beside a bare PySide6 window with a text document of the same visible text.

On an X server of its own, nothing touched for some seconds. RSS is what task managers show, and what the
bound is about; PSS counts its share of the pages that other programs have too, USS none of these.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.start import screen

RUNS = 3
SETTLED = 3.0
"""Seconds."""
ANSWERED = 6.0
"""Seconds after the prompt was sent."""
BOUND = 1.25
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit
app = QApplication([])
window = QMainWindow()
text = QTextEdit()
text.setMarkdown("# What's on your mind?\\n\\nAsk the **Guide** about this program.\\n\\n*New chat*")
window.setCentralWidget(text)
window.resize(1080, 760)
window.setWindowTitle("Bare")
window.show()
app.exec()
"""
KINDS = "RSS", "PSS", "USS"
Memory = tuple[float, ...]


def memory(pid: int) -> Memory:
    """RSS, PSS and USS in MB."""
    kilobytes: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, amount, _ = line.split()
        kilobytes[name.rstrip(":")] = int(amount)
    uss = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return tuple(one / 1024 for one in (kilobytes["Rss"], kilobytes["Pss"], uss))


def at_rest(command: list[str], environment: dict[str, str], prompt: str = "") -> list[Memory]:
    """After the start, and if there is a prompt, after its answer."""
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        time.sleep(SETTLED)
        found = [memory(process.pid)]
        if prompt:
            subprocess.run(["xdotool", "type", "--delay", "40", f"{prompt}\n"], env=environment, check=True)
            time.sleep(ANSWERED)
            found.append(memory(process.pid))
        return found
    finally:
        process.kill()
        process.wait()


def figures() -> Iterator[Figure]:
    names = "bare", "window shown", "after an answer", "begun hidden"
    found: dict[str, list[Memory]] = {name: [] for name in names}
    with screen() as environment:
        for _ in range(RUNS):
            found["bare"] += at_rest([sys.executable, "-c", BARE], environment)
            with tempfile.TemporaryDirectory() as folder:
                ours = [sys.executable, "-m", "app", "--offline", "--profile", folder]
                shown, answered = at_rest(ours, environment, "How do I change the model?")
                found["window shown"].append(shown)
                found["after an answer"].append(answered)
            with tempfile.TemporaryDirectory() as folder:
                ours = [sys.executable, "-m", "app", "--offline", "--profile", folder, "--background"]
                found["begun hidden"] += at_rest(ours, environment)
    middle = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in found.items()
    }
    bare = middle.pop("bare")
    for name, values in middle.items():
        for kind, value, floor in zip(KINDS, values, bare, strict=True):
            yield Figure(f"{name}: {kind}", value, "MB", floor=floor)
        ratio = values[0] / bare[0]
        bound = None if name == "after an answer" else BOUND
        yield Figure(f"{name}: RSS, times a bare window with a document", ratio, "", bound=bound)
