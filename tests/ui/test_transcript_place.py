"""Where one reads stays where it is, whatever comes or changes; at the end, the end stays in view."""

import asyncio
import random
from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QThreadPool
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollBar

from app.ui.theme import DARK
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fold import ReasoningFold
from tests.ui.conftest import until
from tests.ui.page import Page
from tests.ui.streaming import pieces
from tests.ui.test_transcript import RICH

pytestmark = pytest.mark.ui

NOTCH = 120
"""Pixels: three single steps."""

Line = tuple[str, float]
"""Its letters, and its top in the viewport."""


def lines(it: Page) -> list[Line]:
    """What is read in the viewport."""
    top, bottom = it.transcript.page.seen()
    found: list[Line] = []
    for _, _, y, item in it.transcript.stack.seen(top, bottom):
        block = item.document.begin()
        while block.isValid():
            at = item.document.documentLayout().blockBoundingRect(block).topLeft() + item.origin()
            for number in range(block.layout().lineCount()):
                line = block.layout().lineAt(number)
                words = block.text()[line.textStart() : line.textStart() + line.textLength()].strip()
                found.append((words, round(y - top + at.y() + line.y(), 2)))
            block = block.next()
    return [(words, y) for words, y in found if words and 0 <= y < bottom - top]


def shifts(before: list[Line], after: list[Line]) -> set[float]:
    """By how much the lines have moved that were seen before and still are."""
    once = [{words for words, n in Counter(w for w, _ in some).items() if n == 1} for some in (before, after)]
    was = dict(before)
    return {round(y - was[words], 2) for words, y in after if words in once[0] & once[1]}


def long_talk(count: int = 40) -> list[str]:
    """Each word is there once. All kinds of constructs, whose estimated heights are wrong."""
    number = iter(range(1_000_000))

    def words(many: int) -> str:
        return " ".join(f"w{next(number)}" for _ in range(many))

    def answer(kind: int) -> str:
        match kind % 5:
            case 0:
                return "\n\n".join(f"## {words(3)}\n\n{words(90)}" for _ in range(4))
            case 1:
                return "```text\n" + "\n".join(words(3) for _ in range(70)) + "\n```\n\n" + words(9)
            case 2:
                return "".join(f"- {words(2)}\n" for _ in range(50))
            case 3:
                rows = "".join(f"| {words(1)} | {words(3)} |\n" for _ in range(40))
                return f"| {words(1)} | {words(1)} |\n|---|---|\n{rows}"
        return f"> {words(200)}\n>\n> {words(5)}\n\n{words(900)}"

    return [words(4) if n % 2 == 0 else answer(n // 2) for n in range(count)]


def wheel(it: Page, notches: int) -> None:
    view, phase = it.transcript.viewport(), Qt.ScrollPhase.NoScrollPhase
    at, button, keys = QPoint(4, 100), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QPoint(0, 120 * notches)
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), turn, button, keys, phase, False
    )
    QApplication.sendEvent(view, event)


def bar(it: Page) -> QScrollBar:
    return it.transcript.verticalScrollBar()


def is_at_end(it: Page) -> bool:
    return it.transcript.isFollowing() and bar(it).value() == bar(it).maximum()


# While it streams


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_read_stays_while_the_answer_grows(page, seed):
    chance = random.Random(seed)
    waiting = pieces(RICH.replace("$", "¤") * 2, chance, longest=80)
    async with page() as it:
        it.read(*long_talk(4))
        await it.ask()
        await it.say(*waiting[:40])
        for step, piece in enumerate(waiting[40:]):
            if step % 15 == 0:
                bar(it).setValue(max(0, bar(it).maximum() - chance.choice([3, 40, 300, 700])))
                before, value = lines(it), bar(it).value()
            await it.say(piece)
            assert lines(it)[:5] == before[:5], f"after {piece!r}"
            assert bar(it).value() == value
        await it.finish()
        assert lines(it)[:5] == before[:5]


async def test_the_end_stays_in_view_while_the_answer_grows(page):
    async with page() as it:
        it.read(*long_talk(4))
        await it.ask()
        for number, piece in enumerate(pieces(RICH * 2, random.Random(3), longest=60)):
            await it.say(piece)
            assert is_at_end(it), f"after {piece!r}"
            if number % 40 == 0:
                it.window.resize(500 + number, 560)
                await asyncio.sleep(0.01)
                assert is_at_end(it), "after a resize"
        await it.finish()
        assert is_at_end(it)


