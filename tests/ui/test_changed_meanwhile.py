"""What was pointed at, selected or read has become another: nothing fails, and nothing else is meant."""

import asyncio

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.domain.conversation import MessageId
from app.domain.stream import Started
from app.ui.transcript.items.fold import Fold
from app.ui.transcript.items.versions import Versions
from tests.ui.page import Page

pytestmark = pytest.mark.ui

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def fold(it: Page) -> None:
    """Clicks on the line that hides the reasoning, or shows it."""
    item = next(item for _, item in it.items() if isinstance(item, Fold))
    it.transcript.verticalScrollBar().setValue(0)
    it.click(it.rect(item, QRect(0, 0, 100, int(item.height))))


async def test_another_chat_ends_a_selection_that_is_being_dragged(page):
    async with page() as it:
        it.read(*("word " * 30,) * 12)
        viewport = it.transcript.viewport()
        QTest.mousePress(viewport, LEFT, NO_KEYS, QPoint(300, 500))
        QTest.mouseMove(viewport, QPoint(300, 400))
        it.read("One", "Two")
        QTest.mouseMove(viewport, QPoint(200, 60))
        assert it.copied() == ""
        QTest.mouseRelease(viewport, LEFT, NO_KEYS, QPoint(200, 60))


async def test_what_has_the_keyboard_is_gone_when_the_reasoning_above_it_is_folded(page):
    async with page() as it:
        it.read("Question", "```py\nx = 1\n```\n", reasoning="One.\n\nTwo. " * 20)
        fold(it)
        it.transcript.setFocus()
        for _ in range(2):
            QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        fold(it)
        QTest.keyClick(it.transcript, Qt.Key.Key_Left)
        QTest.keyClick(it.transcript, Qt.Key.Key_Return)
        assert "x = 1" not in QGuiApplication.clipboard().text()


async def test_a_message_may_have_the_keyboard_where_it_is_not_seen_when_others_are_deleted(page):
    async with page() as it:
        it.read(*("word " * 300,) * 12)
        bar = it.transcript.verticalScrollBar()
        it.transcript.setFocus()
        for _ in range(14):
            QTest.keyClick(it.transcript, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert bar.value() < 50
        bar.setValue(bar.maximum())
        it.chat.delete(MessageId("11"))
        await asyncio.sleep(0.05)
        assert it.on_screen() == it.anew()


async def test_an_answer_that_has_versions_may_stream_where_it_is_not_seen(page):
    async with page() as it:
        it.read(*("word " * 300,) * 12)
        it.transcript.verticalScrollBar().setValue(0)
        deleted = it.chat.delete(MessageId("11"))
        assert deleted is not None
        it.chat.retry()
        await it.say("word " * 500)
        it.transcript.verticalScrollBar().setValue(0)
        it.chat.restore(deleted)
        it.anew()
        await it.finish()


LONG_NAME = "accounts/fireworks/models/llama-v3p1-405b-instruct-2026-08-06"


async def test_the_name_of_the_model_is_shown_as_soon_as_it_is_known(page):
    async with page() as it:
        it.read("Question", "Answer")
        it.chat.retry(MessageId("1"))
        await it.say("Another answer")
        it.backend.events.put_nowait(Started("1", LONG_NAME))
        await it.say(" to this")
        await asyncio.sleep(0.1)
        # Without the caret, which is the end of the text.
        above = QRect(0, 0, it.window.width(), it.place("Another").y() - 12)
        assert it.on_screen().copy(above) == it.anew().copy(above)
        switch = next(item for _, item in it.items() if isinstance(item, Versions))
        assert (
            switch.left
            > it.transcript.stack.column.left + QFontMetrics(it.window.font()).averageCharWidth() * 40
        )
        await it.finish()


async def test_the_switch_between_versions_has_room_beside_a_long_name(page):
    async with page() as it:
        it.window.resize(360, 500)
        it.transcript.set_zoom(2.0)
        it.read("Question", "Answer")
        it.chat.retry(MessageId("1"))
        it.backend.events.put_nowait(Started("1", LONG_NAME))
        await it.say("Another answer")
        switch = next(item for _, item in it.items() if isinstance(item, Versions))
        assert switch.left + switch.width <= it.transcript.viewport().width()
        await it.finish()


async def test_the_find_bar_closes_also_when_what_had_the_keyboard_is_gone(page):
    async with page() as it:
        before = QPushButton("Before", it.window)
        before.show()
        before.setFocus()
        QTest.keyClick(before, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        bar, field = it.window.findChild(QWidget, "findBar"), it.window.findChild(QLineEdit, "findField")
        assert bar.isVisible()
        before.deleteLater()
        await asyncio.sleep(0.02)
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert not bar.isVisible()
