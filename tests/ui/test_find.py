"""Finding words in a conversation, with the keyboard, as a reader does."""

import asyncio
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QLineEdit, QToolButton, QWidget

from app.domain.conversation import ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.markdown.blocks import Joint
from app.domain.query import Query
from app.ui.theme import LIGHT
from app.ui.transcript.find import Finder
from app.ui.transcript.page import Page
from app.ui.transcript.stack import Stack
from app.ui.transcript.text.typography import Typography
from tests.ui import page as pages
from tests.ui.conftest import until


class Bar:
    """The find bar of a page, and the hands on it."""

    def __init__(self, page: pages.Page) -> None:
        self.page = page
        self.bar = page.window.findChild(QWidget, "findBar")
        self.field = page.window.findChild(QLineEdit, "findField")

    def open(self) -> None:
        QTest.keyClick(self.page.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    async def look_for(self, text: str) -> str:
        self.open()
        self.field.setText(text)
        return await self.said()

    async def said(self) -> str:
        count = self.page.window.findChild(QLabel, "findCount")
        await until(lambda: not count.text().endswith("so far"))
        return count.text()

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.field, key, keys)

    def marked(self) -> list[str]:
        """The words that are painted as found, in order."""
        return [word for word, _ in self._marks()]

    def current(self) -> list[str]:
        return [word for word, is_current in self._marks() if is_current]

    def _marks(self) -> list[tuple[str, bool]]:
        return marks(self.page.transcript.stack)


def marks(stack: Stack) -> list[tuple[str, bool]]:
    """What is painted as found, and whether as the current match."""
    found: list[tuple[str, bool]] = []
    for index, message in enumerate(stack.messages):
        stack.prepare(index)
        for number, (_, item) in enumerate(message.items()):
            cursor = QTextCursor(item.ensure(stack.style))
            for mark in stack.marks(index, number):
                cursor.setPosition(mark.start)
                cursor.setPosition(
                    min(mark.end, len(item.shown(stack.style)) * 2), QTextCursor.MoveMode.KeepAnchor
                )
                found.append((cursor.selectedText(), mark.is_current))
    return found


async def test_finds_what_is_shown_and_not_what_is_written(page):
    async with page() as it:
        it.read("Where?", "A **bold** word, bo*ld* again, and a [link](http://example.org/bold).")
        bar = Bar(it)
        assert await bar.look_for("bold") == "1 of 2"
        assert bar.marked() == ["bold", "bold"]
        assert await bar.look_for("word, bold again") == "1 of 1"
        assert await bar.look_for("example.org") == "No matches"


async def test_opens_with_ctrl_f_and_gives_the_keyboard_back(page):
    async with page() as it:
        it.read("One", "Two")
        bar = Bar(it)
        it.transcript.setFocus()
        bar.open()
        assert bar.bar.isVisible()
        assert QApplication.focusWidget() is bar.field
        bar.press(Qt.Key.Key_Escape)
        assert not bar.bar.isVisible()
        assert QApplication.focusWidget() is it.transcript
        assert bar.marked() == []


@pytest.mark.parametrize("name", ["findCase", "findNext", "findPrevious", "findCount"])
async def test_a_click_on_the_bar_leaves_the_keyboard_in_the_field(page, name):
    async with page() as it:
        it.read("One x", "Two x")
        bar = Bar(it)
        await bar.look_for("x")
        QTest.mouseClick(it.window.findChild(QWidget, name), Qt.MouseButton.LeftButton)
        assert QApplication.focusWidget() is bar.field
        bar.field.selectAll()
        QTest.keyClicks(QApplication.focusWidget(), "Two")
        assert await bar.said() == "1 of 1"
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert not bar.bar.isVisible()


