"""What showing an answer costs, in work and not in time: as much at its end as at its beginning."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QPaintEvent, QTextDocument
from PySide6.QtWidgets import QApplication

from app.domain.markdown.parser import Work
from app.ui.transcript.items.item import Item
from app.ui.transcript.slots import Slots
from app.ui.transcript.stack import ALIVE
from tests.bench.corpus import TOKEN, batches, mixed
from tests.ui.streaming import Answer

pytestmark = pytest.mark.ui

UNIT = mixed(960).rstrip("`\n") + "\n```\n\n"
"""About 1,000 tokens with everything in them; repeated, each time the same is to be done."""
PLAIN = (
    "## A heading\n\n" + "Words that go on and on. " * 20 + "\n\n" + "- an item of it\n" * 6 + "\n"
    "| a | b |\n|---|--:|\n" + "| one | **two** |\n" * 5 + "\n> quoted words\n>\n> and more\n\n"
) * 2
FRAME = 4
"""Tokens."""


@dataclass(frozen=True)
class Spent:
    characters: int
    documents: int
    layouts: int

    @staticmethod
    def now() -> "Spent":
        return Spent(Work.characters, Item.built, Slots.work)

    def since(self, before: "Spent") -> tuple[int, int, int]:
        return (
            self.characters - before.characters,
            self.documents - before.documents,
            self.layouts - before.layouts,
        )


def documents() -> int:
    gc.collect()
    return sum(isinstance(one, QTextDocument) for one in gc.get_objects())


def test_a_thousand_tokens_cost_the_same_wherever_they_come(qapp: QApplication) -> None:
    answer, costs, before_all = Answer(), [], documents()
    answer.begin()
    for number in range(20):
        before = Spent.now()
        for batch in batches(UNIT, FRAME):
            answer.grow(batch)
        costs.append(Spent.now().since(before))
        if number % 5 == 4:
            assert documents() - before_all <= ALIVE + 20
    frames = len(UNIT) / (FRAME * TOKEN)
    for at in (4, 19):
        for late, early in zip(costs[at], costs[1], strict=True):
            assert early * 0.9 <= late <= early * 1.1, costs
    characters, built, laid_out = costs[1]
    assert characters <= 12 * len(UNIT)
    assert built <= frames
    assert laid_out <= 3 * frames
    answer.stack.text(0)
    assert documents() - before_all <= ALIVE + 20, "its text takes no more"


def test_what_is_finished_is_never_touched_again(qapp: QApplication) -> None:
    answer = Answer()
    answer.begin()
    answer.grow("Words.\n\n" * 40 + "```\nlast\n```\n\n")
    message = answer.stack.messages[0]
    finished = [item for _, item in message.items()]
    shown = [item.document for item in finished[-8:]]
    touched: list[Item] = []
    for item in finished:
        lay_out = item.lay_out
        item.lay_out = lambda *args, _item=item, _lay=lay_out: (touched.append(_item), _lay(*args))[1]
    before = Spent.now()
    answer.grow("And more ")
    for _ in range(20):
        answer.grow("of it ")
    assert not touched
    assert [item.document for item in finished[-8:]] == shown
    assert Spent.now().since(before)[1] <= 21


async def test_a_resize_touches_only_what_is_seen(page):
    async with page() as it:
        it.read(*("Question" if n % 2 == 0 else UNIT for n in range(40)))
        bar = it.transcript.verticalScrollBar()
        for value in range(0, bar.maximum() // 2, 400):
            bar.setValue(value)
        await asyncio.sleep(0.05)
        for width in (700, 640, 780):
            before = Spent.now()
            it.window.resize(width, 560)
            await asyncio.sleep(0.01)
            seen = len(list(it.transcript.stack.seen(*it.transcript.page.seen())))
            characters, built, laid_out = Spent.now().since(before)
            assert (characters, built) == (0, 0), "what is seen has its documents"
            assert 0 < laid_out <= 2 * seen + 8


class Painted(QObject):
    """Adds up the pixels of height that are painted."""

    height = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.height += event.region().boundingRect().height()
        return False


@contextmanager
def watching(view: QObject) -> Iterator[Painted]:
    painted = Painted()
    view.installEventFilter(painted)
    yield painted
    view.removeEventFilter(painted)


async def test_as_much_is_painted_at_the_end_as_at_the_beginning(page):
    async with page() as it:
        await it.ask()
        heights: list[int] = []
        with watching(it.transcript.viewport()) as painted:
            for _ in range(6):
                before = painted.height
                for batch in batches(PLAIN, 8):
                    await it.say(batch)
                    QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
                heights.append(painted.height - before)
        frames = len(PLAIN) / (8 * TOKEN)
        assert heights[5] <= heights[2] * 1.1 + it.transcript.viewport().height()
        assert heights[5] / frames <= 150, "a strip, and not the view"


async def test_the_pointer_alone_lays_nothing_out(page):
    async with page() as it:
        it.read("Question", UNIT)
        await asyncio.sleep(0.1)
        before = Spent.now()
        for y in range(5, it.transcript.viewport().height(), 9):
            it.transcript.page.hit(QPoint(200, y))
        assert Spent.now().since(before) == (0, 0, 0)
