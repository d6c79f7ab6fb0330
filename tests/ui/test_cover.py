"""Answers that the moderation check has ended: their text is hidden, not lost."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from app.domain.ending import EndState
from app.domain.moderation import ended
from app.domain.problem import Problem
from app.domain.stream import Failed
from app.ui.transcript.items.cover import Cover

pytestmark = pytest.mark.ui

LINE = "Hidden by the moderation check"
SECRET = "The **marmalade** is kept\n\n- below\n- the stairs"
FILTERED = Problem(EndState.FILTERED, "The filter cut it.")


async def flag(it, problem: Problem | None = None) -> None:
    """The answer that is being written ends."""
    it.backend.events.put_nowait(Failed(problem or ended(["violence"])))
    it.backend.events.put_nowait(None)
    while it.chat.turn is not None:
        await asyncio.sleep(0)
    it.transcript.plainText()
    await asyncio.sleep(0.01)


async def flagged(it, text: str = SECRET, problem: Problem | None = None) -> None:
    await it.ask("Where is it?")
    await it.say(text)
    await flag(it, problem)


def read_long(it) -> None:
    it.read("One?", "\n\n".join(f"Line {number}" for number in range(80)))
    it.items()  # have their heights from now on
    it.transcript.jump_to_latest()


def text_on_screen(it) -> QImage:
    """Without the scroll bar and the button, which may move."""
    return it.on_screen().copy(0, 0, 740, 480)


def cover(it) -> Cover:
    return next(item for _, item in it.items() if isinstance(item, Cover))


def press_cover(it) -> None:
    one = cover(it)
    it.click(it.rect(one, one.targets()[0].rect.toRect()))


async def test_a_flagged_answer_is_hidden_at_once_and_shown_on_demand(page):
    async with page() as it:
        await it.ask("Where is it?")
        await it.say(SECRET)
        assert "marmalade" in it.transcript.plainText()
        await flag(it)
        assert it.transcript.plainText() == f"Where is it?\n\n{LINE}"
        assert it.chat.last.text() == SECRET
        press_cover(it)
        assert "marmalade" in it.transcript.plainText()
        assert LINE not in it.transcript.plainText()
        press_cover(it)
        assert it.transcript.plainText() == f"Where is it?\n\n{LINE}"
        it.transcript.show_chat(None)
        it.transcript.show_chat(it.chat)
        assert it.transcript.plainText() == f"Where is it?\n\n{LINE}"


async def test_what_is_painted_step_by_step_is_what_is_painted_at_once(page):
    async with page() as it:
        it.read("One?", "One.\n\n" * 30)
        await it.ask("Where is it?")
        await it.say(*[SECRET + "\n\n"] * 12)
        for step in (lambda: None, lambda: press_cover(it), lambda: press_cover(it)):
            if it.chat.turn is not None:
                await flag(it)
            step()
            await asyncio.sleep(0.05)
            assert it.on_screen() == it.anew()


async def test_who_reads_elsewhere_stays_there(page):
    async with page() as it:
        read_long(it)
        await it.ask("Where is it?")
        await it.say(*[SECRET + "\n\n"] * 12)
        it.transcript.verticalScrollBar().setValue(400)
        await asyncio.sleep(0.05)
        top, seen = it.top(), text_on_screen(it)
        await flag(it)
        await asyncio.sleep(0.05)
        assert it.top() == top
        assert text_on_screen(it) == seen


async def test_who_read_what_is_hidden_now_sees_why(page):
    async with page() as it:
        read_long(it)
        await it.ask("Where is it?")
        await it.say(*[SECRET + "\n\n"] * 30)
        bar = it.transcript.verticalScrollBar()
        bar.setValue(bar.maximum() - 900)
        assert not it.transcript.isFollowing()
        await flag(it)
        assert it.transcript.isFollowing()
        top = next(top for top, item in it.items() if isinstance(item, Cover))
        assert 0 < top - it.top() < it.transcript.viewport().height()


async def test_the_line_stays_where_it_is_pressed(page):
    async with page() as it:
        read_long(it)
        await flagged(it, (SECRET + "\n\n") * 20)

        def place() -> float:
            return next(top for top, item in it.items() if isinstance(item, Cover)) - it.top()

        before = place()
        press_cover(it)
        assert place() == before
        press_cover(it)
        assert abs(place() - before) < it.transcript.viewport().height()


async def test_keys_show_it_and_hide_it(page):
    async with page() as it:
        await flagged(it)
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        QTest.keyClick(it.transcript, Qt.Key.Key_Return)
        assert "marmalade" in it.transcript.plainText()
        QTest.keyClick(it.transcript, Qt.Key.Key_Return)
        assert LINE in it.transcript.plainText()
        QTest.keyClick(it.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(it.transcript, Qt.Key.Key_H)
        assert "marmalade" in it.transcript.plainText()
        QTest.keyClick(it.transcript, Qt.Key.Key_H)
        assert LINE in it.transcript.plainText()


async def test_a_filtered_answer_is_shown_and_hidden_on_request(page):
    async with page() as it:
        await flagged(it, problem=FILTERED)
        assert "marmalade" in it.transcript.plainText()
        QTest.keyClick(it.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        for shown in (False, True, False):
            QTest.keyClick(it.transcript, Qt.Key.Key_H)
            assert ("marmalade" in it.transcript.plainText()) is shown
        assert it.transcript.plainText().endswith("Hidden by you")
        press_cover(it)
        assert "marmalade" in it.transcript.plainText()


async def test_the_menu_names_what_it_does(page):
    async with page() as it:
        await flagged(it)
        QTest.keyClick(it.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        for words in ("Show the text", "Hide the text"):
            QTest.keyClick(it.transcript, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
            menu = it.transcript.findChildren(QMenu)[-1]
            action = next(one for one in menu.actions() if one.text() == words)
            action.trigger()
            menu.close()
            await asyncio.sleep(0)
        assert LINE in it.transcript.plainText()


async def test_only_such_answers_can_be_hidden(page):
    async with page() as it:
        it.read("One?", "One.")
        QTest.keyClick(it.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(it.transcript, Qt.Key.Key_H)
        assert it.transcript.plainText() == "One?\n\nOne."


async def test_copying_gives_what_is_shown_or_the_message_that_is_asked_for(page):
    async with page() as it:
        await flagged(it)
        QTest.keyClick(it.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert it.copied() == "Where is it?"
        it.transcript.show_chat(it.chat)
        QTest.keyClick(it.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert it.copied() == "Where is it?"
        QTest.keyClick(it.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(it.transcript, Qt.Key.Key_C)
        assert QGuiApplication.clipboard().text() == SECRET


async def test_what_is_hidden_is_not_found_until_it_is_shown(page):
    async with page() as it:
        await flagged(it)
        QTest.keySequence(it.window, QKeySequence(QKeySequence.StandardKey.Find))
        it.transcript.findChild(QLineEdit, "findField").setText("marmalade")
        finder = it.transcript._finder
        while finder.is_searching:
            await asyncio.sleep(0.005)
        assert finder.count == 0
        press_cover(it)
        while finder.is_searching:
            await asyncio.sleep(0.005)
        assert finder.count == 1
        press_cover(it)
        assert finder.count == 0


async def test_screen_readers_hear_that_it_is_hidden_and_the_text_when_it_is_shown(page):
    async with page() as it:
        await flagged(it)
        message = it.transcript.accessible.message(1)

        def heard() -> str:
            text = message._text
            return text.text(0, text.characterCount())

        assert heard() == LINE
        assert message.role() is QAccessible.Role.ListItem
        press_cover(it)
        assert "marmalade is kept" in heard()
        press_cover(it)
        assert heard() == LINE


async def test_an_answer_without_text_has_nothing_to_hide(page):
    async with page() as it:
        await it.ask("Where is it?")
        await flag(it)
        assert it.transcript.plainText().strip() == "Where is it?"
        assert not any(isinstance(item, Cover) for _, item in it.items())


async def test_what_comes_after_stands_below_the_line(page):
    async with page() as it:
        await flagged(it)
        await it.ask("And now?")
        await it.say("Nothing.")
        await it.finish()
        assert it.transcript.plainText() == f"Where is it?\n\n{LINE}\n\nAnd now?\n\nNothing."
        assert it.transcript.stack.messages[1].note == "The moderation check ended this answer: violence."
        await asyncio.sleep(0.05)
        assert it.on_screen() == it.anew()
