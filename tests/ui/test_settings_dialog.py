"""The settings dialog: checks in plain words what was entered, and is careful with the key."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.connection import PRESETS, base_url_fault, key_fault, travels_unprotected
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_values import SettingsValues
from app.ui.theme import Appearance

pytestmark = pytest.mark.ui

SERVER = SettingsValues(False, "https://api.example.com/v1", "some-model")


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[SettingsDialog]:
    made = SettingsDialog()
    qtbot.addWidget(made)
    made.show_values(SERVER)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def field(dialog: SettingsDialog, name: str) -> QLineEdit:
    return dialog.findChild(QLineEdit, name)


def line(dialog: SettingsDialog, name: str) -> str:
    """What the line under a field says; "" while it is not there."""
    label = dialog.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def press(qtbot: QtBot, dialog: SettingsDialog, name: str) -> None:
    qtbot.mouseClick(dialog.findChild(QAbstractButton, name), Qt.MouseButton.LeftButton)


def saved(qtbot: QtBot, dialog: SettingsDialog) -> list[SettingsValues]:
    heard: list[SettingsValues] = []
    dialog.saved.connect(heard.append)
    press(qtbot, dialog, "saveButton")
    return heard


@pytest.mark.parametrize(
    "url",
    ["https://api.openai.com/v1", "http://localhost:11434/v1", "HTTPS://EXAMPLE.COM", "http://[::1]:8080/v1"],
)
def test_addresses_that_can_be_used(url: str) -> None:
    assert base_url_fault(url) == ""


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("", "Enter the address"),
        ("api.openai.com/v1", "begins with"),
        ("ftp://example.com", "begins with"),
        ("https://", "needs the name"),
        ("https:///v1", "needs the name"),
        ("https://exa mple.com", "needs the name"),
        ("https://me:secret@example.com", "without a user name"),
    ],
)
def test_addresses_that_cannot_be_used_are_told_why(url: str, part: str) -> None:
    assert part in base_url_fault(url)


@pytest.mark.parametrize(
    ("key", "sound"),
    [("sk-abc_123", True), ("ollama", True), ("sk-a b", False), ("sk-a\nb", False), ("sk-…", False)],
)
def test_keys_are_plain(key: str, sound: bool) -> None:
    assert (key_fault(key) == "") is sound


@pytest.mark.parametrize(
    ("url", "unprotected"),
    [
        ("http://example.com/v1", True),
        ("http://192.168.1.7:11434/v1", True),
        ("http://localhost.example.com", True),
        ("https://example.com/v1", False),
        ("http://localhost:11434/v1", False),
        ("http://127.0.0.1:1234", False),
        ("http://[::1]:1234", False),
        ("", False),
    ],
)
def test_only_a_loopback_address_is_safe_without_https(url: str, unprotected: bool) -> None:
    assert travels_unprotected(url) is unprotected


def test_the_values_come_back_as_they_were(qtbot: QtBot, dialog: SettingsDialog) -> None:
    values = replace(SERVER, appearance="dark")
    dialog.show_values(values)
    assert saved(qtbot, dialog) == [values]
    assert not dialog.isVisible()


def test_the_guide_needs_no_server(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.show_values(SettingsValues(False, "", ""))
    dialog.findChild(QRadioButton, "useGuideRadio").click()
    assert not field(dialog, "keyField").isVisible()
    assert saved(qtbot, dialog)[0].use_guide


def test_a_new_key_is_given_on_and_forgotten(qtbot: QtBot, dialog: SettingsDialog) -> None:
    qtbot.keyClicks(field(dialog, "keyField"), " sk-fresh ")
    dialog.findChild(QCheckBox, "sessionOnlyCheck").setChecked(True)
    assert saved(qtbot, dialog) == [replace(SERVER, new_key="sk-fresh", session_only=True)]
    assert field(dialog, "keyField").text() == ""


def test_cancel_tells_nothing_and_forgets_the_key(qtbot: QtBot, dialog: SettingsDialog) -> None:
    heard: list[object] = []
    dialog.saved.connect(heard.append)
    qtbot.keyClicks(field(dialog, "keyField"), "sk-fresh")
    press(qtbot, dialog, "cancelButton")
    assert heard == []
    assert field(dialog, "keyField").text() == ""


def test_the_key_is_hidden_until_it_is_asked_for(qtbot: QtBot, dialog: SettingsDialog) -> None:
    key = field(dialog, "keyField")
    assert key.echoMode() is QLineEdit.EchoMode.Password
    press(qtbot, dialog, "revealKeyButton")
    assert key.echoMode() is QLineEdit.EchoMode.Normal
    dialog.show_values(SERVER)
    assert key.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("baseUrlField", "example.com", "baseUrlFault"),
        ("baseUrlField", "", "baseUrlFault"),
        ("keyField", "sk a", "keyFault"),
    ],
)
def test_what_cannot_be_used_is_not_saved(
    qtbot: QtBot, dialog: SettingsDialog, name: str, typed: str, told: str
) -> None:
    field(dialog, name).setText(typed)
    assert saved(qtbot, dialog) == []
    assert dialog.isVisible()
    assert line(dialog, told)
    assert field(dialog, name).hasFocus()
    field(dialog, name).setText("https://example.com" if name == "baseUrlField" else "sk")
    assert not line(dialog, told)


def test_a_model_is_needed(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.findChild(QComboBox, "modelField").setEditText("  ")
    assert saved(qtbot, dialog) == []
    assert line(dialog, "modelStatus") == "Enter the name of a model."


def test_a_key_that_would_travel_openly_is_warned_of(dialog: SettingsDialog) -> None:
    field(dialog, "baseUrlField").setText("http://example.com/v1")
    assert "can read your key" in line(dialog, "unprotectedWarning")
    field(dialog, "baseUrlField").setText("https://example.com/v1")
    assert line(dialog, "unprotectedWarning") == ""


def test_presets_fill_the_address_and_follow_it(qtbot: QtBot, dialog: SettingsDialog) -> None:
    preset = dialog.findChild(QComboBox, "serverPreset")
    assert preset.currentText() == "Other"
    for name, url in PRESETS.items():
        preset.setCurrentText(name)
        preset.activated.emit(preset.currentIndex())
        assert field(dialog, "baseUrlField").text() == url
    field(dialog, "baseUrlField").setText("https://api.openai.com/v1/")
    assert preset.currentText() == "OpenAI"
    preset.setCurrentText("Other")
    preset.activated.emit(preset.currentIndex())
    assert field(dialog, "baseUrlField").text() == ""


@pytest.mark.parametrize(
    ("kind", "can_remove"),
    [("stored", True), ("session", True), ("none", False), ("waiting", False), ("fault", False)],
)
def test_it_says_where_the_key_is(dialog: SettingsDialog, kind: str, can_remove: bool) -> None:
    dialog.set_key_status("Kept in <GNOME> Keyring.", kind)
    assert line(dialog, "keyStatus") == "Kept in <GNOME> Keyring."
    assert dialog.findChild(QAbstractButton, "removeKeyButton").isVisible() is can_remove


def test_removing_the_key_is_told(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.set_key_status("Kept in GNOME Keyring.", "stored")
    with qtbot.waitSignal(dialog.key_removed):
        press(qtbot, dialog, "removeKeyButton")


def test_models_are_asked_for_and_shown_without_losing_the_choice(
    qtbot: QtBot, dialog: SettingsDialog
) -> None:
    heard: list[tuple[str, str]] = []
    dialog.models_requested.connect(lambda url, key: heard.append((url, key)))
    qtbot.keyClicks(field(dialog, "keyField"), "sk-fresh")
    press(qtbot, dialog, "loadModelsButton")
    assert heard == [("https://api.example.com/v1", "sk-fresh")]
    assert line(dialog, "modelStatus") == "Asking the server…"
    press(qtbot, dialog, "loadModelsButton")
    assert len(heard) == 1, "it is being asked"
    dialog.set_models(["a", "some-model"])
    model = dialog.findChild(QComboBox, "modelField")
    assert model.currentText() == "some-model"
    assert [model.itemText(n) for n in range(model.count())] == ["a", "some-model"]
    assert line(dialog, "modelStatus") == "2 models"


def test_a_model_that_the_server_does_not_list_is_not_kept_silently(dialog: SettingsDialog) -> None:
    dialog.set_models(["a", "b"])
    assert dialog.findChild(QComboBox, "modelField").currentText() == "a"
    said = "2 models. “some-model” is not among them, so “a” was chosen."
    assert line(dialog, "modelStatus") == said


def test_the_keyboard_stays_on_the_button_that_asks_for_the_models(
    qtbot: QtBot, dialog: SettingsDialog
) -> None:
    button = dialog.findChild(QAbstractButton, "loadModelsButton")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert button.hasFocus()
    dialog.set_models(["a"])
    assert button.hasFocus()


@pytest.mark.parametrize("name", ["baseUrlField", "keyField"])
def test_what_was_said_of_another_address_or_key_goes(dialog: SettingsDialog, name: str) -> None:
    dialog.set_models_error("Cannot reach api.example.com.")
    field(dialog, name).setText("https://other.example.com")
    assert line(dialog, "modelStatus") == ""


def test_the_status_of_the_key_follows_the_address(dialog: SettingsDialog) -> None:
    dialog.set_key_status("The key is kept in GNOME Keyring.", "stored")
    key, remove = field(dialog, "keyField"), dialog.findChild(QAbstractButton, "removeKeyButton")
    field(dialog, "baseUrlField").setText("https://other.example.com")
    assert "a key of its own" in line(dialog, "keyStatus")
    assert (key.placeholderText(), remove.isVisible()) == ("Paste a key", False)
    field(dialog, "baseUrlField").setText(SERVER.base_url)
    assert line(dialog, "keyStatus") == "The key is kept in GNOME Keyring."
    assert (key.placeholderText(), remove.isVisible()) == ("Leave empty to keep the key", True)


def test_without_a_keyring_a_key_is_for_the_session(dialog: SettingsDialog) -> None:
    dialog.set_key_status("This system has no keyring.", "unkept")
    box = dialog.findChild(QCheckBox, "sessionOnlyCheck")
    assert (box.isChecked(), box.isEnabled()) == (True, False)
    dialog.show_values(SERVER)
    assert (box.isChecked(), box.isEnabled()) == (False, True)


def test_a_warning_below_the_address_moves_nothing(qtbot: QtBot, dialog: SettingsDialog) -> None:
    load = dialog.findChild(QAbstractButton, "loadModelsButton")
    qtbot.wait(20)
    before = load.mapTo(dialog, QPoint(0, 0))
    field(dialog, "baseUrlField").setText("http://example.com/v1")
    assert line(dialog, "unprotectedWarning")
    qtbot.wait(20)
    assert load.mapTo(dialog, QPoint(0, 0)) == before


def test_a_list_of_models_that_cannot_be_had_says_why(qtbot: QtBot, dialog: SettingsDialog) -> None:
    press(qtbot, dialog, "loadModelsButton")
    dialog.set_models_error("The server did not accept the key.")
    assert line(dialog, "modelStatus") == "The server did not accept the key."
    with qtbot.waitSignal(dialog.models_requested):
        press(qtbot, dialog, "loadModelsButton")


def test_models_are_not_asked_of_an_address_that_cannot_be(qtbot: QtBot, dialog: SettingsDialog) -> None:
    field(dialog, "baseUrlField").setText("nowhere")
    with qtbot.assertNotEmitted(dialog.models_requested):
        press(qtbot, dialog, "loadModelsButton")
    assert line(dialog, "baseUrlFault")


def test_scrolling_past_changes_no_choice(dialog: SettingsDialog) -> None:
    appearance = dialog.findChild(QComboBox, "appearanceField")
    spot = QPointF(5, 5)
    down = QPoint(0, -120)
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(spot, spot, down, down, no_button, no_key, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(appearance, event)
    assert appearance.currentText() == "System"


def test_enter_saves_and_escape_leaves(qtbot: QtBot, dialog: SettingsDialog) -> None:
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(field(dialog, "baseUrlField"), Qt.Key.Key_Return)
    dialog.open()
    with qtbot.assertNotEmitted(dialog.saved):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_enter_presses_the_button_with_the_focus(qtbot: QtBot, dialog: SettingsDialog) -> None:
    reveal = dialog.findChild(QAbstractButton, "revealKeyButton")
    reveal.setFocus()
    with qtbot.assertNotEmitted(dialog.saved):
        qtbot.keyClick(reveal, Qt.Key.Key_Return)
    assert reveal.isChecked()


def test_it_keeps_its_size_and_place_whatever_it_shows(
    qtbot: QtBot, qapp: QApplication, dialog: SettingsDialog
) -> None:
    Appearance(qapp, "light")
    dialog.close()
    dialog.findChild(QRadioButton, "useGuideRadio").click()
    dialog.open()
    qtbot.waitExposed(dialog)
    shown, room = dialog.geometry(), dialog.screen().availableGeometry()
    assert room.contains(dialog.frameGeometry())
    dialog.findChild(QRadioButton, "useServerRadio").click()
    for page in range(4):
        dialog.findChild(QTabBar, "settingsPages").setCurrentIndex(page)
        qtbot.wait(20)
        assert dialog.findChild(QStackedWidget).currentWidget().verticalScrollBar().maximum() == 0
        assert dialog.geometry() == shown
    dialog.findChild(QTabBar, "settingsPages").setCurrentIndex(0)
    for name in ("baseUrlFault", "unprotectedWarning", "modelStatus", "keyFault"):
        label = dialog.findChild(QLabel, name)
        label.setText("Something went wrong. " * 20)
        label.show()
    qtbot.wait(20)
    assert dialog.geometry() == shown
    save = dialog.findChild(QAbstractButton, "saveButton")
    assert dialog.rect().contains(save.geometry().translated(save.parentWidget().mapTo(dialog, QPoint(0, 0))))
    dialog.findChild(QCheckBox, "sessionOnlyCheck").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    last = dialog.findChild(QAbstractButton, "capabilitiesFold")
    assert last.hasFocus()
    assert not last.visibleRegion().isEmpty(), "what has the focus is not to be seen"
    field(dialog, "baseUrlField").setText("nowhere")
    assert saved(qtbot, dialog) == []
    assert not field(dialog, "baseUrlField").visibleRegion().isEmpty(), "the field at fault is not to be seen"
    assert dialog.geometry() == shown


def test_every_control_has_a_name_that_can_be_read_aloud(dialog: SettingsDialog) -> None:
    names = ["useGuideRadio", "useServerRadio", "serverPreset", "baseUrlField", "modelField", "keyField"]
    names += ["loadModelsButton", "revealKeyButton", "removeKeyButton", "sessionOnlyCheck", "keyStatus"]
    names += ["appearanceField", "saveButton", "cancelButton"]
    assert [name for name in names if not dialog.findChild(QWidget, name).accessibleName()] == []


def test_tab_leads_down_the_dialog(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.set_key_status("Kept in GNOME Keyring.", "stored")
    dialog.findChild(QRadioButton, "useServerRadio").setFocus()
    visited = []
    for _ in range(10):
        visited.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert visited == [
        *("useServerRadio", "serverPreset", "baseUrlField", "modelField", "loadModelsButton"),
        *("keyField", "revealKeyButton", "removeKeyButton", "sessionOnlyCheck", "capabilitiesFold"),
    ]
