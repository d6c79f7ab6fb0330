"""What was pointed at, selected or read has become another: nothing fails, and nothing else is meant."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.ui

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


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
