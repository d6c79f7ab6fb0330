"""What is selected is the text of the messages, whatever streams, is given back or is laid out anew."""

import asyncio
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.transcript.selection import FAR, Place, Selection
from app.ui.transcript.stack import ALIVE
from tests.ui.streaming import Answer, opened, pieces
from tests.ui.test_transcript import RICH

pytestmark = pytest.mark.ui


@pytest.fixture(autouse=True)
def typesetting_is_over() -> None:
    """Formulas of tests before do not become ready in the middle of this one."""
    QThreadPool.globalInstance().waitForDone()


def line(number: int) -> str:
    return f"- line {number} with **bold** and `code`\n"


async def test_it_outlives_an_answer_with_more_items_than_documents(page):
    async with page() as it:
        await it.ask("Count")
        await it.say(*(line(n) for n in range(20)))
        it.drag(it.place("line 12"), it.place("line 17"))
        text = it.transcript.page.selected_text()
        assert text.split("\n") == [f"• line {n} with bold and code" for n in range(12, 17)] + ["• "]
        for n in range(20, ALIVE + 80, 4):
            await it.say(*(line(m) for m in range(n, n + 4)))
            if n % 80 == 0:
                it.transcript.jump_to_latest()
                it.window.resize(500 + n, 560)
                await asyncio.sleep(0)
            assert it.transcript.page.selected_text() == text
        await it.finish()
        assert it.copied() == text
        assert it.transcript.messageCount() == 2


@pytest.mark.parametrize("seed", range(4))
async def test_it_stays_in_whatever_is_being_written(page, seed):
    """Selected where the text ends just then; what was read is what stays selected."""
    chance = random.Random(seed)
    async with page() as it:
        await it.ask()
        waiting = pieces("\n\n".join(["plain words to begin with"] * 3) + "\n\n" + RICH, chance, longest=40)
        await it.say(*waiting[:12])
        del waiting[:12]
        it.drag(it.place("plain"), it.place("begin"))
        text = it.transcript.page.selected_text()
        assert text == "plain words to "
        while waiting:
            await it.say(*waiting[:3])
            del waiting[:3]
            assert it.transcript.page.selected_text() == text
        await it.finish()
        assert it.transcript.page.selected_text() == text


@pytest.mark.parametrize("below", [2, 300])
async def test_a_drag_beyond_the_edge_selects_what_is_seen(page, below):
    async with page() as it:
        it.read("Write", "\n\n".join(f"Line {n}." for n in range(100)))
        it.transcript.verticalScrollBar().setValue(400)
        viewport, left, none = it.transcript.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
        edge = viewport.height() - 1
        start = QPoint(it.place("Line 20.").x(), 100)
        QTest.mousePress(viewport, left, none, start)
        QTest.mouseMove(viewport, QPoint(start.x() + 60, edge))
        seen = it.transcript.page.selected_text()
        QTest.mouseMove(viewport, QPoint(start.x() + 60, edge + below))
        assert it.transcript.page.selected_text() == seen
        value = it.transcript.verticalScrollBar().value()
        await asyncio.sleep(0.1)
        assert it.transcript.verticalScrollBar().value() > value
        assert it.transcript.page.selected_text().startswith(seen[:-8])
        QTest.mouseRelease(viewport, left, none, start)


async def test_all_is_selected_to_the_end_that_comes(page):
    async with page() as it:
        await it.ask("Write")
        await it.say("The first words. ")
        it.transcript.page.select_all()
        for piece in pieces(RICH, random.Random(1), longest=200):
            await it.say(piece)
            assert it.transcript.page.selected_text() == it.transcript.plainText()


def test_nothing_is_selected_behind_the_last_letter(qapp: QApplication) -> None:
    """A selection stays when the text in which it begins grows shorter."""
    stack = opened(RICH)
    stack.lay_out(0)
    last = stack.messages[0].count() - 1
    for number in range(last + 1):
        _, item = stack.messages[0].item(number)
        behind = item.document.characterCount()
        assert item.selected(behind, behind + 1) == ""
        assert item.selected(behind, FAR) == ""
    end = Selection(Place(0, last, behind), Place(0, last, FAR))
    assert stack.selected_text(end) == ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), where=st.tuples(*[st.floats(0, 1)] * 4))
def test_a_range_in_what_streamed_is_that_range_in_what_is_opened(
    qapp: QApplication, seed: int, where: tuple[float, float, float, float]
) -> None:
    chance = random.Random(seed)
    start = chance.randrange(len(RICH) - 900)
    text = RICH[start : start + 900]
    answer = Answer()
    answer.begin()
    for piece in pieces(text, chance, longest=60):
        answer.grow(piece)
    answer.end()
    stack, whole = answer.stack, opened(text)
    whole.prepare(0)
    places = []
    for item_at, letter_at in (where[:2], where[2:]):
        number = min(int(item_at * stack.messages[0].count()), stack.messages[0].count() - 1)
        length = stack.messages[0].item(number)[1].ensure(stack.style).characterCount()
        places.append(Place(0, number, int(letter_at * length)))
    selection = Selection(*places)
    text = stack.selected_text(selection)
    assert text == whole.selected_text(selection)
    stack.set_width(430)
    for number in range(stack.messages[0].count()):
        stack.messages[0].item(number)[1].release()
    assert stack.selected_text(selection) == text
    everything = stack.selected_text(Selection(Place(0, 0, 0), Place(0, FAR, FAR)))
    assert everything == stack.text(0)