async def test_a_button_of_the_bar_that_tab_leads_to_has_a_ring(desk):
    async with desk() as it:
        it.send("/demo markdown")
        await until(lambda: it.streaming and it.transcript.isVisible())
        QTest.keyClick(it.composer, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        case = it.find(QToolButton, "findCase")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is case
        assert case.grab().toImage().pixelColor(case.width() // 2, 0) == LIGHT.focus
        QTest.keyClick(case, Qt.Key.Key_Escape)
        assert not it.find(QWidget, "findBar").isVisible()
        assert it.streaming


async def test_steps_round_with_the_keyboard(page):
    async with page() as it:
        it.read("one x", "two x and x\n\n```\ncode x\n```\n\n| x | y |\n|---|---|\n| a | x |")
        bar = Bar(it)
        assert await bar.look_for("x") == "1 of 6"
        shift = Qt.KeyboardModifier.ShiftModifier
        steps = []
        for key, keys in (
            *[(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)] * 3,
            *[(Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier)] * 3,
            (Qt.Key.Key_Return, shift),
            (Qt.Key.Key_F3, shift),
        ):
            bar.press(key, keys)
            steps.append(await bar.said())
            assert len(bar.current()) == 1
        assert [step.split()[0] for step in steps] == ["2", "3", "4", "5", "6", "1", "6", "5"]


async def test_case_matters_only_when_asked(page):
    async with page() as it:
        it.read("Ärger", "ärger ΟΔΟΣ οδος")
        bar = Bar(it)
        assert await bar.look_for("ärger") == "1 of 2"
        assert await bar.look_for("οδοσ") == "1 of 2"
        bar.field.setText("ärger")
        it.window.findChild(QToolButton, "findCase").click()
        assert await bar.said() == "1 of 1"
        assert bar.marked() == ["ärger"]


async def test_what_is_selected_is_what_is_looked_for(page):
    async with page() as it:
        it.read("needle", "hay needle hay")
        it.drag(it.place("needle hay"), it.place("needle hay", 6))
        bar = Bar(it)
        bar.open()
        assert bar.field.text() == "needle"
        assert await bar.said() == "2 of 2"


@pytest.mark.parametrize("word", ["👩‍👩‍👧 né", "שלום", "e\u0301t", "été"])
async def test_other_scripts(page, word):
    async with page() as it:
        it.read("🎉🎉 " + word, f"🎉 **a** {word} 🎉 {word}")
        bar = Bar(it)
        assert await bar.look_for(word) == "1 of 3"
        assert bar.marked() == [word] * 3


async def test_letters_composed_or_not_are_the_same(page):
    async with page() as it:
        it.read("x", "caf\u00e9 cafe\u0301")
        assert await Bar(it).look_for("cafe\u0301") == "1 of 2"


async def test_a_match_out_of_view_is_brought_into_view(page):
    async with page() as it:
        it.read("start", "\n\n".join(f"Line {n}" for n in range(300)) + "\n\nneedle\n\n" + "tail\n\n" * 100)
        bar = Bar(it)
        assert await bar.look_for("needle") == "1 of 1"
        assert "needle" in seen(it)
        before = it.transcript.verticalScrollBar().value()
        bar.press(Qt.Key.Key_Return)
        assert it.transcript.verticalScrollBar().value() == before


def seen(it: pages.Page) -> str:
    page = it.transcript.page
    return "\n".join(item.document.toPlainText() for _, _, _, item in page.stack.seen(*page.seen()))


async def test_what_is_far_to_the_right_in_code_is_scrolled_into_view(page):
    async with page() as it:
        it.read("x", "```\n" + "a " * 400 + "needle\n```")
        bar = Bar(it)
        assert await bar.look_for("needle") == "1 of 1"
        assert 0 < it.place("needle").x() < it.transcript.viewport().width()


async def test_reasoning_opens_when_it_is_stepped_into(page):
    async with page() as it:
        it.read("x", "answer", reasoning="thinking of a needle")
        bar = Bar(it)
        assert await bar.look_for("needle") == "1 of 1"
        assert bar.current() == ["needle"]
        assert "thinking of a needle" in it.transcript.plainText()


async def test_an_answer_that_grows_is_looked_into(page):
    async with page() as it:
        it.read("needle", "x\n\n" * 100 + "needle", "needle", "y\n\n" * 100)
        await it.ask()
        await it.say("One needle.\n\n")
        bar = Bar(it)
        it.transcript.verticalScrollBar().setValue(0)
        assert await bar.look_for("needle") == "1 of 4"
        top = it.transcript.verticalScrollBar().value()
        await it.say("Nee")
        assert await bar.said() == "1 of 4"
        await it.say("dle and **nee**dle")
        assert await bar.said() == "1 of 6"
        assert it.transcript.verticalScrollBar().value() == top
        await it.finish()
        assert await bar.said() == "1 of 6"


async def test_ten_thousand_messages_are_not_laid_out(page):
    async with page() as it:
        texts = [f"Message number {n} with some **words**." for n in range(4000)]
        it.read(*texts)
        bar = Bar(it)
        it.transcript.verticalScrollBar().setValue(0)
        assert await bar.look_for("number 2345 with") == "1 of 1"
        made = [one for one in it.transcript.stack.messages if one.unmade is None]
        assert len(made) < 100


WORDS = st.sampled_from(["aa", "a", "b", "ab", "A", "👍", "שלום", "é", "`c d`", "**aa**", "*b*a", "x&amp;y"])
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map(lambda line: f"- {line}\n- a"),
    LINES.map(lambda line: f"## {line}"),
    LINES.map(lambda line: f"> {line}\n> b"),
    LINES.map(lambda line: f"```\n{line}\nab\n```"),
    LINES.map(lambda line: f"| {line} | a |\n|---|---|\n| b | aa |"),
    LINES.map(lambda line: f"[{line}](http://a.b/aa) a"),
)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=4).map("\n\n".join)


