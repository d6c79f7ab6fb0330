"""A program with one window, for tests of the keyboard focus: shown at once, or on the word of its stdin.

    python -m tests.adapters.window_program TITLE [hidden]

Lines on stdin are names of `Ours`'s methods; each is answered with the milliseconds that it took.
"""

import asyncio
import sys
import time

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.adapters.foreground import desktop_foreground
from app.boot.event_loop import EventLoop
from app.domain.hotkey import Press


class Ours:
    def __init__(self, window: QPlainTextEdit) -> None:
        self._window = window
        self._foreground = desktop_foreground()

    def remember(self) -> None:
        self._foreground.remember()

    def show_and_take(self) -> None:
        self._window.show()
        self.take()

    def take(self) -> None:
        self._foreground.take(int(self._window.winId()), Press())

    def give_back(self) -> None:
        self._foreground.give_back()

    def hide(self) -> None:
        self._window.hide()


async def obey(ours: Ours) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        began = time.perf_counter()
        getattr(ours, line.strip())()
        print(f"{(time.perf_counter() - began) * 1000:.3f}", flush=True)


def main() -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    window = QPlainTextEdit()
    window.setWindowTitle(sys.argv[1])
    window.resize(300, 200)
    if sys.argv[2:] != ["hidden"]:
        window.show()
    print("ready", flush=True)
    with EventLoop(app) as loop:
        loop.run_until_complete(obey(Ours(window)))


if __name__ == "__main__":
    main()
