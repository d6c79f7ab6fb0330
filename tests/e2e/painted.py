"""A transcript that is killed in the middle of a paint.

Reads lines `HISTORY BASE_URL PAINTS OTHERS` and makes a window for each, in a process of its own that is
ready at once and dies at that paint, while so many other answers stream unseen. What could be seen then
stands beside the history, in a file named `….seen`: the number of the last word, or -1 while there is the
prompt alone.
"""

import asyncio
import mmap
import os
import re
import signal
import sys
from pathlib import Path

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.adapters.history import archive, log_sync  # noqa: F401 - loaded here, not in each process
from app.adapters.history.store import SqliteHistory
from app.adapters.openai import backend  # noqa: F401
from app.boot.connector import AppConnector
from app.boot.event_loop import EventLoop
from app.domain.provider import Provider
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.ui.theme import LIGHT
from app.ui.transcript.view import Transcript
from tests.services.conftest import NoKeychain


class Mortal(Transcript):
    def __init__(self, seen: mmap.mmap, paints: int) -> None:
        super().__init__(LIGHT)
        self._seen = seen
        self._paints = paints

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.stack.messages:
            return
        self._paints -= 1
        if self._paints == 0:
            words = re.findall(r"w(\d{6})\s", self.stack.text(len(self.stack.messages) - 1)[-100:])
            # Memory, and not a pipe: to write to one lets other threads go on.
            self._seen[:] = b"%8d" % int(words[-1] if words else -1)
            os.kill(os.getpid(), signal.SIGKILL)


async def stream(path: Path, base_url: str, paints: int, others: int) -> None:
    tasks = TaskScope(print)
    providers = Providers(Provider("test", base_url, "m"), connector=AppConnector(), keychain=NoKeychain())
    history = SqliteHistory(path, on_fault=print)
    await history.open(recover=True)
    with path.with_suffix(".seen").open("w+b") as file:
        file.write(bytes(8))
        file.flush()
        transcript = Mortal(mmap.mmap(file.fileno(), 8), paints)
    transcript.resize(800, 600)
    transcript.show()
    library = Library(history=history, providers=providers, tasks=tasks, on_fault=print)
    transcript.show_chat(library.new_chat())
    transcript.chat.send("Write")
    for _ in range(others):
        library.new_chat().send("Write as well")
    await asyncio.Event().wait()


def main() -> None:
    for line in sys.stdin:
        if not (child := os.fork()):
            path, base_url, *counts = line.split()
            loop = EventLoop(QApplication([]))
            loop.run_until_complete(stream(Path(path), base_url, *map(int, counts)))
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
