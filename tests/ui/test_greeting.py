"""The greeting's prompts can be read whole in every window."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.greeting import Greeting

pytestmark = pytest.mark.ui


@pytest.mark.parametrize("width", [420, 560, 820, 1_600])
@pytest.mark.parametrize("guide", [True, False], ids=["guide", "server"])
def test_no_prompt_is_cut(qtbot: QtBot, width: int, guide: bool) -> None:
    greeting = Greeting()
    qtbot.addWidget(greeting)
    greeting.show_provider(guide=guide, model="some-model")
    greeting.resize(width, 600)
    greeting.show()
    qtbot.waitExposed(greeting)
    buttons = [one for one in greeting.findChildren(QPushButton) if one.property("role") == "suggestion"]
    assert len(buttons) == 4
    for button in buttons:
        assert button.width() >= button.sizeHint().width(), button.text()
        assert greeting.rect().contains(button.geometry().translated(button.parentWidget().pos()))
    assert len({button.pos().toTuple() for button in buttons}) == 4


def test_a_wide_window_has_two_columns_and_a_narrow_one_has_one(qtbot: QtBot) -> None:
    greeting = Greeting()
    qtbot.addWidget(greeting)
    greeting.show_provider(guide=True, model="")
    columns = {}
    for width in (820, 300):
        greeting.resize(width, 600)
        greeting.show()
        qtbot.wait(10)
        buttons = [one for one in greeting.findChildren(QPushButton) if one.property("role") == "suggestion"]
        columns[width] = len({button.x() for button in buttons})
    assert columns == {820: 2, 300: 1}
