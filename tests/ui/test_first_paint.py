"""What the window can do before its services are loaded."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.provider import GUIDE_PROVIDER
from app.domain.settings import Settings
from app.ui.theme import Appearance
from app.ui.window import MainWindow

pytestmark = pytest.mark.ui


def test_who_types_at_once_types_a_prompt(qapp: QApplication, qtbot: QtBot) -> None:
    appearance = Appearance(qapp, "light")
    window = MainWindow(Settings(), appearance)
    qtbot.addWidget(window)
    window.show_provider(GUIDE_PROVIDER)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClicks(QApplication.focusWidget(), "Hello there")
    composer = window.findChild(QPlainTextEdit, "composer")
    assert composer.toPlainText() == "Hello there"
    appearance.deleteLater()
