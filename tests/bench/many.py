"""Many answers at once, through the whole program, one of them shown: how late the window's timer is.

Twenty conversations are begun one after the other, stream at 100 tokens a second each, are looked at in
turn, and end at the same moment. At last all of it has to be in the chats and in the file.
"""

import asyncio
import time
from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor

from app.domain.conversation import branch
from app.services.chat import Chat
from app.ui.transcript.text.typography import plain_document
from app.ui.window import MainWindow
from tests.bench.corpus import SCRIPTS, TOKEN
from tests.bench.figure import Figure, percentile
from tests.bench.program import program, run
from tests.bench.server import RATE, answer_of, serving

STREAMS = 20
BETWEEN_STARTS = 0.05
"""Seconds."""
WATCHING = 10.0
"""Seconds for which one conversation is shown and nothing else is done."""
BETWEEN_SWITCHES = 0.25
TOKENS = int((STREAMS * (BETWEEN_STARTS + BETWEEN_SWITCHES) + WATCHING + 1.0) * RATE)
LATENESS = 16.0
"""Milliseconds."""


class Ticks:
    """A timer of the window: by how much it fires late, and what the thread did between two times."""

    INTERVAL = 0.005

    def __init__(self) -> None:
        self.late: list[float] = []
        """Milliseconds, as all here."""
        self.busy: list[float] = []
        """On the processor."""
        self.began, self._cpu = time.perf_counter(), (time.thread_time(), time.process_time())
        self._last = self.began, self._cpu[0]
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fired)
        self._timer.start(int(self.INTERVAL * 1000))

    def _fired(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.late.append(max(0.0, now[0] - self._last[0] - self.INTERVAL) * 1000)
        self.busy.append((now[1] - self._last[1]) * 1000)
        self._last = now

    def figures(self, phase: str) -> Iterator[Figure]:
        """Ends it."""
        self._fired()
        self._timer.stop()
        wall = time.perf_counter() - self.began
        thread, process = time.thread_time() - self._cpu[0], time.process_time() - self._cpu[1]
        for name, share, bound in (("p50", 0.5, None), ("p99", 0.99, None), ("worst", 1.0, LATENESS)):
            late = percentile(self.late, share)
            yield Figure(f"{phase}: the window's timer is late, {name}", late, bound=bound)
        busy, late = percentile(self.busy, 1.0), percentile(self.late, 1.0) + self.INTERVAL * 1000
        yield Figure(f"{phase}: the window's thread between two ticks", busy, wall=late)
        yield Figure(f"{phase}: the window's thread", thread / wall * 100, "%")
        yield Figure(f"{phase}: the process", process / wall * 100, "%")


async def many(base_url: str) -> list[Figure]:
    figures: list[Figure] = []
    async with program(base_url) as window:
        # The fonts of other scripts take 10 ms to load, once, whoever brings the first letter of them.
        plain_document("\n".join(SCRIPTS), window.pane.transcript.stack.style, QColor("black")).size()
        ticks, chats = Ticks(), []
        for number in range(STREAMS):
            window.new_chat()
            window.pane.send(str(number))
            chats.append(window.pane.chat)
            await asyncio.sleep(BETWEEN_STARTS)
        figures += ticks.figures("beginning")
        ticks = Ticks()
        await asyncio.sleep(WATCHING)
        figures += ticks.figures("streaming")
        ticks = Ticks()
        for chat in chats:
            window.open_chat(chat.conversation.id)
            await asyncio.sleep(BETWEEN_SWITCHES)
        figures += ticks.figures("looking at each")
        while any(_missing(chat) for chat in chats):
            await asyncio.sleep(0.01)
        ticks = Ticks()
        while any(chat.turn is not None for chat in chats):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        figures += ticks.figures("ending")
        figures.append(Figure("texts that are not what was sent", await _wrong(window, chats), "", bound=0.0))
    return figures


def _missing(chat: Chat) -> bool:
    """Whether more is to come than the end."""
    turn = chat.turn
    return turn is not None and sum(len(part.text) for part in turn.state.message_parts()) < TOKENS * TOKEN


async def _wrong(window: MainWindow, chats: list[Chat]) -> int:
    """How many, of those in memory and of those that are read from the file."""
    wrong = 0
    for number, chat in enumerate(chats):
        sent, conversation = answer_of(number, TOKENS), chat.conversation
        stored = await window._library._history.messages(conversation.id)
        path = branch({one.id: one for one in stored}, conversation.leaf_id)
        wrong += (chat.last.text() != sent) + ([one.text() for one in path] != [str(number), sent])
    return wrong


def figures() -> Iterator[Figure]:
    with serving("many", str(STREAMS), str(TOKENS)) as base_url:
        yield from run(many(base_url))
