"""The notice under the top of the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.ui.notice import Notice

pytestmark = pytest.mark.ui


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = Notice()
    qtbot.addWidget(made)
    return made


def test_it_is_not_there_without_a_reason(notice: Notice) -> None:
    assert notice.isHidden()


def test_it_says_what_is_the_matter_and_goes_when_dismissed(qtbot: QtBot, notice: Notice) -> None:
    notice.show_text("Not saved: the <disk> is full.")
    label = notice.findChild(QLabel, "noticeText")
    assert (label.text(), label.textFormat()) == ("Not saved: the <disk> is full.", Qt.TextFormat.PlainText)
    assert notice.accessibleName() == "Not saved: the <disk> is full."
    assert not notice.findChild(QPushButton, "noticeAction").isVisible()
    qtbot.mouseClick(notice.findChild(QToolButton, "noticeDismiss"), Qt.MouseButton.LeftButton)
    assert notice.isHidden()


def test_its_action_is_told(qtbot: QtBot, notice: Notice) -> None:
    notice.show_text("Waiting for your keyring…", "Use a key for this session only")
    action = notice.findChild(QPushButton, "noticeAction")
    assert action.accessibleName() == "Use a key for this session only"
    with qtbot.waitSignal(notice.acted):
        qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    notice.show_text("Not saved.")
    assert not action.isVisible()


def test_what_can_be_pressed_has_a_name(notice: Notice) -> None:
    assert notice.findChild(QToolButton, "noticeDismiss").accessibleName() == "Dismiss"