@pytest.mark.parametrize("pixels", [1, 40, 400])
async def test_any_move_upwards_lets_go_and_only_the_end_is_followed_again(page, pixels):
    async with page() as it:
        it.read(*long_talk(4))
        await it.ask()
        await it.say("words\n\n" * 30)
        end = bar(it).maximum()
        bar(it).setValue(end - pixels)
        assert not it.transcript.isFollowing()
        value = bar(it).value()
        await it.say("more\n\n")
        assert bar(it).value() == value
        bar(it).setValue(bar(it).maximum() - 1)
        await it.say("more\n\n")
        assert not it.transcript.isFollowing(), "nearly the end is not the end"
        bar(it).setValue(bar(it).maximum())
        await it.say("more\n\n")
        assert is_at_end(it)
        wheel(it, 1)
        await it.say("more\n\n")
        assert not it.transcript.isFollowing()
        button = it.window.findChild(QPushButton, "jumpToLatestButton")
        assert button.isVisible()
        button.click()
        await it.say("more\n\n")
        assert is_at_end(it)
        assert not button.isVisible()


async def test_selecting_while_it_streams_lets_go(page):
    async with page() as it:
        await it.ask()
        await it.say("words\n\n" * 30, "here it is")
        before = lines(it)
        it.drag(it.place("here"), it.place("is", 1))
        await it.say("\n\nmore" * 30)
        assert lines(it)[: len(before)] == before
        assert not it.transcript.isFollowing()


# Through heights that nobody has measured


async def test_each_notch_of_the_wheel_moves_what_is_read_by_the_same(page):
    async with page() as it:
        it.read(*long_talk())
        await asyncio.sleep(0.02)
        steps = 0
        before = lines(it)
        while bar(it).value() > 0:
            value = bar(it).value()
            wheel(it, 1)
            after = lines(it)
            if value >= 2 * NOTCH:
                assert shifts(before, after) == {NOTCH}, f"at step {steps}, {value}"
            before, steps = after, steps + 1
        assert steps > 100
        while bar(it).value() < bar(it).maximum() - 2 * NOTCH:
            wheel(it, -1)
            after = lines(it)
            assert shifts(before, after) == {-NOTCH}
            before = after


async def test_a_jump_into_what_nobody_has_seen_can_be_read_from_there(page):
    chance = random.Random(1)
    async with page() as it:
        it.read(*long_talk())
        for _ in range(20):
            bar(it).setValue(chance.randint(1000, bar(it).maximum() - 1000))
            before = lines(it)
            wheel(it, chance.choice([1, -1]))
            assert len(shifts(before, lines(it))) == 1


# What is changed by hand


def word_at_top(it: Page) -> Line:
    """The first word of the line that stands at the upper edge."""
    words, y = next(line for line in lines(it) if line[0].startswith("w"))
    return words.split()[0], y


def height_of(it: Page, word: str) -> float:
    return next((y for words, y in lines(it) if word in words.split()), float("nan"))


@pytest.mark.parametrize("seed", range(3))
async def test_sizes_and_colours_keep_the_line_that_is_read(page, seed):
    chance = random.Random(seed)
    async with page() as it:
        it.read(*long_talk())
        for _ in range(12):
            # A whole line at the edge: one that is cut there is kept by what is above the edge.
            bar(it).setValue(chance.randint(500, bar(it).maximum() - 500))
            _, y = word_at_top(it)
            bar(it).setValue(bar(it).value() + int(y) + 1 - 2)
            word, y = word_at_top(it)
            match chance.choice(["width", "height", "zoom", "theme"]):
                case "width":
                    it.window.resize(chance.randint(420, 900), it.window.height())
                case "height":
                    it.window.resize(it.window.width(), chance.randint(300, 600))
                case "zoom":
                    it.transcript.set_zoom(chance.choice([0.8, 1.0, 1.5]))
                case "theme":
                    it.transcript.set_theme(DARK)
            await asyncio.sleep(0.01)
            assert abs(height_of(it, word) - y) <= 30, "a line at most: what stood at the edge stands there"
            assert not it.transcript.isFollowing()


async def test_many_sizes_one_after_the_other_do_not_creep(page):
    async with page() as it:
        it.read(*long_talk())
        bar(it).setValue(bar(it).maximum() // 2)
        word, y = word_at_top(it)
        for width in [*range(800, 500, -7), *range(500, 801, 7), 800]:
            it.window.resize(width, 560)
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)
        assert abs(height_of(it, word) - y) <= 30


