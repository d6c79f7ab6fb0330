"""A transcript in a bare window, with a chat whose answers a test dictates."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.capabilities import Capabilities
from app.domain.conversation import Conversation, ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.ports import ChatBackend
from app.domain.prompt import ChatRequest
from app.domain.provider import Provider
from app.domain.stream import Finished, ReasoningDelta, StreamEvent, TextDelta
from app.services.chat import Chat
from app.services.providers import Providers
from app.services.records import Records
from app.services.tasks import TaskScope
from app.ui.theme import LIGHT
from app.ui.transcript.items.item import Item
from app.ui.transcript.page import MARGIN
from app.ui.transcript.text import highlight
from app.ui.transcript.view import Transcript
from tests.services.conftest import NoKeychain

CONVERSATION = ConversationId("c")


class Dictated:
    """A backend, and the way to it: says what the test says."""

    capabilities = Capabilities()

    def __init__(self) -> None:
        self.events: asyncio.Queue[StreamEvent | None] = asyncio.Queue()

    async def connect(self, provider: Provider, key: str) -> ChatBackend:
        return self

    async def stream(self, request: ChatRequest) -> AsyncIterator[StreamEvent]:
        while (event := await self.events.get()) is not None:
            yield event

    async def models(self) -> list[str]:
        return []

    async def close(self) -> None:
        pass


class Page:
    """What is shown, and the hands on it."""

    def __init__(self, tasks: TaskScope, width: int = 800, height: int = 560) -> None:
        self.backend = Dictated()
        self._tasks = tasks
        provider = Provider("test", "http://127.0.0.1:9", "m")
        self.providers = Providers(provider, connector=self.backend, keychain=NoKeychain())
        self.window = QWidget()
        self.window.resize(width, height)
        self.transcript = Transcript(LIGHT)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.transcript)
        self.transcript.lexer_wanted.connect(self._load_lexer)
        self.window.show()
        self.window.activateWindow()
        self.read()

    def _load_lexer(self, language: str) -> None:
        highlight.load(language)
        self.transcript.recolour(language)

    # The conversation

    def read(self, *texts: str, reasoning: str = "") -> None:
        """Opens a conversation that is complete: question, answer, question, …"""
        messages: list[Message] = []
        for number, text in enumerate(texts):
            role = Role.ASSISTANT if number % 2 else Role.USER
            parts: tuple[Part, ...] = (Part(PartKind.TEXT, text),)
            if reasoning and role is Role.ASSISTANT:
                parts = (Part(PartKind.REASONING, reasoning), *parts)
            parent = messages[-1].id if messages else None
            end = EndState.COMPLETE if role is Role.ASSISTANT else None
            messages.append(Message(MessageId(str(number)), CONVERSATION, parent, role, 0.0, parts, end))
        self.chat = Chat(
            Conversation(CONVERSATION, "Title", 0.0, 0.0, messages[-1].id if messages else None),
            messages,
            records=Records(None, self._tasks, print),
            providers=self.providers,
            tasks=self._tasks,
            on_changed=lambda conversation: None,
            on_fault=print,
        )
        self.transcript.show_chat(self.chat)

    async def ask(self, prompt: str = "Write") -> None:
        self.chat.send(prompt)
        await asyncio.sleep(0.01)

    async def say(self, *texts: str, reasoning: bool = False) -> None:
        """The answer grows; it is shown when this returns."""
        for text in texts:
            self.backend.events.put_nowait(ReasoningDelta(text) if reasoning else TextDelta(text))
        while not self.backend.events.empty():
            await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0)
        self.transcript.plainText()

    async def finish(self) -> None:
        self.backend.events.put_nowait(Finished("stop"))
        self.backend.events.put_nowait(None)
        while self.chat.turn is not None:
            await asyncio.sleep(0)
        self.transcript.plainText()

    # The eyes

    def height(self) -> float:
        """Of all messages, each laid out."""
        stack = self.transcript.stack
        for index in range(len(stack.messages)):
            stack.lay_out(index)
        return stack.total()

    def top(self) -> float:
        """What of the stack stands at the viewport's upper edge."""
        return self.transcript.verticalScrollBar().value() - MARGIN

    def on_screen(self) -> QImage:
        """What was painted, piece by piece."""
        picture = self.window.screen().grabWindow(self.window.winId())
        return picture.toImage().convertToFormat(QImage.Format.Format_RGB32)

    def anew(self) -> QImage:
        """What all of it looks like when it is painted at once."""
        return self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def items(self) -> Sequence[tuple[float, Item]]:
        """Every item with its top, seen from the stack's."""
        stack = self.transcript.stack
        found: list[tuple[float, Item]] = []
        for index, message in enumerate(stack.messages):
            stack.lay_out(index)
            found += [(stack.top(index) + top, item) for top, item in message.items()]
        return found

    def place(self, words: str, at: int = 0) -> QPoint:
        """Where the letter `at` of these words stands in the viewport."""
        for top, item in self.items():
            cursor = item.ensure(self.transcript.stack.style).find(words)
            if not cursor.isNull():
                cursor.setPosition(cursor.selectionStart() + at)
                return self._point(item, top, cursor)
        raise AssertionError(f"{words!r} is not to be seen")

    def _point(self, item: Item, top: float, cursor: QTextCursor) -> QPoint:
        block = cursor.block()
        # This lays out what has no layout yet: there is no line before.
        corner = item.document.documentLayout().blockBoundingRect(block).topLeft() + item.origin()
        line = block.layout().lineForTextPosition(cursor.positionInBlock())
        x, _ = line.cursorToX(cursor.positionInBlock())
        # A little to the right: the middle of a letter's left half is nearest to its left edge.
        return QPoint(
            round(item.left + corner.x() + x + 1),
            round(top + corner.y() + line.y() + line.height() / 2 - self.top()),
        )

    def rect(self, item: Item, rect: QRect) -> QPoint:
        """The middle of a part of an item, in the viewport."""
        top = next(top for top, one in self.items() if one is item)
        return QPoint(round(item.left + rect.center().x()), round(top + rect.center().y() - self.top()))

    # The hands

    def click(self, where: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.transcript.viewport(), Qt.MouseButton.LeftButton, keys, where)

    def drag(self, start: QPoint, end: QPoint) -> None:
        viewport, left, none = (
            self.transcript.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QTest.mousePress(viewport, left, none, start)
        QTest.mouseMove(viewport, (start + end) / 2)
        QTest.mouseMove(viewport, end)
        QTest.mouseRelease(viewport, left, none, end)

    def copied(self) -> str:
        """Presses Ctrl+C and reads the clipboard."""
        QGuiApplication.clipboard().clear()
        self.transcript.setFocus()
        QTest.keyClick(self.transcript, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        return QGuiApplication.clipboard().text()


@asynccontextmanager
async def open_page() -> AsyncIterator[Page]:
    errors: list[BaseException] = []
    tasks = TaskScope(lambda name, error: errors.append(error))
    page = Page(tasks)
    await asyncio.sleep(0.02)
    try:
        yield page
    finally:
        page.transcript.show_chat(None)
        await tasks.close()
        await page.providers.close()
        page.window.close()
        page.window.deleteLater()
        await asyncio.sleep(0)
    assert not errors
