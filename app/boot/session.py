"""From the first paint to the last byte saved: brings the window and the services together."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import Container, Coroutine
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from app.adapters.history.store import SqliteHistory
from app.adapters.keychain import SystemKeychain
from app.adapters.settings_file import SettingsFile
from app.adapters.speech import SystemSpeaker
from app.boot import resources
from app.boot.at_hand import AtHand
from app.boot.bug_report import BugReports
from app.boot.connector import AppConnector
from app.boot.event_loop import EventLoop, ScreenLost
from app.boot.garbage import collect_in_turn, keep_loaded
from app.boot.instance import Doorbell
from app.boot.opening import Opening
from app.boot.replacement import watch_program
from app.boot.run_options import RunOptions
from app.boot.stderr import say
from app.boot.updating import Updating
from app.domain.problem import EnvironmentFault, TurnError
from app.domain.settings import Settings
from app.services.library import Library
from app.services.providers import Providers
from app.services.reading import Reading
from app.services.tasks import TaskScope
from app.ui.preferences import Preferences
from app.ui.program_icon import program_icon
from app.ui.sidebar import Sidebar
from app.ui.theme import Appearance
from app.ui.transcript.verb import Verb as MessageVerb
from app.ui.warmth import Warmth
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from app.ui.transcript.view import Transcript

_AFTER_SUMMON = 0.15
"""Seconds: first it has to be on the screen, and to have the keyboard."""


def run(app: QApplication, session: Coroutine[Any, Any, None]) -> int:
    """The exit status: 1 if something could not be saved."""
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        try:
            runner.run(session)
        except ScreenLost as lost:
            say(str(lost))
            os._exit(1)  # Qt crashes where it takes windows down that are on no screen
        except EnvironmentFault as fault:
            say(str(fault))
            return 1
    return 0


class Session:
    """One run of the window."""

    def __init__(
        self,
        options: RunOptions,
        reports: BugReports,
        window: MainWindow,
        settings_file: SettingsFile,
        appearance: Appearance,
        opening: Opening,
    ) -> None:
        self.notices: list[str] = []
        """Sentences that the user has to see when the window is filled."""
        self._options = options
        self._reports = reports
        self._window = window
        self._settings_file = settings_file
        self._appearance = appearance
        self._opening = opening
        self._tasks = TaskScope(reports.report)
        self._loaded = asyncio.Event()
        """What transcripts are made of."""
        self._at_hand = AtHand(window, self._tasks, appearance, opening, options.profile)

    async def run(self, settings: Settings) -> None:
        """Until the window is closed. Everything is saved when it returns; raises EnvironmentFault if not."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._loop_failed)
        closed = asyncio.Event()
        self._window.closing.connect(closed.set)
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, ValueError):  # Windows has none of them
                loop.add_signal_handler(number, self._window.quit)
        doorbell = Doorbell(self._options.profile, self._at_hand.open, self._window)
        self._window.closing.connect(doorbell.close)  # who comes later is the next instance
        if self._window.has_quit:  # while all this was loaded
            self._window.closing.emit()
        async with AsyncExitStack() as stack:
            stack.callback(doorbell.close)
            await self._fill(stack, settings)
            await closed.wait()

    async def _fill(self, stack: AsyncExitStack, settings: Settings) -> None:
        window, tasks = self._window, self._tasks
        connector = AppConnector(settings.network)
        current = self._options.provider(settings)
        providers = Providers(
            current,
            connector=connector,
            keychain=SystemKeychain(),
            environment_key=self._options.key_for(current),
            policy=settings.policy,
            known=settings.providers,
        )
        history = SqliteHistory(self._options.profile.history, on_fault=window.notice.show_text)
        library = Library(history=history, providers=providers, tasks=tasks, on_fault=window.notice.show_text)
        closings = (connector.close, history.close, providers.close, tasks.close, self._at_hand.close)
        for closing in closings:
            stack.push_async_callback(closing)
        updating = Updating(window, tasks, lambda: connector.network, is_offline=self._options.offline)
        preferences = self._preferences(settings, providers, connector, updating)
        await self._open_history(history, library)
        window.setWindowIcon(program_icon(resources.icon(), resources.small_icon()))
        window.attach(
            library,
            providers,
            tasks,
            reading=Reading(SystemSpeaker(), tasks, on_fault=window.notice.show_text),
            sidebar=Sidebar(window),
            make_transcript=self._transcript,
        )
        warmth = Warmth(lambda: tasks.start("warm up", self._warm_up(connector, providers)), window)
        warmth.watch(window)
        self._at_hand.summoned.connect(lambda: tasks.start("make ready", self._make_ready(warmth)))
        await self._at_hand.begin(library, providers, preferences, self._transcript)
        tasks.start("take up answers", library.take_up())
        tasks.start("collect garbage", collect_in_turn(lambda: library.is_busy))
        if getattr(sys, "frozen", False):  # else it is Python's program, which says nothing of ours
            watch_program(window.notice.show_text)

    def _preferences(
        self, settings: Settings, providers: Providers, connector: AppConnector, updating: Updating
    ) -> Preferences:
        window = self._window
        preferences = Preferences(
            settings,
            save=self._settings_file.save,
            providers=providers,
            appearance=self._appearance,
            tasks=self._tasks,
            window=window,
            check=connector,
            desktop=self._at_hand.preferences,
            about=updating.about,
        )
        updating.begin(preferences)  # before anything can open them
        window.settings_changed.connect(preferences.store)
        preferences.settings_changed.connect(window.take_settings)
        window.settings_requested.connect(preferences.open)
        window.key_requested.connect(preferences.open_key)
        preferences.noticed.connect(window.notice.show_text)
        preferences.provider_changed.connect(lambda: window.show_provider(providers.current, []))
        return preferences

    def _transcript(self, verbs: Container[MessageVerb] = frozenset(MessageVerb)) -> Transcript:
        """`verbs`: see Transcript."""
        from app.ui.transcript.text import highlight
        from app.ui.transcript.view import Transcript

        transcript = Transcript(self._appearance.theme, verbs=verbs)

        async def load_lexer(language: str) -> None:
            await asyncio.to_thread(highlight.load, language)
            transcript.recolour(language)

        transcript.lexer_wanted.connect(
            lambda language: self._tasks.start(f"load the lexer of {language}", load_lexer(language))
        )
        return transcript

    async def _open_history(self, history: SqliteHistory, library: Library) -> None:
        try:
            self.notices += await history.open(recover=True)
            await library.load()
        except EnvironmentFault as fault:
            self.notices.append(str(fault))
        if self.notices:
            self._window.notice.show_text(" ".join(self.notices))

    async def _warm_up(self, connector: AppConnector, providers: Providers) -> None:
        keep_loaded()  # full collections would hold up the keys while so much is loaded
        await asyncio.to_thread(_load_transcript)
        self._loaded.set()
        with suppress(TurnError, ImportError):  # the first prompt will tell
            await connector.warm_up(providers.current)
            keep_loaded()
            if providers.current.is_guide:
                await self._window.load_models()

    async def _make_ready(self, warmth: Warmth) -> None:
        await asyncio.sleep(_AFTER_SUMMON)
        warmth.begin()
        await self._loaded.wait()
        self._at_hand.make_ready()

    def _loop_failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if (error := context.get("exception")) is not None:
            self._reports.report(str(context.get("message", "")), error)


def _load_transcript() -> None:
    from app.domain.markdown.parser import markdown

    importlib.import_module("app.ui.transcript.view")
    markdown()