async def test_folding_and_wrapping_leave_what_is_above(page):
    async with page() as it:
        talk = long_talk(6)
        it.read(*talk, reasoning="First I think.\n\n" * 40)
        stack = it.transcript.stack
        for kind, verb in ((ReasoningFold, "toggle"), (Code, "wrap")):
            for _ in range(2):
                top, item = next((top, one) for top, one in it.items() if type(one) is kind)
                bar(it).setValue(int(top) - 200)
                target = next(one for one in item.targets() if one.verb == verb)
                at = (target.rect.center() + QPointF(item.left, stack_top(it, item) - it.top())).toPoint()
                above = [line for line in lines(it) if line[1] < at.y() - 20]
                assert above
                it.click(at)
                assert lines(it)[: len(above)] == above
        assert stack.messages


def stack_top(it: Page, wanted: object) -> float:
    return next(top for top, item in it.items() if item is wanted)


# What is finished when it is seen


async def test_formulas_that_are_typeset_leave_what_is_read(page):
    name = iter(range(1000))

    def answer(many: int) -> str:
        tall = "".join(f"words and $\\frac{{q_{{{next(name)}}}}}{{b}}$ in it. " for _ in range(4))
        return "\n\n".join(f"p{next(name)} begins.\n\n{tall}\n\np{next(name)} ends." for _ in range(many))

    async with page() as it:
        it.read(*(answer(3) if n % 2 else f"Question {n}" for n in range(24)))
        await asyncio.sleep(0.02)
        moved = 0
        for _ in range(40):
            wheel(it, 1)
            stack, top = it.transcript.stack, it.top()
            _, _, y, item = next(one for one in stack.seen(top, top + 500) if one[2] + one[3].height > top)
            height = item.height
            await asyncio.sleep(0.03)
            while QThreadPool.globalInstance().activeThreadCount():  # on a busy machine
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.01)
            now = next(at for _, _, at, one in stack.seen(it.top() - 300, it.top() + 500) if one is item)
            moved += item.height != height
            # What goes over the edge is read at its end.
            below = y < top
            assert now - it.top() + item.height * below == y - top + height * below
        assert moved > 5


# Coming back


async def test_a_conversation_opens_where_it_was_left(page):
    async with page() as it:
        talk = long_talk()
        it.read(*talk)
        bar(it).setValue(bar(it).maximum() // 3)
        first, before = it.chat, lines(it)
        it.transcript.show_chat(None)
        it.transcript.show_chat(first)
        await asyncio.sleep(0.02)
        assert lines(it) == before
        assert not it.transcript.isFollowing()
        it.transcript.jump_to_latest()
        it.transcript.show_chat(None)
        it.transcript.show_chat(first)
        assert is_at_end(it)


async def test_another_version_stands_where_the_one_before_stood(page):
    async with page() as it:
        it.read(*long_talk(8))
        await it.ask()
        await it.say("The first answer.\n\n" * 40)
        await it.finish()
        it.chat.retry()
        await asyncio.sleep(0.01)
        await it.say("The second answer.\n\n" * 60)
        await it.finish()
        index = it.transcript.messageCount() - 1
        bar(it).setValue(int(it.transcript.stack.top(index)) + 24 - 100)
        y = it.transcript.stack.top(index) - it.top()
        it.transcript.page.version_wanted.emit(index, -1)
        await asyncio.sleep(0.01)
        assert it.transcript.plainText().endswith("The first answer.")
        assert it.transcript.stack.top(index) - it.top() == y


async def test_asking_for_the_text_moves_nothing(page):
    async with page() as it:
        it.read(*long_talk())
        bar(it).setValue(bar(it).maximum() // 2)
        await until(lambda: lines(it))
        before = lines(it)
        it.transcript.setFocus()
        it.transcript.plainText()
        QTest.keyClick(it.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert it.copied()
        assert lines(it) == before
        it.anew()
        assert lines(it) == before


async def test_a_scroll_bar_that_is_held_holds_the_text(page) -> None:
    async with page() as it:
        await it.ask()
        await it.say("A line of it.\n\n" * 60)
        bar = it.transcript.verticalScrollBar()
        bar.setSliderDown(True)
        before = it.place("A line of it.").y(), bar.value()
        await it.say("And more.\n\n" * 30)
        assert (it.place("A line of it.").y(), bar.value()) == before
        assert it.transcript.isFollowing()
        bar.setSliderDown(False)
        assert bar.value() == bar.maximum() > before[1]
        bar.setSliderDown(True)
        bar.setSliderPosition(bar.value() - 200)
        held = bar.value()
        await it.say("And more.\n\n" * 30)
        bar.setSliderDown(False)
        assert bar.value() == held
        assert not it.transcript.isFollowing()
