"""The window with all that stands behind it: journal, connection and loop are those of the program."""

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication

from app.adapters.history.store import SqliteHistory
from app.adapters.keychain import SystemKeychain
from app.adapters.openai.connector import OpenAIConnector
from app.adapters.speech import SystemSpeaker
from app.boot.event_loop import EventLoop
from app.boot.garbage import collect_in_turn, keep_loaded
from app.domain.markdown.parser import markdown
from app.domain.provider import Provider
from app.domain.settings import Settings
from app.services.library import Library
from app.services.providers import Providers
from app.services.reading import Reading
from app.services.tasks import TaskScope
from app.ui.sidebar import Sidebar
from app.ui.theme import Appearance
from app.ui.transcript.text import highlight
from app.ui.transcript.view import Transcript
from app.ui.window import MainWindow

T = TypeVar("T")
_LANGUAGES = "python", "js", "rust"


@asynccontextmanager
async def program(base_url: str, make: Callable[..., Transcript] = Transcript) -> AsyncIterator[MainWindow]:
    """An offscreen window whose chats go to this server. All is loaded."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)  # as the program does
    with tempfile.TemporaryDirectory() as folder:
        tasks = TaskScope(lambda name, error: print(name, repr(error)))
        provider = Provider("bench", base_url, "m")
        connector = OpenAIConnector()
        providers = Providers(provider, connector=connector, keychain=SystemKeychain())
        providers.use_key(provider, "none")
        history = SqliteHistory(Path(folder) / "history.sqlite3", on_fault=print)
        await history.open(recover=True)
        library = Library(history=history, providers=providers, tasks=tasks, on_fault=print)
        appearance = Appearance(app, "light")
        window = MainWindow(Settings(), appearance)
        window.attach(
            library,
            providers,
            tasks,
            reading=Reading(SystemSpeaker(), tasks, on_fault=print),
            sidebar=Sidebar(window),
            make_transcript=lambda: make(appearance.theme),
        )
        window.show()
        for language in _LANGUAGES:
            highlight.load(language)
        markdown()
        await connector.warm_up()
        await providers.backend()
        gc.collect()
        keep_loaded()  # as the session does
        tasks.start("collect garbage", collect_in_turn(lambda: library.is_busy))
        await asyncio.sleep(0.3)
        try:
            yield window
        finally:
            await tasks.close()
            await providers.close()
            await history.close()
            window.deleteLater()


def run(work: Coroutine[Any, Any, T]) -> T:
    """On the program's own loop."""
    app = QApplication.instance() or QApplication([])
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        return runner.run(work)
