"""The real window with its real services, filled with values in place of a server's answers."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QPoint, Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.adapters.speech import SystemSpeaker
from app.domain.capabilities import capabilities
from app.domain.connection_check import Finding, Verdict
from app.domain.conversation import Conversation, ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.ports import ChatBackend
from app.domain.problem import EnvironmentFault, Problem, TurnError
from app.domain.provider import GUIDE_PROVIDER, OPENAI_PROVIDER, Provider
from app.domain.settings import Appearance as Chosen
from app.domain.settings import Settings
from app.domain.turn import TurnEvent, reduce
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.reading import Reading
from app.services.tasks import TaskScope
from app.services.turn import Turn
from app.ui.about_preferences import AboutPreferences
from app.ui.desktop_preferences import DesktopPreferences
from app.ui.preferences import Preferences
from app.ui.settings_dialog import Page, SettingsDialog
from app.ui.sidebar import Sidebar
from app.ui.theme import Appearance
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fold import Fold
from app.ui.transcript.page import MARGIN
from app.ui.transcript.view import Transcript
from app.ui.window import MainWindow
from tests.gallery import texts
from tests.ui.desktop import about_preferences, desktop_preferences

DAY = 86_400
MODEL = "gpt-5-mini"


class ListedModels:
    """A server that is only asked for its models; without any, it cannot be reached."""

    def __init__(self, models: Sequence[str]) -> None:
        self._models = models

    async def connect(self, provider: Provider, key: str) -> ChatBackend:
        self.capabilities = capabilities(provider)
        return self  # type: ignore[return-value]  # nothing is asked of it

    async def models(self) -> list[str]:
        if not self._models:
            raise TurnError(
                Problem(
                    EndState.OFFLINE,
                    "Cannot reach localhost:11434: the connection was refused.",
                    remedy="Is the server running?",
                )
            )
        return list(self._models)

    async def close(self) -> None: ...


class ScriptedTurn(Turn):
    """Runs on at the provider, or waits for its next try, as the scene wants it."""

    runs_on = False
    retry_at = None


@dataclass
class ScriptedKeychain:
    """A keyring that holds `key`, is at fault, or keeps its caller waiting."""

    key: str | None = None
    fault: str = ""
    hangs: bool = False

    async def place(self) -> str:
        return "GNOME Keyring"

    async def read(self, provider: Provider) -> str | None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.fault:
            raise EnvironmentFault(self.fault)
        return self.key

    async def write(self, provider: Provider, key: str) -> None: ...

    async def remove(self, provider: Provider) -> bool:
        return True


@dataclass
class ScriptedCheck:
    """Finds what it was told, and goes on looking if that does not end the test."""

    findings: Sequence[Finding]

    async def check(self, provider: Provider, network: Network, key: str) -> AsyncGenerator[Finding, None]:
        for finding in self.findings:
            yield finding
        if len(self.findings) < 6 and self.findings[-1].verdict is not Verdict.FAILED:
            await asyncio.Event().wait()


@dataclass
class Stage:
    """Sets up one window. `close` takes it down with all of its tasks."""

    appearance: Appearance
    provider: Provider = OPENAI_PROVIDER
    size: tuple[int, int] = (820, 640)
    sidebar: bool = False
    zoom: int = 100
    loaded: bool = True
    """Else the window is as it is first painted, before its services are loaded."""
    models: Sequence[str] = ("gpt-5", "gpt-5-mini", "gpt-5-nano")
    keychain: ScriptedKeychain = field(default_factory=ScriptedKeychain)
    findings: Sequence[Finding] = ()
    """Of a connection test."""
    network: Network = field(default_factory=Network)
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        self.errors: list[BaseException] = []
        self.tasks = TaskScope(lambda name, error: self.errors.append(error))
        self.settings = Settings(
            provider=self.provider.name,
            appearance=Chosen(self.appearance.mode),
            sidebar_visible=self.sidebar,
            zoom=self.zoom,
            network=self.network,
            policy=self.policy,
        )
        self.providers = Providers(self.provider, connector=ListedModels(self.models), keychain=self.keychain)
        self.library = Library(
            history=None, providers=self.providers, tasks=self.tasks, on_fault=self._show_fault
        )
        self.window = MainWindow(self.settings, self.appearance)
        self.window.resize(*self.size)
        self.window.show()
        self.window.activateWindow()
        self.window.show_provider(self.provider, list(self.models) or [self.provider.model])
        if self.loaded:
            self._fill()

    def _fill(self) -> None:
        self.window.attach(
            self.library,
            self.providers,
            self.tasks,
            reading=Reading(SystemSpeaker(), self.tasks, on_fault=self._show_fault),
            sidebar=Sidebar(self.window),
            make_transcript=lambda: Transcript(self.appearance.theme),
        )

    def _show_fault(self, sentence: str) -> None:
        self.window.notice.show_text(sentence)

    async def close(self) -> None:
        self.window.close()
        await self.tasks.close()
        await self.providers.close()
        # What a thread still typesets or decodes, it tells to the window.
        while QThreadPool.globalInstance().activeThreadCount():
            await asyncio.sleep(0.005)
        self.window.deleteLater()
        await settled()
        if self.errors:
            raise self.errors[0]

    def list_conversations(self, titles: Sequence[str], *, since: float = 0.0) -> list[ConversationId]:
        """Fills the sidebar: the first title was used today, the last one `since` seconds ago."""
        # Counted from noon, so that what was used yesterday is the same at every hour.
        now = time.time()
        local = time.localtime(now)
        noon = now - (local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec) + DAY / 2
        ids = []
        for number, title in enumerate(titles):
            used = noon - since * (number / max(1, len(titles) - 1)) ** 2
            one = Conversation(ConversationId(f"listed-{number}"), title, used, used, MessageId("none"))
            self.library.conversations[one.id] = one
            ids.append(one.id)
        self.library.tell()
        return ids

    async def show(
        self, messages: Sequence[Message], title: str = texts.TITLE, *, temporary: bool = False
    ) -> Chat:
        """Opens a conversation with these messages."""
        first = messages[0]
        # At the top of the list.
        used = max([first.created_at, *(one.updated_at for one in self.library.conversations.values())]) + 1
        conversation = Conversation(first.conversation_id, title, used, used, messages[-1].id, temporary)
        self.library.conversations[conversation.id] = conversation
        chat = await self.library.open(conversation.id)
        for message in messages:
            chat.insert(message)
        self.window.open_chat(conversation.id)
        await settled()
        return chat

    async def show_turn(
        self,
        messages: Sequence[Message],
        events: Sequence[TurnEvent],
        *,
        waited: float = 0.0,
        tries: int = 1,
        retry_in: float | None = None,
        at_provider: bool = False,
        title: str = texts.TITLE,
    ) -> Chat:
        """The same, with an answer on its way after the last of them: what `events` make of it."""
        question = messages[-1]
        answer = replace(
            question,
            id=MessageId("streaming"),
            parent_id=question.id,
            role=Role.ASSISTANT,
            parts=(),
            model=self.provider.model,
        )
        turn = ScriptedTurn(lambda patches: None)
        turn.runs_on = at_provider
        for event in events:
            turn.state, _ = reduce(turn.state, event)
        turn.tries = tries
        turn.started_at = time.monotonic() - waited
        turn.retry_at = None if retry_in is None else time.monotonic() + retry_in
        all_messages = [*messages, answer]
        conversation = Conversation(question.conversation_id, title, 0, 0, answer.id)
        self.library.conversations[conversation.id] = conversation
        chat = await self.library.open(conversation.id)
        for message in all_messages:
            chat.insert(message)
        chat.turn = turn
        return await self.show(all_messages, title)

    def part(self, kind: type[QObject], name: str) -> QWidget:
        """A part of the window (or of a dialog of it) by its object name."""
        found = self.window.findChild(kind, name)
        assert isinstance(found, QWidget), name
        return found

    def press(self, name: str) -> None:
        QTest.mouseClick(self.part(QWidget, name), Qt.MouseButton.LeftButton)

    def unfold(self) -> None:
        transcript = self.window.pane.transcript
        stack = transcript.stack
        for index, message in enumerate(stack.messages):
            for top, item in message.items():
                if isinstance(item, Fold):
                    y = MARGIN + stack.top(index) + top + 10 - transcript.verticalScrollBar().value()
                    where = QPoint(int(item.left) + 20, int(y))
                    QTest.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton, pos=where)
                    return

    async def finish_seen(self) -> None:
        """Until the formulas and the code that are seen are set and coloured."""
        transcript, end = self.window.pane.transcript, time.monotonic() + 5
        while time.monotonic() < end:
            transcript.viewport().repaint()
            await asyncio.sleep(0.03)
            seen = [item for *_, item in transcript.stack.seen(*transcript.page.seen())]
            is_plain = any(isinstance(item, Code) and item.fence.wants_colours for item in seen)
            if not is_plain and not any(getattr(item, "untypeset", ()) for item in seen):
                break
        await settled()

    async def open_settings(
        self,
        page: Page = Page.ANSWERS,
        *,
        desktop: DesktopPreferences | None = None,
        about: AboutPreferences | None = None,
    ) -> SettingsDialog:
        preferences = Preferences(
            self.settings,
            save=lambda settings: None,
            providers=self.providers,
            appearance=self.appearance,
            tasks=self.tasks,
            window=self.window,
            check=ScriptedCheck(self.findings),
            desktop=desktop or desktop_preferences(self.tasks),
            about=about or about_preferences(self.tasks),
        )
        preferences.open(page)
        await settled()
        dialog = self.window.findChild(SettingsDialog)
        assert dialog is not None
        return dialog


async def settled() -> None:
    """Until Qt has laid out what was shown, and the tasks have come to rest."""
    for _ in range(4):
        await asyncio.sleep(0)
        QApplication.sendPostedEvents()
    await asyncio.sleep(0.005)


def exchange(
    prompt: str,
    answer: str | Sequence[Part] | None = None,
    *,
    end: EndState = EndState.COMPLETE,
    problem: Problem | None = None,
    model: str = MODEL,
    number: int = 1,
    finish: Callable[[Message], Message] = lambda message: message,
) -> list[Message]:
    """A prompt and its answer; without an answer, the prompt alone. `number` keeps several apart."""
    conversation, parent = ConversationId("shown"), MessageId(f"answer-{number - 1}") if number > 1 else None
    question = Message(
        MessageId(f"prompt-{number}"),
        conversation,
        parent,
        Role.USER,
        time.time(),
        (Part(PartKind.TEXT, prompt),),
    )
    if answer is None:
        return [question]
    parts = (Part(PartKind.TEXT, answer),) if isinstance(answer, str) else tuple(answer)
    reply = Message(
        MessageId(f"answer-{number}"),
        conversation,
        question.id,
        Role.ASSISTANT,
        time.time(),
        tuple(part for part in parts if part.text),
        end,
        problem,
        model=model,
    )
    return [question, finish(reply)]


GUIDE = GUIDE_PROVIDER
