"""The composer, as somebody with a keyboard, a mouse or an input method meets it."""

import time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.composer import Composer, Draft
from app.ui.message_input import MessageInput

pytestmark = pytest.mark.ui


@pytest.fixture
def field(composer: Composer) -> QPlainTextEdit:
    return composer.findChild(QPlainTextEdit, "composer")


def button(composer: Composer, name: str) -> QAbstractButton:
    return composer.findChild(QAbstractButton, name)


def told(composer: Composer) -> list[str]:
    """What it has told its owner."""
    heard: list[str] = []
    composer.submitted.connect(lambda text, images: heard.append(text))
    composer.stop_requested.connect(lambda: heard.append("<stop>"))
    composer.edit_last_requested.connect(lambda: heard.append("<edit last>"))
    composer.edit_cancelled.connect(lambda: heard.append("<edit cancelled>"))
    composer.model_chosen.connect(lambda model: heard.append(f"<model {model}>"))
    composer.more_models_requested.connect(lambda: heard.append("<more models>"))
    return heard


def compose(field: QPlainTextEdit, undecided: str, decided: str = "") -> None:
    event = QInputMethodEvent(undecided, [])
    event.setCommitString(decided)
    QApplication.sendEvent(field, event)


def test_enter_sends_and_keeps_the_text_for_its_owner_to_clear(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    heard = told(composer)
    qtbot.keyClicks(field, "Hello")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["Hello"]
    assert composer.text() == "Hello"
    composer.clear()
    assert composer.text() == ""


def test_the_keypads_enter_sends_too(qtbot: QtBot, composer: Composer, field: QPlainTextEdit) -> None:
    heard = told(composer)
    composer.set_text("Hello")
    qtbot.keyClick(field, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert heard == ["Hello"]


def test_shift_enter_begins_a_line(qtbot: QtBot, composer: Composer, field: QPlainTextEdit) -> None:
    heard = told(composer)
    qtbot.keyClicks(field, "one")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "two")
    assert composer.text() == "one\ntwo"
    assert heard == []


@pytest.mark.parametrize("blank", ["", "   ", "\n\n \t\n"])
def test_nothing_blank_is_sent(qtbot: QtBot, composer: Composer, field: QPlainTextEdit, blank: str) -> None:
    heard = told(composer)
    composer.set_text(blank)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == []
    assert not button(composer, "sendButton").isEnabled()


def test_the_send_button_sends(qtbot: QtBot, composer: Composer) -> None:
    heard = told(composer)
    composer.set_text("Hello")
    qtbot.mouseClick(button(composer, "sendButton"), Qt.MouseButton.LeftButton)
    assert heard == ["Hello"]


def test_enter_does_not_send_what_an_input_method_still_holds(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    heard = told(composer)
    qtbot.keyClicks(field, "a")
    compose(field, "にほn")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == []
    compose(field, "", "日本")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["a日本"]


def test_while_streaming_stop_stands_in_the_place_of_send(qtbot: QtBot, composer: Composer) -> None:
    heard = told(composer)
    send, stop = button(composer, "sendButton"), button(composer, "stopButton")
    composer.set_text("next")
    place = send.geometry()
    assert not stop.isVisible()
    composer.set_streaming(True)
    assert not send.isVisible()
    assert stop.geometry() == place
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert heard == ["<stop>"]
    composer.set_streaming(False)
    assert send.isVisible()
    assert not stop.isVisible()


def test_enter_while_streaming_keeps_the_text(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    heard = told(composer)
    composer.set_streaming(True)
    qtbot.keyClicks(field, "next")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == []
    assert composer.text() == "next"


def test_a_click_leaves_the_keyboard_in_the_text(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    composer.set_streaming(True)
    qtbot.mouseClick(button(composer, "stopButton"), Qt.MouseButton.LeftButton)
    assert field.hasFocus()


def test_the_keyboard_is_not_lost_with_the_button_that_had_it(
    composer: Composer, field: QPlainTextEdit
) -> None:
    composer.set_streaming(True)
    button(composer, "stopButton").setFocus()
    composer.set_streaming(False)
    assert field.hasFocus()


def test_up_in_the_empty_field_asks_for_the_last_prompt(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    heard = told(composer)
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert heard == []
    composer.clear()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert heard == ["<edit last>"]


def test_editing_says_so_and_escape_gives_it_up(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    heard = told(composer)
    cancel = button(composer, "cancelEditButton")
    composer.set_draft(Draft("earlier"), editing="Editing your prompt")
    assert cancel.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["<edit cancelled>"]
    assert composer.text() == ""
    assert not cancel.isVisible()


def test_editing_is_given_up_with_the_mouse_too(qtbot: QtBot, composer: Composer) -> None:
    heard = told(composer)
    composer.set_draft(Draft("earlier"), editing="Editing your prompt")
    qtbot.mouseClick(button(composer, "cancelEditButton"), Qt.MouseButton.LeftButton)
    assert heard == ["<edit cancelled>"]


def test_escape_is_the_windows_while_nothing_is_edited(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    heard = told(composer)
    composer.set_text("draft")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == []
    assert composer.text() == "draft"


def test_what_is_pasted_is_plain_text(composer: Composer, field: QPlainTextEdit) -> None:
    source = QMimeData()
    source.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    source.setText("bold")
    field.insertFromMimeData(source)
    assert composer.text() == "bold"


def test_a_huge_paste_is_kept_whole(qtbot: QtBot, composer: Composer, field: QPlainTextEdit) -> None:
    text = "The quick brown fox jumps over the lazy dog. ²\n" * 22_000
    QApplication.clipboard().setText(text)
    began = time.monotonic()
    field.paste()
    assert time.monotonic() - began < 5
    assert composer.text() == text
    assert field.height() <= 0.4 * 600


def test_the_field_grows_with_its_text_up_to_a_share_of_the_window(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    one_line = field.height()
    composer.set_text("one\ntwo\nthree")
    assert field.height() > 2.5 * one_line
    composer.set_text("line\n" * 100)
    assert field.height() == int(0.4 * 600)
    composer.window().resize(800, 400)
    qtbot.waitUntil(lambda: field.height() == int(0.4 * 400))
    composer.clear()
    assert field.height() == one_line


def test_a_long_line_wraps_and_makes_the_field_higher(composer: Composer, field: QPlainTextEdit) -> None:
    one_line = field.height()
    composer.set_text("word " * 60)
    assert field.height() > 2.5 * one_line


def test_the_picker_shows_the_current_model_even_if_it_is_not_listed(composer: Composer) -> None:
    picker = composer.findChild(QComboBox, "modelPicker")
    composer.set_models(["a", "b"], "mine")
    assert picker.currentText() == "mine"
    assert [picker.itemText(i) for i in range(picker.count())] == ["mine", "a", "b", "Other model…"]


def test_choosing_a_model_tells_it_once(qtbot: QtBot, composer: Composer) -> None:
    heard = told(composer)
    picker = composer.findChild(QComboBox, "modelPicker")
    composer.set_models(["a", "b"], "a")
    picker.setFocus()
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert heard == ["<model b>"]
    composer.set_models(["a", "b"], "b")
    assert heard == ["<model b>"]


def test_other_model_asks_for_more_and_changes_nothing(qtbot: QtBot, composer: Composer) -> None:
    heard = told(composer)
    picker = composer.findChild(QComboBox, "modelPicker")
    composer.set_models(["a", "b"], "a")
    picker.setFocus()
    qtbot.keyClick(picker, Qt.Key.Key_End)
    assert heard == ["<more models>"]
    assert picker.currentText() == "a"


def test_every_control_has_a_name_that_can_be_read_aloud(composer: Composer) -> None:
    names = {"composer": "Message", "modelPicker": "Model", "attachButton": "Attach pictures"}
    names |= {"sendButton": "Send", "stopButton": "Stop", "cancelEditButton": "Cancel editing"}
    assert {name: composer.findChild(QWidget, name).accessibleName() for name in names} == names


def test_tab_leads_from_the_text_to_the_model_to_send(
    qtbot: QtBot, composer: Composer, field: QPlainTextEdit
) -> None:
    composer.set_models(["a"], "a")
    composer.set_text("Hello")
    visited = []
    for _ in range(5):
        visited.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert visited == ["composer", "modelPicker", "composerOptionsButton", "attachButton", "sendButton"]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_draft_that_comes_before_the_window_is_seen_from_its_beginning(qtbot: QtBot, count: int) -> None:
    window, field = QWidget(), MessageInput()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(field)
    window.resize(800, 600)
    field.resize(640, 18)
    field.grab()  # which lays it out as small as it is
    field.setPlainText("\n".join(["line"] * count))
    field.moveCursor(QTextCursor.MoveOperation.End)
    window.show()
    qtbot.waitExposed(window)
    assert field.firstVisibleBlock().blockNumber() == 0
    assert field.viewport().rect().contains(field.cursorRect())
