"""The quick prompt alone, as a process: a line on stdin calls it, and stdout says how soon it was there."""

import asyncio
import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.adapters.foreground import desktop_foreground
from app.boot.connector import AppConnector
from app.boot.event_loop import EventLoop
from app.domain.hotkey import Press
from app.domain.provider import GUIDE_PROVIDER
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.ui.quick_prompt.pane import VERBS
from app.ui.quick_prompt.window import QuickPrompt
from app.ui.theme import Appearance
from app.ui.transcript.view import Transcript
from tests.services.conftest import NoKeychain


class Stopwatch(QObject):
    """From the call to a painted window with the keyboard."""

    def __init__(self, prompt: QuickPrompt) -> None:
        super().__init__()
        self._prompt = prompt
        self.start()
        prompt.installEventFilter(self)

    def start(self) -> None:
        self._started = time.perf_counter()
        self._is_painted = self._is_told = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._is_painted |= event.type() is QEvent.Type.Paint
        handle = self._prompt.windowHandle()
        is_there = self._is_painted and self._prompt.isActiveWindow() and handle is not None
        if is_there and handle.isExposed() and not self._is_told:
            self._is_told = True
            print(f"there {(time.perf_counter() - self._started) * 1000:.1f}", flush=True)
        return False


async def main(app: QApplication) -> None:
    tasks = TaskScope(lambda name, error: print(name, error))
    connector = AppConnector()
    providers = Providers(GUIDE_PROVIDER, connector=connector, keychain=NoKeychain())
    library = Library(history=None, providers=providers, tasks=tasks, on_fault=print)
    appearance = Appearance(app, "light")
    window = QPlainTextEdit()
    window.setWindowTitle("Rivulet")
    if "--window" in sys.argv:
        window.show()
    prompt = QuickPrompt(
        library,
        providers,
        tasks,
        appearance,
        desktop_foreground(),
        lambda: Transcript(appearance.theme, verbs=VERBS),
    )
    watch = Stopwatch(prompt)
    prompt.hidden.connect(lambda: print("hidden", flush=True))
    loop = asyncio.get_running_loop()
    print("ready", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        watch.start()
        prompt.summon(press=Press(time=int(line)))
    for close in (tasks.close, providers.close, connector.close):
        await close()


if __name__ == "__main__":
    application = QApplication(["rivulet"])
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        runner.run(main(application))
