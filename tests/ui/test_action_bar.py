"""The actions of the quick prompt: by mouse, by key, and with values of one's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.quick_action import DEFAULT_ACTIONS, QuickAction
from app.ui.choices import ChoiceBox
from app.ui.quick_prompt.action_bar import ActionBar

pytestmark = pytest.mark.ui

TONED = QuickAction("Tone", "Write in a {tone: formal|friendly} way for {who}: {text}", "Ctrl+6")


@dataclass
class Prompt:
    """A window with a text field and the bar, as its user has it."""

    window: QWidget
    text: QPlainTextEdit
    bar: ActionBar
    chosen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key, held)

    def act(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def chips(self) -> list[QAbstractButton]:
        return [one for one in self.bar.findChildren(QAbstractButton, "actionChip") if one.isVisible()]

    def named(self, name: str) -> QAbstractButton:
        return next(one for one in self.chips() if one.accessibleName() == name)

    @property
    def focus(self) -> QWidget:
        found = self.window.focusWidget()
        assert found is not None
        return found


@pytest.fixture
def prompt(qtbot: QtBot) -> Iterator[Prompt]:
    window = QWidget()
    qtbot.addWidget(window)
    text, bar = QPlainTextEdit(), ActionBar()
    column = QVBoxLayout(window)
    column.addWidget(text)
    column.addWidget(bar)
    made = Prompt(window, text, bar)
    bar.chosen.connect(lambda action, values: made.chosen.append((action.name, values)))
    bar.noticed.connect(made.noticed.append)
    bar.set_actions((*DEFAULT_ACTIONS, TONED))
    bar.set_text_available(True)
    window.resize(900, 300)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    text.setFocus()
    yield made
    window.close()


def test_an_action_is_chosen_by_its_chip_and_by_its_key(prompt: Prompt) -> None:
    QTest.mouseClick(prompt.named("Summarise"), Qt.MouseButton.LeftButton)
    prompt.act(Qt.Key.Key_1)
    assert prompt.chosen == [("Summarise", {}), ("Explain", {})]
    assert prompt.focus is prompt.text


def test_tab_goes_through_the_chips_and_enter_presses_one(prompt: Prompt) -> None:
    prompt.text.setTabChangesFocus(True)
    seen = []
    for _ in range(6):
        prompt.press(Qt.Key.Key_Tab)
        seen.append(prompt.focus.accessibleName())
    assert seen == [*(one.name for one in DEFAULT_ACTIONS), "Tone"]
    prompt.named("Fix").setFocus()
    prompt.press(Qt.Key.Key_Return)
    assert prompt.chosen == [("Fix", {})]


def test_without_a_text_nothing_runs_and_the_reason_is_said(prompt: Prompt) -> None:
    prompt.bar.set_text_available(False)
    chip = prompt.named("Fix")
    assert not chip.isEnabled()
    assert "text first" in chip.toolTip()
    assert "text first" in chip.accessibleDescription()
    prompt.act(Qt.Key.Key_4)
    assert prompt.chosen == []
    assert prompt.noticed == [chip.toolTip()]
    prompt.bar.set_text_available(True)
    assert chip.accessibleDescription() == "Ctrl+4"
    prompt.act(Qt.Key.Key_4)
    assert prompt.chosen == [("Fix", {})]


def test_further_values_are_asked_for_in_place(prompt: Prompt) -> None:
    prompt.act(Qt.Key.Key_6)
    assert prompt.bar.is_asking
    tone = prompt.bar.findChild(ChoiceBox)
    assert tone is prompt.focus
    assert [tone.itemText(index) for index in range(tone.count())] == ["formal", "friendly"]
    prompt.press(Qt.Key.Key_Down)
    # A value is missing: Enter leads to it, and runs nothing.
    prompt.press(Qt.Key.Key_Return)
    who = prompt.bar.findChild(QLineEdit)
    assert prompt.focus is who
    assert prompt.noticed == ["“Who” is empty: the action needs it."]
    assert who.accessibleName() == "who"
    assert prompt.chosen == []
    QTest.keyClicks(who, " {text} ")
    prompt.press(Qt.Key.Key_Return)
    assert prompt.chosen == [("Tone", {"tone": "friendly", "who": "{text}"})]
    assert not prompt.bar.is_asking
    assert prompt.focus is prompt.text


def test_escape_leaves_the_values_and_nothing_else(prompt: Prompt) -> None:
    closed = []
    hide = QShortcut(QKeySequence("Esc"), prompt.window)
    hide.activated.connect(lambda: closed.append(True))
    prompt.act(Qt.Key.Key_6)
    prompt.press(Qt.Key.Key_Escape)
    assert not prompt.bar.is_asking
    assert prompt.chosen == []
    assert closed == []
    assert prompt.focus is prompt.text
    prompt.press(Qt.Key.Key_Escape)
    assert closed == [True]


def test_in_a_narrow_window_the_rest_is_in_a_menu(prompt: Prompt, qtbot: QtBot) -> None:
    prompt.window.resize(330, 300)
    shown = [one.accessibleName() for one in prompt.chips()]
    assert shown in (["Explain"], ["Explain", "Translate"])
    assert all(one.geometry().right() < prompt.bar.width() for one in prompt.chips())
    # Their keys go on working.
    prompt.act(Qt.Key.Key_5)
    more = prompt.bar.findChild(QAbstractButton, "moreActionsButton")
    assert more.geometry().right() < prompt.bar.width()
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = prompt.bar.findChild(QMenu, "moreActionsMenu")
    entries = menu.actions()
    assert [one.text() for one in entries][-2:] == ["Rewrite\tCtrl+5", "Tone\tCtrl+6"]
    entries[-2].trigger()
    menu.close()
    assert prompt.chosen == [("Rewrite", {}), ("Rewrite", {})]
    prompt.window.resize(900, 300)
    assert not more.isVisible()


def test_what_is_in_the_menu_can_be_seen_without_a_text(prompt: Prompt) -> None:
    prompt.bar.set_text_available(False)
    prompt.window.resize(330, 300)
    QTest.mouseClick(prompt.bar.findChild(QAbstractButton, "moreActionsButton"), Qt.MouseButton.LeftButton)
    menu = prompt.bar.findChild(QMenu, "moreActionsMenu")
    entries = [one for one in menu.actions() if not one.isSeparator()]
    assert "text first" in entries[0].text()
    assert entries[-1].text() == "Tone\tCtrl+6"
    assert not any(one.isEnabled() for one in entries)
    menu.close()


def test_a_key_of_the_window_is_never_an_actions(prompt: Prompt) -> None:
    prompt.bar.set_actions([QuickAction("Steal & run", "{text}", "Ctrl+V"), QuickAction("B", "{text}", "F6")])
    prompt.text.clear()
    prompt.act(Qt.Key.Key_V)
    prompt.press(Qt.Key.Key_F6)
    assert prompt.chosen == [("B", {})]
    assert prompt.named("Steal & run").toolTip() == "Steal & run"


def test_the_keys_of_earlier_actions_are_gone(prompt: Prompt) -> None:
    prompt.bar.set_actions([QuickAction("A", "{text}", "Ctrl+9")])
    prompt.act(Qt.Key.Key_1)
    assert prompt.chosen == []
    prompt.bar.set_actions(())
    assert not prompt.bar.isVisible()


def test_a_name_that_looks_like_html_is_shown_as_it_is(prompt: Prompt) -> None:
    prompt.bar.set_actions([QuickAction("<b>Fix</b>", "Fix: {text}", "Ctrl+1")])
    tip = prompt.named("<b>Fix</b>").toolTip()
    assert QTextDocumentFragment.fromHtml(tip).toPlainText() == "<b>Fix</b> (Ctrl+1)"