@pytest.fixture
def finder(qapp: QApplication):
    """A finder over messages that nobody has seen yet."""
    area = QAbstractScrollArea()
    area.resize(600, 60)
    yield Finder(Page(Stack(Typography.of(LIGHT, 1.0)), area))
    area.deleteLater()


@given(texts=st.lists(TEXTS, min_size=2, max_size=4), data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_finds_every_occurrence_in_order(finder, texts, data):
    stack = finder.parent().stack
    messages = [prompt_or_answer(number, text) for number, text in enumerate(texts)]
    stack.reset(messages)
    query = Query(data.draw(words_of(shown_lines(stack))), is_exact_case=data.draw(st.booleans()))
    stack.reset(messages)  # only what is in view has items now: the others are as they were written
    top, bottom = finder.parent().seen()
    stack.lay_out_between(top, bottom, top)
    finder.reset()
    finder.look_for(query)
    while finder.is_searching:
        QTest.qWait(0)
    expected = [word for line in shown_lines(stack) for word in occurrences(line, query)]
    assert [word if query.is_exact_case else word.lower() for word, _ in marks(stack)] == expected
    assert finder.count == len(expected) > 0
    seen = []
    for forwards in [True] * len(expected) + [False] * len(expected):
        seen.append(finder.position)
        finder.step(forwards=forwards)
    there = list(range(1, len(expected) + 1))
    assert seen == [*there, 1, *reversed(there[1:])]


def shown_lines(stack: Stack) -> list[str]:
    """Each paragraph, cell and line of code, as it is shown."""
    lines = []
    for index in range(len(stack.messages)):
        stack.lay_out(index)
        for item in (item for _, item in stack.messages[index].items()):
            text = item.ensure(stack.style).toPlainText()
            lines += text.split("\n") if item.joint is not Joint.INLINE else [lines.pop() + text]
    return lines


@st.composite
def words_of(draw: st.DrawFn, lines: list[str]) -> str:
    line = draw(st.sampled_from([line for line in lines if line.strip()]))
    start = draw(st.integers(0, len(line) - 1))
    return line[start : draw(st.integers(start + 1, len(line)))]


def occurrences(line: str, query: Query) -> list[str]:
    if not query.is_exact_case:
        folded = line.lower()
        return [query.text.lower()] * folded.count(query.text.lower())
    return [query.text] * line.count(query.text)


def prompt_or_answer(number: int, text: str) -> Message:
    role, end = (Role.ASSISTANT, EndState.COMPLETE) if number % 2 else (Role.USER, None)
    return Message(
        MessageId(str(number)), ConversationId("c"), None, role, 0.0, (Part(PartKind.TEXT, text),), end
    )


async def test_the_bar_hides_nothing_and_moves_nothing(page):
    async with page() as it:
        it.read("needle", "text\n\n" * 100)
        it.transcript.verticalScrollBar().setValue(300)
        bar = Bar(it)

        def height(words: str) -> int:
            return it.transcript.viewport().mapTo(it.window, it.place(words)).y()

        before = height("text")
        bar.open()
        assert height("text") == before
        assert await bar.look_for("needle") == "1 of 1"
        assert not bar.bar.geometry().contains(it.transcript.viewport().mapTo(it.window, it.place("needle")))
        bar.press(Qt.Key.Key_Escape)
        it.transcript.verticalScrollBar().setValue(300)
        assert height("text") == before


@pytest.mark.parametrize("where", range(4))
async def test_the_current_match_is_seen_within_a_selection(page, where):
    async with page() as it:
        it.read("One needle", "Two needle\n\n```\nneedle\n```\n\n| needle |\n|---|\n| x |")
        bar = Bar(it)
        assert await bar.look_for("needle") == "1 of 4"
        for _ in range(where):
            bar.press(Qt.Key.Key_Return)
        before = like_the_current_match(it)
        assert before > 200
        it.transcript.page.select_all()
        assert like_the_current_match(it) >= before * 0.95  # letters at its edges blend with what is beside


def like_the_current_match(it: pages.Page) -> int:
    """Pixels with its colour, which the ground of the item darkens a little."""
    picture, wanted = it.anew(), LIGHT.find_current
    colours = (picture.pixelColor(x, y) for x in range(800) for y in range(400))
    return sum(one.blue() == wanted.blue() and one.red() >= 0xE0 for one in colours)


async def test_in_the_window_escape_closes_the_bar_and_stops_nothing(desk):
    async with desk() as it:
        it.send("/demo markdown")
        await until(lambda: it.streaming and it.transcript.isVisible())
        it.composer.setFocus()
        QTest.keyClick(it.composer, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        bar, field = it.find(QWidget, "findBar"), it.find(QLineEdit, "findField")
        assert QApplication.focusWidget() is field
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert it.streaming
        assert not bar.isVisible()
        assert QApplication.focusWidget() is it.composer
        QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        await until(lambda: not it.streaming)


async def test_escape_in_the_transcript_closes_the_bar_before_it_stops_the_answer(desk):
    async with desk() as it:
        it.send("/demo markdown")
        await until(lambda: it.streaming and it.transcript.isVisible())
        QTest.keyClick(it.composer, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        QTest.mouseClick(it.transcript.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 200))
        assert QApplication.focusWidget() is it.transcript
        QTest.keyClick(it.transcript, Qt.Key.Key_Escape)
        assert not it.find(QWidget, "findBar").isVisible()
        assert QApplication.focusWidget() is it.transcript
        assert it.streaming
        QTest.keyClick(it.transcript, Qt.Key.Key_Escape)
        await until(lambda: not it.streaming)


async def test_a_letter_that_is_everywhere_holds_no_frame_up(page):
    async with page() as it:
        it.read("Question", "The keeper sleeps between the deep green trees. " * 50)
        it.transcript.verticalScrollBar().setValue(0)
        finder = it.transcript.findChild(Finder)
        finder.look_for(Query("e"))
        assert finder.count > 500
        it.anew()
        began = time.perf_counter()
        it.anew()
        assert time.perf_counter() - began < 0.2, "it took a second once"


async def test_a_long_answer_is_looked_into_while_it_grows(page):
    async with page() as it:
        await it.ask()
        await it.say("A paragraph with a needle in it, and more.\n\n" * 800)
        finder = it.transcript.findChild(Finder)
        finder.look_for(Query("needle"))
        async with asyncio.timeout(20):  # however slow the machine is: it is found while it grows
            while not finder.count:
                await it.say("more ")
        assert finder.count == 800
        await it.finish()
