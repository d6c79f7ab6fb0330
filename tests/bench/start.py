"""From process start to a shown window: the program beside a bare PySide6 window with a text field.

On an X server of its own, in turn, so that both meet the same machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 11
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


def main() -> None:
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    environment = {**os.environ, "DISPLAY": f":{server.stdout.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(
        ["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    bare, program = [], []
    try:
        for _ in range(RUNS + 1):
            bare.append(seconds_until_shown([sys.executable, "-c", BARE], "Bare", environment))
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, "-m", "app", "--offline", "--profile", folder]
                program.append(seconds_until_shown(command, "Rivulet", environment))
    finally:
        for process in (manager, server):
            process.kill()
            process.wait()
        server.stdout.close()
    del bare[0], program[0]  # the caches were cold
    ratios = [ours / theirs for ours, theirs in zip(program, bare, strict=True)]
    for name, values, unit in (("bare", bare, " s"), ("program", program, " s"), ("ratio", ratios, "")):
        middle = statistics.median(values)
        print(f"{name:>8} {middle:.2f}{unit} (from {min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
