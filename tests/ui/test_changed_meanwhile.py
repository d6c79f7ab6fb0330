"""What was pointed at, selected or read has become another: nothing fails, and nothing else is meant."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.ui.transcript.items.fold import Fold
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
