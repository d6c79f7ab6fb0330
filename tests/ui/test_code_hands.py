"""Hands on code in the transcript: its buttons, its keys, and copying through segments."""

import asyncio

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.ui.transcript.items.code import Code
from tests.ui.page import Page

pytestmark = pytest.mark.ui

WIDE = "wide = '" + "word " * 60 + "'"
CODE = "\n".join([WIDE, *(f"x{number} = {number}" for number in range(150))])
ANSWER = f"Before\n\n```python\n{CODE}\n```\n\nAfter"


def segments(it: Page) -> list[Code]:
    return [item for _, item in it.items() if isinstance(item, Code)]


def middle(it: Page, verb: str) -> QPoint:
    head = segments(it)[0]
    target = next(one for one in head.targets() if one.verb == verb)
    return it.rect(head, target.rect.toRect())


async def until_coloured(it: Page) -> None:
    async with asyncio.timeout(5):
        while any(code.fence.wants_colours for code in segments(it)[:1]):
            await asyncio.sleep(0.01)


async def test_a_long_fence_is_copied_as_it_is(page):
    async with page() as it:
        it.read("Show me", ANSWER)
        assert len(segments(it)) == 3
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert f"Before\n\n{CODE}\n\nAfter" in it.copied()
        it.click(middle(it, "copy"))
        assert QGuiApplication.clipboard().text() == CODE
        assert segments(it)[0].fence.is_copied


async def test_a_line_that_is_cut_is_copied_in_one(page):
    async with page() as it:
        line = "word " * 2_000 + "end"
        it.read("Show me", f"```text\n{line}\nnext\n```")
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert f"{line}\nnext" in it.copied()


async def test_lines_are_wrapped_by_hand_and_by_key(page):
    async with page() as it:
        it.read("Show me", ANSWER)
        before = it.height()
        it.transcript.verticalScrollBar().setValue(0)
        it.click(middle(it, "wrap"))
        assert segments(it)[0].fence.wraps
        assert it.height() > before
        assert segments(it)[0].fence.text() == CODE
        it.transcript.setFocus(Qt.FocusReason.TabFocusReason)
        it.transcript.focusNextPrevChild(True)
        QTest.keyClick(it.transcript, Qt.Key.Key_Space)
        assert not segments(it)[0].fence.wraps
        assert it.height() == before


async def test_the_arrow_keys_move_the_code_whose_button_has_the_focus(page):
    async with page() as it:
        it.read("Show me", ANSWER)
        it.transcript.verticalScrollBar().setValue(0)
        fence = segments(it)[0].fence
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_Right)
        assert fence.scroll == 0
        for _ in range(20):
            it.transcript.focusNextPrevChild(True)
            QTest.keyClick(it.transcript, Qt.Key.Key_Right)
            if fence.scroll:
                break
        assert fence.scroll == 48
        QTest.keyClick(it.transcript, Qt.Key.Key_Left)
        assert fence.scroll == 0


async def test_the_button_under_the_pointer_is_the_one_that_shows_it(page):
    async with page() as it:
        it.read("Show me", ANSWER)
        it.transcript.verticalScrollBar().setValue(0)
        fence = segments(it)[0].fence
        for verb in ("wrap", "copy"):
            QTest.mouseMove(it.transcript.viewport(), middle(it, verb))
            assert fence.hovered == verb
        QTest.mouseMove(it.transcript.viewport(), QPoint(5, 5))
        assert fence.hovered == ""


async def test_code_that_is_seen_gets_its_colours_and_moves_nothing_by_it(page):
    async with page() as it:
        it.read("Show me", ANSWER)
        it.transcript.verticalScrollBar().setValue(0)
        plain, before = it.anew(), it.height()
        await until_coloured(it)
        assert it.anew() != plain
        assert it.height() == before
        await asyncio.sleep(0.03)
        assert it.on_screen() == it.anew()


async def test_code_that_streams_is_coloured_and_painted_where_it_changes(page):
    async with page() as it:
        await it.ask()
        await it.say("```python\n")
        for number in range(90):
            await it.say(f"value{number} = call({number})  # com", "ment\n")
            if number % 10 == 3:
                await asyncio.sleep(0.03)
                assert it.on_screen() == it.anew()
        await asyncio.sleep(0.05)
        assert segments(it)[0].fence.lexed >= 89
        assert it.on_screen() == it.anew()
        await it.say("```\n\nAfter")
        await it.finish()
        await until_coloured(it)
        await asyncio.sleep(0.05)
        assert it.on_screen() == it.anew()
