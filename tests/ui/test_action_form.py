"""The settings of the actions, by mouse and by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.quick_action import DEFAULT_ACTIONS, QuickAction
from app.ui.action_form import ActionForm

pytestmark = pytest.mark.ui

T = TypeVar("T", bound=QWidget)

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[ActionForm]:
    made = ActionForm()
    qtbot.addWidget(made)
    made.show_values(DEFAULT_ACTIONS)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def part(form: ActionForm, kind: type[T], name: str) -> T:
    found = form.findChild(kind, name)
    assert found is not None, name
    return found


def said(form: ActionForm, name: str) -> str:
    label = part(form, QLabel, name)
    return label.text() if label.isVisible() else ""


def click(form: ActionForm, name: str) -> None:
    QTest.mouseClick(part(form, QAbstractButton, name), Qt.MouseButton.LeftButton)


def choose(form: ActionForm, row: int) -> None:
    part(form, QListWidget, "actionList").setCurrentRow(row)


def names(form: ActionForm) -> list[str]:
    return [one.name for one in form.quick_actions]


def give_key(
    form: ActionForm, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> str:
    """What stands in the field then."""
    field = part(form, QLineEdit, "actionKeyField")
    field.setFocus()
    QTest.keyClick(field, key, held)
    return field.text()


def test_what_is_shown_and_left_alone_comes_back(form: ActionForm) -> None:
    assert form.quick_actions == DEFAULT_ACTIONS
    assert form.field_at_fault() is None
    form.show_values(())
    assert form.quick_actions == ()
    assert form.field_at_fault() is None
    assert not part(form, QPlainTextEdit, "actionPromptField").isVisible()


def test_an_action_is_added_and_written_by_keyboard(form: ActionForm) -> None:
    choose(form, 4)
    button = part(form, QAbstractButton, "addActionButton")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    name = part(form, QLineEdit, "actionNameField")
    assert form.focusWidget() is name
    QTest.keyClicks(name, "Reply ")
    QTest.keyClick(name, Qt.Key.Key_Tab)
    assert form.focusWidget() is part(form, QLineEdit, "actionKeyField")
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_6, _CTRL)
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    prompt = part(form, QPlainTextEdit, "actionPromptField")
    assert form.focusWidget() is prompt
    prompt.selectAll()
    QTest.keyClicks(prompt, "Say it to {who} in a {tone: kind|cold} way")
    assert form.quick_actions[5:] == (
        QuickAction("Reply", "Say it to {who} in a {tone: kind|cold} way", "Ctrl+6"),
    )
    assert said(form, "actionVariablesLine") == (
        "The text goes below the prompt. It asks for: who, tone (kind or cold)."
    )
    assert form.field_at_fault() is None


def test_a_key_is_taken_by_pressing_it(form: ActionForm) -> None:
    assert give_key(form, Qt.Key.Key_J, _CTRL) == "Ctrl+J"
    assert give_key(form, Qt.Key.Key_F7) == "F7"
    # On some keyboards digits need Shift.
    assert give_key(form, Qt.Key.Key_9, _CTRL | _SHIFT) == "Ctrl+9"
    assert form.quick_actions[0].key == "Ctrl+9"
    assert give_key(form, Qt.Key.Key_Backspace) == ""
    assert form.quick_actions[0].key == ""


@pytest.mark.parametrize(
    ("key", "held", "fault"),
    [
        (Qt.Key.Key_C, _CTRL, "Ctrl+C: In the quick prompt, this key copies."),
        (Qt.Key.Key_4, _CTRL, "Ctrl+4: “Fix” has this key."),
        (Qt.Key.Key_E, _CTRL | _ALT, "Ctrl+Alt+E: Ctrl with Alt types characters on many keyboards."),
        (Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier, "E: Take a letter or a digit with Ctrl"),
        (Qt.Key.Key_Left, _CTRL, "Ctrl+Left: Take a letter or a digit with Ctrl"),
    ],
)
def test_a_key_that_is_no_good_is_not_taken_and_it_is_said_why(
    form: ActionForm, key: Qt.Key, held: Qt.KeyboardModifier, fault: str
) -> None:
    assert give_key(form, key, held) == "Ctrl+1"
    assert said(form, "actionKeyFault").startswith(fault)
    assert form.quick_actions == DEFAULT_ACTIONS
    assert form.field_at_fault() is None
    assert give_key(form, Qt.Key.Key_1, _CTRL) == "Ctrl+1"
    assert said(form, "actionKeyFault") == ""


@pytest.mark.parametrize("key", [0, Qt.Key.Key_Dead_Acute.value, Qt.Key.Key_Multi_key.value])
def test_what_leads_only_to_a_letter_is_no_key(form: ActionForm, key: int) -> None:
    field = part(form, QLineEdit, "actionKeyField")
    before = field.text()
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field, event)
    assert field.text() == before != ""
    assert not said(form, "actionKeyFault")


def test_no_shortcut_of_the_window_runs_while_a_key_is_given(form: ActionForm) -> None:
    ran = []
    shortcut = QShortcut(QKeySequence("Ctrl+J"), form)
    shortcut.activated.connect(lambda: ran.append(True))
    assert give_key(form, Qt.Key.Key_J, _CTRL) == "Ctrl+J"
    assert ran == []


def test_what_cannot_be_used_is_found_and_shown(form: ActionForm) -> None:
    form.show_values(
        (
            *DEFAULT_ACTIONS,
            QuickAction("fix ", "{text}"),
            QuickAction("X", "x", "Ctrl+C"),
            QuickAction("Y", "\n"),
        )
    )
    choose(form, 5)
    assert said(form, "actionNameFault") == "Another action has this name."
    QTest.keyClicks(part(form, QLineEdit, "actionNameField"), "2")
    choose(form, 0)
    assert form.field_at_fault() is part(form, QLineEdit, "actionKeyField")
    assert part(form, QListWidget, "actionList").currentRow() == 6
    give_key(form, Qt.Key.Key_Backspace)
    assert form.field_at_fault() is part(form, QPlainTextEdit, "actionPromptField")
    assert said(form, "actionPromptFault") == "An action needs a prompt."
    click(form, "removeActionButton")
    name = part(form, QLineEdit, "actionNameField")
    name.selectAll()
    QTest.keyClick(name, Qt.Key.Key_Backspace)
    choose(form, 0)
    assert form.field_at_fault() is name
    assert said(form, "actionNameFault") == "An action needs a name."


def test_actions_are_moved_duplicated_and_removed(form: ActionForm) -> None:
    shown = part(form, QListWidget, "actionList")
    shown.setFocus()
    QTest.keyClick(shown, Qt.Key.Key_Down, _ALT)
    assert names(form)[:3] == ["Translate", "Explain", "Summarise"]
    click(form, "actionUpButton")
    assert form.quick_actions == DEFAULT_ACTIONS
    assert not part(form, QAbstractButton, "actionUpButton").isEnabled()
    click(form, "duplicateActionButton")
    assert form.quick_actions[1] == replace(DEFAULT_ACTIONS[0], name="Explain 2", key="")
    shown.setFocus()
    for _ in range(10):
        QTest.keyClick(shown, Qt.Key.Key_Delete)
    assert form.quick_actions == ()
    QTest.keyClick(shown, Qt.Key.Key_Delete)
    click(form, "addActionButton")
    assert names(form) == ["New action"]


def test_the_keyboard_is_never_lost(form: ActionForm) -> None:
    choose(form, 1)
    up = part(form, QAbstractButton, "actionUpButton")
    up.setFocus()
    QTest.keyClick(up, Qt.Key.Key_Space)
    assert form.focusWidget() is part(form, QListWidget, "actionList")


def test_the_five_are_restored(form: ActionForm) -> None:
    own = QuickAction("Shout", "{text}!", "Ctrl+7")
    form.show_values((own, replace(DEFAULT_ACTIONS[3], prompt="Break it")))
    click(form, "restoreActionsButton")
    assert form.quick_actions == (*DEFAULT_ACTIONS, own)
