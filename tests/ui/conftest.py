"""The whole window, with the real services, the real Guide and a real file behind it."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.adapters.history.store import SqliteHistory
from app.adapters.speech import SystemSpeaker
from app.boot.connector import AppConnector
from app.boot.updating import Updating
from app.domain.conversation import Message, Role
from app.domain.provider import GUIDE, Provider
from app.domain.settings import Settings
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.reading import Reading
from app.services.tasks import TaskScope
from app.ui.composer import Composer
from app.ui.preferences import Preferences
from app.ui.sidebar import Sidebar
from app.ui.theme import Appearance
from app.ui.transcript.view import Transcript
from app.ui.window import MainWindow
from tests.services.conftest import NoKeychain
from tests.ui.desktop import desktop_preferences
from tests.ui.page import open_page

T = TypeVar("T", bound=QWidget)


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Lets the window live until something is so."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.005)
    except TimeoutError:
        pytest.fail("it did not happen in time")


@dataclass
class Desk:
    """A window as its user sees it: what is done here is done with keys and the mouse."""

    window: MainWindow
    library: Library
    providers: Providers
    appearance: Appearance
    settings: list[Settings] = field(default_factory=list)
    """What was to be kept, the newest last."""
    faults: list[str] = field(default_factory=list)

    def find(self, kind: type[T], name: str) -> T:
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    @property
    def transcript(self) -> Transcript:
        return self.find(Transcript, "transcript")

    @property
    def composer(self) -> QPlainTextEdit:
        return self.find(QPlainTextEdit, "composer")

    @property
    def chat(self) -> Chat:
        assert self.window.pane.chat is not None
        return self.window.pane.chat

    @property
    def streaming(self) -> bool:
        return self.chat.turn is not None

    @property
    def answer(self) -> Message:
        assert self.chat.last is not None
        assert self.chat.last.role is Role.ASSISTANT
        return self.chat.last

    # The hands

    def type(self, text: str) -> None:
        self.composer.setFocus()
        QTest.keyClicks(self.composer, text)

    def send(self, text: str) -> None:
        self.type(text)
        QTest.keyClick(self.composer, Qt.Key.Key_Return)

    def click(self, name: str) -> None:
        button = self.find(QAbstractButton, name)
        assert button.isVisible(), f"{name} is not to be seen"
        assert button.isEnabled(), f"{name} cannot be pressed"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def act(self, verb: str) -> None:
        """Presses a button of the banner."""
        self.click(f"bannerAction_{verb}")

    def wheel(self, notches: int) -> None:
        """Turns the wheel over the transcript; up is positive."""
        viewport = self.transcript.viewport()
        middle = QPointF(viewport.rect().center())
        buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            middle,
            QPointF(viewport.mapToGlobal(viewport.rect().center())),
            QPoint(),
            QPoint(0, 120 * int(math.copysign(1, notches))),
            buttons,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        for _ in range(abs(notches)):
            QApplication.sendEvent(viewport, event)

    # The eyes

    def kind(self) -> str:
        """The end that the banner tells of; "" while it is hidden."""
        banner = self.find(QWidget, "banner")
        return banner.property("kind") if banner.isVisible() else ""

    def said(self) -> str:
        return self.find(QLabel, "bannerText").text()

    def offered(self) -> list[str]:
        buttons = self.find(QWidget, "bannerActions").findChildren(QAbstractButton)
        return [one.objectName().removeprefix("bannerAction_") for one in buttons if one.isVisible()]

    def seen(self) -> QImage:
        """The transcript's picture, without what may float at its lower end."""
        viewport = self.transcript.viewport()
        return viewport.grab(viewport.rect().adjusted(0, 0, 0, -80)).toImage()

    # Patience

    async def banner(self, kind: str) -> None:
        await until(lambda: self.kind() == kind)

    async def idle(self) -> None:
        """Until no answer is being written, and all that came is shown."""
        await until(lambda: not self.streaming)
        self.transcript.plainText()  # does not wait for the frame
        await asyncio.sleep(0.02)

    async def asked(self, text: str) -> None:
        self.send(text)
        await self.idle()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path):
    """An `async with desk() as it` block; its end closes everything, as quitting does."""

    @asynccontextmanager
    async def make(
        *,
        provider: Provider | None = None,
        idle_timeout: float = 10.0,
        settings: Settings | None = None,
        early: Callable[[Desk], None] = lambda it: None,
        guide_speed: float = 3.0,
        offline: bool = False,
    ) -> AsyncIterator[Desk]:
        """`early` is what the user does while the window is still empty; the Guide is hastened."""
        qapp.setQuitOnLastWindowClosed(False)
        errors: list[BaseException] = []
        tasks = TaskScope(lambda name, error: errors.append(error))
        connector = AppConnector((settings or Settings()).network, guide_speed=guide_speed)
        provider = provider or Provider(GUIDE, "", GUIDE, idle_timeout=idle_timeout)
        providers = Providers(provider, connector=connector, keychain=NoKeychain())
        appearance = Appearance(qapp, "light")
        window = MainWindow(settings or Settings(), appearance)
        faults: list[str] = []
        history = SqliteHistory(tmp_path / "history.sqlite3", on_fault=faults.append)
        library = Library(history=history, providers=providers, tasks=tasks, on_fault=faults.append)
        it = Desk(window, library, providers, appearance, faults=faults)
        updating = Updating(window, tasks, lambda: connector.network, is_offline=offline)
        preferences = Preferences(
            settings or Settings(),
            save=it.settings.append,
            providers=providers,
            appearance=appearance,
            tasks=tasks,
            window=window,
            check=connector,
            desktop=desktop_preferences(tasks),
            about=updating.about,
        )
        updating.begin(preferences)
        window.settings_changed.connect(preferences.store)
        window.settings_requested.connect(preferences.open)
        window.key_requested.connect(preferences.open_key)
        preferences.settings_changed.connect(window.take_settings)
        preferences.noticed.connect(faults.append)
        preferences.provider_changed.connect(lambda: window.show_provider(providers.current, []))
        async with AsyncExitStack() as stack:
            for close in (connector.close, history.close, providers.close, tasks.close):
                stack.push_async_callback(close)
            stack.callback(window.close)
            await history.open(recover=True)
            await library.load()
            window.show()
            window.activateWindow()
            early(it)
            reading = Reading(SystemSpeaker(), tasks, on_fault=window.notice.show_text)
            window.attach(
                library,
                providers,
                tasks,
                reading=reading,
                sidebar=Sidebar(window),
                make_transcript=lambda: Transcript(appearance.theme),
            )
            await asyncio.sleep(0.02)
            yield it
        window.deleteLater()
        appearance.deleteLater()
        await asyncio.sleep(0)
        assert not errors
        assert not faults

    return make


class _Links(QObject):
    """Takes the links that would be opened in a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot("QUrl")
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def composer(qtbot: QtBot) -> Iterator[Composer]:
    """At the bottom of a window of its own, with the keyboard."""
    window = QWidget()
    window.resize(800, 600)
    made = Composer()
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(made)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made.focus_input()
    yield made
    # What Python has put there must not outlive it.
    QApplication.clipboard().clear()
    window.close()


@pytest.fixture
def opened_links(qapp: QApplication):
    """A `with opened_links("https", …) as opened` block: what is opened meanwhile goes into a list."""

    @contextmanager
    def make(*schemes: str) -> Iterator[list[str]]:
        links = _Links()
        for scheme in schemes:
            QDesktopServices.setUrlHandler(scheme, links, "open")
        try:
            yield links.opened
        finally:
            for scheme in schemes:
                QDesktopServices.unsetUrlHandler(scheme)

    return make


@pytest.fixture
def page(qapp: QApplication):
    """An `async with page() as it` block with a transcript and a chat that the test dictates."""
    qapp.setQuitOnLastWindowClosed(False)
    return open_page
