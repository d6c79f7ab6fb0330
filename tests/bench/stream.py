"""A flat-out answer through the whole program, beside the SDK's own loop over the same stream.

Wall and CPU time until the last word is shown, and how late the window's 5 ms timer ever was. The
window is offscreen; journal, transcript and all are those of the program.
"""

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from openai import AsyncOpenAI
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.adapters.history.store import SqliteHistory
from app.adapters.keychain import SystemKeychain
from app.adapters.openai.connector import OpenAIConnector
from app.boot.event_loop import EventLoop
from app.domain.provider import Provider
from app.domain.settings import Settings
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.ui.sidebar import Sidebar
from app.ui.theme import Appearance
from app.ui.transcript.view import Transcript
from app.ui.window import MainWindow

RUNS = 3


@contextmanager
def flood(tokens: int):
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.flood", str(tokens)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


async def sdk(base_url: str) -> float:
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        began = time.perf_counter()
        stream = await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "x"}], stream=True
        )
        async for _ in stream:
            pass
        return time.perf_counter() - began


class Lateness:
    """How late a timer of the window fires."""

    def __init__(self, interval: float) -> None:
        self.worst = 0.0
        self._interval = interval
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fired)
        self._timer.start(int(interval * 1000))

    def _fired(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last - self._interval)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self.worst


async def program(app: QApplication, base_url: str, folder: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and the worst lateness of one answer."""
    tasks = TaskScope(lambda name, error: print(name, repr(error)))
    provider = Provider("bench", base_url, "m")
    providers = Providers(provider, connector=OpenAIConnector(), keychain=SystemKeychain())
    providers.use_key(provider, "none")
    history = SqliteHistory(folder / "history.sqlite3", on_fault=print)
    await history.open(recover=True)
    library = Library(history=history, providers=providers, tasks=tasks, on_fault=print)
    appearance = Appearance(app, "light")
    window = MainWindow(Settings(), appearance)
    window.attach(library, providers, tasks, sidebar=Sidebar(window), transcript=Transcript(appearance.theme))
    window.show()
    await providers.backend()
    gc.freeze()  # as the session does once all is loaded
    await asyncio.sleep(0.3)
    lateness, began, cpu = Lateness(0.005), time.perf_counter(), time.process_time()
    window.pane.send("x")
    while window.pane.chat.turn is not None or not window.pane.transcript.feed.is_empty:
        await asyncio.sleep(0.002)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    worst = lateness.stop()
    await tasks.close()
    await providers.close()
    await history.close()
    window.deleteLater()
    return wall, cpu, worst


def main() -> None:
    app = QApplication([])
    print(" tokens  SDK alone   program  ratio     CPU  µs/token  timer late by")
    for tokens in (2_500, 5_000, 10_000, 20_000, 40_000):
        alone, whole = [], []
        with flood(tokens) as base_url:
            for _ in range(RUNS):
                alone.append(asyncio.run(sdk(base_url)))
                with (
                    tempfile.TemporaryDirectory() as folder,
                    asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner,
                ):
                    whole.append(runner.run(program(app, base_url, Path(folder))))
        wall, cpu, late = (statistics.median(run[i] for run in whole) for i in range(3))
        reference = statistics.median(alone)
        print(
            f"{tokens:>7,} {reference:>8.2f} s {wall:>7.2f} s {wall / reference:>6.2f} {cpu:>5.2f} s"
            f" {cpu / tokens * 1e6:>9.1f} {late * 1000:>11.1f} ms"
        )


if __name__ == "__main__":
    main()
