"""A transcript in a bare window, an answer that the benchmark dictates, and the time of each frame."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.boot.garbage import collect_young, keep_loaded
from app.domain.conversation import Conversation, ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.provider import GUIDE_PROVIDER
from app.domain.stream import Finished, ReasoningDelta, TextDelta
from app.domain.turn import Closed, TurnEvent, reduce
from app.services.chat import Chat
from app.services.providers import Providers
from app.services.records import Records
from app.services.turn import Turn
from app.ui.theme import LIGHT
from app.ui.transcript.text import highlight
from app.ui.transcript.view import Transcript
from tests.bench.corpus import batches, mixed
from tests.bench.figure import percentile

SIZE = 900, 700
LANGUAGES = "python", "js", "rust", "json"
_CONVERSATION = ConversationId("c")


@dataclass(slots=True)
class Times:
    """Of some frames, in milliseconds: of the window's thread on the processor, and by the clock."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def add(self, step: Callable[[], object]) -> None:
        """A frame: `step`, and all that Qt has to do after it, painting included."""
        wall, cpu = time.perf_counter(), time.thread_time()
        step()
        QApplication.processEvents()
        collect_young()
        self.cpu.append((time.thread_time() - cpu) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)

    def at(self, share: float) -> tuple[float, float]:
        """A percentile, on the processor and by the clock."""
        return percentile(self.cpu, share), percentile(self.wall, share)

    def part(self, first: int, last: int) -> "Times":
        """Only the frames from `first` until before `last`."""
        return Times(self.cpu[first:last], self.wall[first:last])

    def fifths(self) -> list[float]:
        """Time on the processor in each fifth of the frames."""
        count = len(self.cpu)
        return [sum(self.cpu[count * i // 5 : count * (i + 1) // 5]) for i in range(5)]


def messages(texts: Sequence[str]) -> list[Message]:
    """Prompts and answers in turn, all complete."""
    made: list[Message] = []
    for number, text in enumerate(texts):
        role = Role.ASSISTANT if number % 2 else Role.USER
        end = EndState.COMPLETE if number % 2 else None
        parent, part = made[-1].id if made else None, Part(PartKind.TEXT, text)
        made.append(Message(MessageId(str(number)), _CONVERSATION, parent, role, float(number), (part,), end))
    return made


def chat_of(made: Sequence[Message]) -> Chat:
    """What is only looked at needs nobody to answer or to save."""
    tree = Conversation(_CONVERSATION, "Title", 0.0, 0.0, made[-1].id)
    return Chat(
        tree,
        made,
        records=Records(None, tasks=None, on_fault=print),
        providers=Providers(GUIDE_PROVIDER, connector=None, keychain=None),
        tasks=None,
        on_changed=lambda _: None,
        on_fault=print,
    )


class Answer:
    """The last answer of a chat, while it is being written."""

    def __init__(self, chat: Chat, transcript: Transcript) -> None:
        """Adds it to the chat, which must end with a prompt."""
        self._chat, self._transcript = chat, transcript
        last = chat.last
        assert last is not None
        self._message = Message(MessageId("answer"), _CONVERSATION, last.id, Role.ASSISTANT, 0.0)
        self._turn = Turn(lambda patches: None)
        chat.turn = self._turn
        chat.insert(self._message)
        chat.conversation = replace(chat.conversation, leaf_id=self._message.id)
        transcript.message_added(self._message)

    def take(self, event: TurnEvent) -> None:
        """What the next frame will show."""
        self._turn.state, patches = reduce(self._turn.state, event)
        if self._turn.state.closed:
            ended = replace(self._message, parts=self._turn.state.message_parts(), end=self._turn.state.end)
            self._chat.insert(ended)
            self._chat.turn = None
        self._transcript.patched(self._message.id, patches)


class Stage:
    """Shows one chat after the other. Lexers are loaded, and fonts, before anything is measured."""

    def __init__(self) -> None:
        self.app = QApplication.instance() or QApplication([])
        for language in LANGUAGES:
            highlight.load(language)
        self.transcript = Transcript(LIGHT)
        self.transcript.lexer_wanted.connect(self._load_lexer)
        self.transcript.resize(*SIZE)
        self.transcript.show()
        self.stream(mixed(1_500), 16)
        self.transcript.show_chat(None)
        self.settle()
        gc.collect()
        keep_loaded()  # as the session does
        gc.disable()

    def _load_lexer(self, language: str) -> None:
        highlight.load(language)
        self.transcript.recolour(language)

    def stream(
        self,
        text: str,
        tokens: int,
        *,
        chat: Chat | None = None,
        reasoning: bool = False,
        patience: float = 120.0,
    ) -> Times:
        """Lets an answer come, so many tokens in each frame, below a short prompt or a whole chat.

        What takes more seconds than `patience` is cut: it is too slow by far, as the frames so far tell.
        """
        if chat is None:
            chat = chat_of(messages(["Tell me about rivers."]))
            self.transcript.show_chat(chat)
        answer, times = Answer(chat, self.transcript), Times()
        kind = ReasoningDelta if reasoning else TextDelta
        self.settle()
        until = time.monotonic() + patience
        for batch in batches(text, tokens):
            times.add(lambda batch=batch: self._show(answer, kind(batch)))
            if time.monotonic() > until:
                break
        times.add(lambda: self._show(answer, Finished("stop"), Closed()))
        return times

    def _show(self, answer: Answer, *events: TurnEvent) -> None:
        for event in events:
            answer.take(event)
        self.transcript.feed.drain()

    def settle(self, seconds: float = 0.05) -> None:
        """Lets the window live for a while."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self.app.processEvents()
            time.sleep(0.002)


def floor(app: QApplication, pieces: Iterable[str], patience: float = 120.0) -> Times:
    """The same text appended to the plainest of Qt's text widgets, with its repaint; cut like a stream."""
    edit = QPlainTextEdit()
    edit.setReadOnly(True)
    edit.resize(*SIZE)
    edit.show()
    app.processEvents()
    edit.moveCursor(QTextCursor.MoveOperation.End)
    times, until = Times(), time.monotonic() + patience
    for piece in pieces:
        times.add(lambda piece=piece: edit.insertPlainText(piece))
        if time.monotonic() > until:
            break
    edit.close()
    edit.deleteLater()
    app.processEvents()
    return times
