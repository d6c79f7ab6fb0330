"""What is at hand in a font of 16 points: nothing that is read is cut off."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from app.domain.quick_action import QuickAction
from app.ui.settings_dialog import Page, SettingsDialog
from app.ui.settings_values import SettingsValues
from tests.ui.quick import CTRL, open_quick
from tests.ui.test_translation import desk

_AIR = 3
"""Pixels that Qt wants around a field beside our own padding."""


@pytest.fixture
def large(qapp: QApplication) -> Iterator[QApplication]:
    before = qapp.font()
    font = qapp.font()
    font.setPointSize(16)
    qapp.setFont(font)
    yield qapp
    qapp.setFont(before)


def cut_off(window: QWidget) -> list[str]:
    """What has less height than it needs."""
    kinds = QComboBox, QLineEdit, QPushButton, QLabel
    shown = [one for one in window.findChildren(QWidget) if one.isVisible() and isinstance(one, kinds)]
    return [
        f"{one.objectName()}: {one.height()} of {needed}"
        for one in shown
        if not isinstance(one.parent(), QComboBox)
        and one.height() + _AIR
        < (needed := one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.sizeHint().height())
    ]


async def test_in_the_quick_prompt(large):
    async with open_quick(large) as it:
        it.prompt.set_actions([QuickAction("Reply", "{text} {tone: formal|friendly} {who}", "Ctrl+1")])
        await it.summon()
        it.type("Where is the station?")
        it.press(Qt.Key.Key_1, CTRL)
        await asyncio.sleep(0.02)
        assert cut_off(it.prompt) == []
        it.press(Qt.Key.Key_T, CTRL)
        await asyncio.sleep(0.1)
        assert it.sees("translationNote")
        assert cut_off(it.prompt) == []


async def test_in_the_translation(large):
    async with desk(large, guide=True) as it:
        it.paste("The river rises in the hills.")
        await it.done()
        it.window.resize(400, 500)
        await asyncio.sleep(0.02)
        assert it.window.note.isVisible()
        assert cut_off(it.window) == []


@pytest.mark.parametrize("page", [Page.DESKTOP, Page.ACTIONS, Page.ABOUT])
async def test_in_the_settings(large, page):
    async with desk(large):  # for the stylesheet
        dialog = SettingsDialog()
        dialog.show_values(SettingsValues(True, "", ""))
        dialog.presence.show_tray(is_there=False, desktop="GNOME")
        dialog.turn_to(page)
        dialog.show()
        await asyncio.sleep(0.05)
        assert cut_off(dialog) == []
        dialog.deleteLater()
