"""The quick prompt with the real Guide behind it, and the hands on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.adapters.history.store import SqliteHistory
from app.boot.connector import AppConnector
from app.domain.hotkey import Press
from app.domain.ports import History
from app.domain.provider import GUIDE, Provider
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.ui.composer import Draft
from app.ui.message_input import MessageInput
from app.ui.quick_prompt.pane import VERBS
from app.ui.quick_prompt.window import QuickPrompt
from app.ui.theme import Appearance
from app.ui.transcript.view import Transcript
from tests.services.conftest import NoKeychain
from tests.ui.conftest import until

T = TypeVar("T", bound=QWidget)
_NO_PRESS = Press()
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Places:
    """A desktop that notes what is asked of it."""

    asked: list[str] = field(default_factory=list)

    def remember(self) -> None:
        self.asked.append("remember")

    def take(self, window: int, press: Press) -> None:
        self.asked.append(f"take {press.time}")

    def give_back(self) -> None:
        self.asked.append("give back")


@dataclass
class Quick:
    """The window as its user sees it."""

    prompt: QuickPrompt
    library: Library
    appearance: Appearance
    desktop: Places
    opened: list[tuple[Chat, Draft]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def find(self, kind: type[T], name: str) -> T:
        found = self.prompt.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    @property
    def input(self) -> MessageInput:
        return self.find(MessageInput, "quickPromptInput")

    @property
    def answer(self) -> Transcript:
        return self.find(Transcript, "quickPromptAnswer")

    @property
    def chat(self) -> Chat:
        assert self.prompt.pane.chat is not None
        return self.prompt.pane.chat

    @property
    def status(self) -> str:
        return self.find(QLabel, "quickPromptStatus").text()

    async def summon(self, text: str = "", press: Press = _NO_PRESS) -> None:
        """Calls it, and waits until it has the keyboard."""
        if not self.prompt.isVisible():
            # The offscreen platform leaves the keyboard with a window that is hidden.
            other = QWidget()
            other.show()
            other.activateWindow()
            await until(other.isActiveWindow)
            other.hide()
            other.deleteLater()
        self.prompt.summon(text, press)
        await until(self.prompt.isActiveWindow)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.prompt, key, keys)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.input, text)

    def ask(self, text: str) -> None:
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def click(self, name: str) -> None:
        button = self.find(QAbstractButton, name)
        assert button.isVisible(), f"{name} is not to be seen"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def sees(self, name: str) -> bool:
        found = self.prompt.findChild(QWidget, name)
        return found is not None and found.isVisible()

    async def begins(self) -> None:
        """Until the answer has begun to come."""
        await until(lambda: self.chat.turn is None or self.chat.turn.state.message_parts())

    async def ends(self) -> None:
        """Until no answer is being written, and all that came is shown."""
        await until(lambda: self.chat.turn is None)
        self.answer.plainText()
        await asyncio.sleep(0.02)


@asynccontextmanager
async def open_history(folder: Path) -> AsyncIterator[SqliteHistory]:
    history = SqliteHistory(folder / "history.sqlite3", on_fault=print)
    await history.open(recover=True)
    try:
        yield history
    finally:
        await history.close()


@asynccontextmanager
async def open_quick(
    qapp: QApplication, history: History | None = None, *, idle_timeout: float = 10.0
) -> AsyncIterator[Quick]:
    qapp.setQuitOnLastWindowClosed(False)
    errors: list[BaseException] = []
    faults: list[str] = []
    tasks = TaskScope(lambda name, error: errors.append(error))
    connector = AppConnector(guide_speed=3.0)
    guide = Provider(GUIDE, "", GUIDE, idle_timeout=idle_timeout)
    providers = Providers(guide, connector=connector, keychain=NoKeychain())
    library = Library(history=history, providers=providers, tasks=tasks, on_fault=faults.append)
    appearance = Appearance(qapp, "light")
    desktop = Places()
    prompt = QuickPrompt(
        library, providers, tasks, appearance, desktop, lambda: Transcript(appearance.theme, verbs=VERBS)
    )
    it = Quick(prompt, library, appearance, desktop, faults=faults)
    prompt.opened.connect(lambda chat, draft: it.opened.append((chat, draft)))
    async with AsyncExitStack() as stack:
        for close in (connector.close, providers.close, tasks.close):
            stack.push_async_callback(close)
        stack.callback(prompt.close)
        yield it
    prompt.deleteLater()
    appearance.deleteLater()
    await asyncio.sleep(0)
    assert not errors
    assert not faults
