"""The window: shown first, then filled. What takes long is loaded after the first paint."""

import asyncio
import signal
from contextlib import AsyncExitStack, suppress
from typing import Any

from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication

from app.adapters.settings_file import SettingsFile
from app.boot.bug_report import BugReports
from app.boot.event_loop import EventLoop
from app.boot.run_options import RunOptions
from app.boot.stderr import say
from app.domain.problem import EnvironmentFault, TurnError
from app.ui.theme import Appearance
from app.ui.window import MainWindow

APPLICATION_ID = "io.github.rivulet.Rivulet"

_WARM_UP_AFTER = 0.3
"""Seconds. Loading the SDK competes with the first paint for the interpreter."""


def run_window(options: RunOptions, reports: BugReports) -> int:
    """Opens the window and returns the exit status when it is closed."""
    app = QApplication(["rivulet"])
    app.setApplicationName("Rivulet")
    app.setDesktopFileName(APPLICATION_ID)
    app.setQuitOnLastWindowClosed(False)
    try:
        options.profile.make()
    except EnvironmentFault as fault:
        say(str(fault))
        return 1
    lock = QLockFile(str(options.profile.lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        say("Rivulet is already open with this profile.")
        return 1
    settings_file = SettingsFile(options.profile.settings)
    settings, notice = settings_file.load()
    appearance = Appearance(app, settings.appearance.value)
    window = MainWindow(settings, appearance)
    window.show()
    desk = Desktop(options, reports, window, settings_file, appearance)
    desk.notices = [notice] if notice else []
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        runner.run(desk.run(settings))
    lock.unlock()
    return 0


class Desktop:
    """Brings the window and the services together, from the first paint to the last byte saved."""

    def __init__(
        self,
        options: RunOptions,
        reports: BugReports,
        window: MainWindow,
        settings_file: SettingsFile,
        appearance: Appearance,
    ) -> None:
        self.notices: list[str] = []
        self._options = options
        self._reports = reports
        self._window = window
        self._settings_file = settings_file
        self._appearance = appearance

    async def run(self, settings: Any) -> None:
        """Until the window is closed. Everything is saved when it returns."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._loop_failed)
        closed = asyncio.Event()
        self._window.closing.connect(closed.set)
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, ValueError):  # Windows has none of them
                loop.add_signal_handler(number, self._window.close)
        async with AsyncExitStack() as stack:
            await self._fill(stack, settings)
            await closed.wait()
            self._window.hide()

    async def _fill(self, stack: AsyncExitStack, settings: Any) -> None:
        # Not needed for the first paint, which they would delay.
        from app.adapters.history.store import SqliteHistory
        from app.adapters.keychain import SystemKeychain
        from app.boot.connector import AppConnector
        from app.services.library import Library
        from app.services.providers import Providers
        from app.services.tasks import TaskScope
        from app.ui.preferences import Preferences

        options, window = self._options, self._window
        tasks = TaskScope(self._reports.report)
        connector = AppConnector()
        current = options.provider(settings)
        providers = Providers(
            current,
            connector=connector,
            keychain=SystemKeychain(),
            environment_key=options.key_for(current),
        )
        preferences = Preferences(
            settings,
            save=self._settings_file.save,
            providers=providers,
            appearance=self._appearance,
            tasks=tasks,
            window=window,
        )
        history = SqliteHistory(options.profile.history, on_fault=window.notice.show_text)
        library = Library(
            history=history, providers=providers, tasks=tasks, on_fault=window.notice.show_text
        )
        stack.push_async_callback(connector.close)
        stack.push_async_callback(history.close)
        stack.push_async_callback(providers.close)
        stack.push_async_callback(tasks.close)
        window.settings_changed.connect(preferences.store)
        window.settings_requested.connect(preferences.open)
        preferences.noticed.connect(window.notice.show_text)
        preferences.provider_changed.connect(lambda: window.show_provider(providers.current))
        await self._open_history(history, library)
        window.attach(library, providers, tasks)
        tasks.start("warm up", self._warm_up(connector, providers))

    async def _open_history(self, history: Any, library: Any) -> None:
        try:
            self.notices += await history.open(recover=True)
            await library.load()
        except EnvironmentFault as fault:
            self.notices.append(str(fault))
        if self.notices:
            self._window.notice.show_text(" ".join(self.notices))

    async def _warm_up(self, connector: Any, providers: Any) -> None:
        await asyncio.sleep(_WARM_UP_AFTER)
        with suppress(TurnError, ImportError):  # the first prompt will tell
            await connector.warm_up(providers.current)
            if providers.current.is_guide:
                await self._window.load_models()

    def _loop_failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if (error := context.get("exception")) is not None:
            self._reports.report(str(context.get("message", "")), error)
