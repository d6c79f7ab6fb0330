"""The page "Desktop" of the settings: the hotkey, the tray, start at login, notifications."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.hotkey import HotkeyProblem, HotkeyState, HotkeyWay, Press, chord
from app.domain.presence import Presence
from app.services.hotkey import HotkeyHolder
from app.services.tasks import TaskScope
from app.ui.desktop_preferences import DesktopPreferences
from app.ui.hotkey_field import HotkeyField
from app.ui.hotkey_words import shown_chord, standing
from app.ui.settings_dialog import Page, SettingsDialog
from app.ui.settings_values import SettingsValues
from app.ui.shortcut_steps import shortcut_steps
from app.ui.shortcut_steps_view import ShortcutStepsView
from tests.own_desktop import Login, OwnDesktop
from tests.ui.test_settings_dialog_pages import button, line, page, turn_to

pytestmark = pytest.mark.ui

KEY, HELD = Qt.Key, Qt.KeyboardModifier
NONE = HELD.NoModifier


# The field


@pytest.fixture
def keys(qtbot: QtBot) -> HotkeyField:
    made = HotkeyField()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "held", "taken"),
    [
        (KEY.Key_J, HELD.ControlModifier | HELD.AltModifier, "Ctrl+Alt+J"),
        (KEY.Key_Space, HELD.MetaModifier, "Meta+Space"),
        (KEY.Key_F9, NONE, "F9"),
        (KEY.Key_F9, HELD.ShiftModifier, "Shift+F9"),
        (KEY.Key_Plus, HELD.ControlModifier | HELD.AltModifier | HELD.KeypadModifier, "Ctrl+Alt+Plus"),
        (KEY.Key_PageUp, HELD.AltModifier | HELD.MetaModifier, "Alt+Meta+PageUp"),
        (KEY.Key_Escape, HELD.ControlModifier, "Ctrl+Escape"),
        (KEY.Key_Backspace, HELD.AltModifier | HELD.MetaModifier, "Alt+Meta+Backspace"),
        (KEY.Key_Period, HELD.MetaModifier | HELD.ShiftModifier, "Shift+Meta+."),
        (KEY.Key_Odiaeresis, HELD.ControlModifier | HELD.ShiftModifier, "Ctrl+Shift+Ö"),
    ],
)
def test_it_takes_what_is_pressed(
    qtbot: QtBot, keys: HotkeyField, key: Qt.Key, held: Qt.KeyboardModifier, taken: str
) -> None:
    with qtbot.waitSignal(keys.chosen) as told:
        qtbot.keyClick(keys, key, held)
    assert told.args == [taken]
    assert keys.value == taken
    assert chord(taken) is not None
    assert keys.text()


@pytest.mark.parametrize(
    ("key", "held", "part"),
    [
        (KEY.Key_J, NONE, "needed for writing"),
        (KEY.Key_J, HELD.ShiftModifier, "needed for writing"),
        (KEY.Key_Space, NONE, "needed for writing"),
        (Qt.Key(0x416), HELD.AltModifier, "Choose another one"),  # a letter of Cyrillic
        (KEY.Key_V, HELD.ControlModifier, "Every program needs this key for itself. Take two together"),
        (KEY.Key_F4, HELD.AltModifier, "Every program"),
        (KEY.Key_Left, HELD.ControlModifier | HELD.ShiftModifier, "Every program"),
    ],
)
def test_what_cannot_be_a_hotkey_is_refused_and_changes_nothing(
    qtbot: QtBot, keys: HotkeyField, key: Qt.Key, held: Qt.KeyboardModifier, part: str
) -> None:
    keys.set_value("F9")
    with qtbot.waitSignal(keys.refused) as told, qtbot.assertNotEmitted(keys.chosen):
        # QTest knows no letters of Cyrillic.
        QApplication.sendEvent(keys, QKeyEvent(QKeyEvent.Type.KeyPress, key, held))
    assert part in told.args[0]
    assert (keys.value, keys.text()) == ("F9", "F9")


def let_go(keys: HotkeyField, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """QTest's own lets all of them go."""
    QApplication.sendEvent(keys, QKeyEvent(QKeyEvent.Type.KeyRelease, key, held))


def test_it_shows_what_is_held_until_that_is_let_go(qtbot: QtBot, keys: HotkeyField) -> None:
    with qtbot.assertNotEmitted(keys.chosen):
        qtbot.keyPress(keys, KEY.Key_Control)
        assert keys.text() == "Ctrl+…"
        qtbot.keyPress(keys, KEY.Key_Alt, HELD.ControlModifier)
        assert keys.text() == "Ctrl+Alt+…"
        let_go(keys, KEY.Key_Alt, HELD.ControlModifier | HELD.AltModifier)
        assert keys.text() == "Ctrl+…"
        with qtbot.waitSignal(keys.refused) as told:
            let_go(keys, KEY.Key_Control, HELD.ControlModifier)
    assert told.args == ["No key has arrived: another program may have it."]
    assert (keys.text(), keys.placeholderText()) == ("", "Press the keys")


def test_a_release_that_another_program_got_is_seen_all_the_same(qtbot: QtBot, keys: HotkeyField) -> None:
    keys.set_value("F9")
    qtbot.keyPress(keys, KEY.Key_Control)
    with qtbot.waitSignal(keys.refused, timeout=2000):
        assert keys.text() == "Ctrl+…"
    assert keys.text() == "F9"


def test_a_window_that_loses_the_keyboard_to_a_grabbed_key_says_so(qtbot: QtBot, keys: HotkeyField) -> None:
    keys.set_value("F9")
    qtbot.keyPress(keys, KEY.Key_Control)
    with qtbot.waitSignal(keys.refused, timeout=50):
        QApplication.sendEvent(
            keys, QFocusEvent(QFocusEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
        )
    assert keys.text() == "F9"
    with qtbot.assertNotEmitted(keys.refused, wait=200):
        keys.setFocus()
        qtbot.keyPress(keys, KEY.Key_Control)
        keys.clearFocus()


def test_letting_go_after_a_key_says_nothing_more(qtbot: QtBot, keys: HotkeyField) -> None:
    held = HELD.ControlModifier
    qtbot.keyPress(keys, KEY.Key_Control)
    qtbot.keyPress(keys, KEY.Key_J, held | HELD.AltModifier)
    with qtbot.assertNotEmitted(keys.refused, wait=300):
        let_go(keys, KEY.Key_Alt, held | HELD.AltModifier)
        assert keys.text() == "Ctrl+Alt+J"
        let_go(keys, KEY.Key_Control, held)


@pytest.mark.parametrize("key", [KEY.Key_Backspace, KEY.Key_Delete])
def test_it_is_cleared(qtbot: QtBot, keys: HotkeyField, key: Qt.Key) -> None:
    keys.set_value("Ctrl+Alt+J")
    with qtbot.waitSignal(keys.chosen) as told:
        qtbot.keyClick(keys, key)
    assert (told.args, keys.value, keys.text()) == ([""], "", "")


def test_a_shortcut_of_the_window_is_a_chord_here(qtbot: QtBot, keys: HotkeyField) -> None:
    called: list[None] = []
    QShortcut(QKeySequence("Ctrl+Shift+N"), keys).activated.connect(lambda: called.append(None))
    qtbot.keyClick(keys, KEY.Key_N, HELD.ControlModifier | HELD.ShiftModifier)
    assert (keys.value, called) == ("Ctrl+Shift+N", [])


@pytest.mark.parametrize(
    ("platform", "words"),
    [("linux", "Super+Ctrl+Alt+J"), ("win32", "Win+Ctrl+Alt+J"), ("darwin", "Control+Option+Command+J")],
)
def test_keys_are_called_what_stands_on_them(platform: str, words: str) -> None:
    wanted = chord("Ctrl+Alt+Meta+J")
    assert wanted is not None
    assert shown_chord(wanted, platform) == words


# What is said


CHOSEN = chord("Ctrl+Alt+Space")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (HotkeyState(), ("", "")),
        (
            HotkeyState(CHOSEN, HotkeyWay.PORTAL, "Super+J"),
            ("Active through your desktop’s shortcut portal. Press Super+J.", "fine"),
        ),
        (
            HotkeyState(CHOSEN, HotkeyWay.PORTAL, "Press Super+J"),
            ("Active through your desktop’s shortcut portal. Press Super+J.", "fine"),
        ),
        (HotkeyState(CHOSEN, HotkeyWay.X11), ("Active. Press Ctrl+Alt+Space.", "fine")),
        (
            HotkeyState(chord("Alt+Meta+J"), HotkeyWay.X11, "Alt+Meta+J"),
            (f"Active. Press {shown_chord(chord('Alt+Meta+J'))}.", "fine"),
        ),
        (
            HotkeyState(CHOSEN, HotkeyWay.PORTAL),
            (
                "Your desktop knows the hotkey, but has given it no key yet. Set one in its settings.",
                "warning",
            ),
        ),
        (
            HotkeyState(CHOSEN, problem=HotkeyProblem.TAKEN),
            (
                "Another program has Ctrl+Alt+Space. Choose another key, or bind one in your desktop’s "
                "settings.",
                "warning",
            ),
        ),
    ],
)
def test_it_says_how_the_hotkey_stands(state: HotkeyState, said: tuple[str, str]) -> None:
    assert standing(state, can_bind=True) == said


@pytest.mark.parametrize("problem", list(HotkeyProblem))
def test_every_problem_is_told_and_its_way_out_is_one_that_there_is(problem: HotkeyProblem) -> None:
    words, kind = standing(HotkeyState(CHOSEN, problem=problem), can_bind=False)
    assert kind == "warning"
    assert words.endswith(".")
    assert "settings" not in words
    assert "settings" in standing(HotkeyState(CHOSEN, problem=problem), can_bind=True)[0]


# The page


@dataclass
class Room:
    dialog: SettingsDialog
    desktop: OwnDesktop
    login: Login
    holder: HotkeyHolder
    preferences: DesktopPreferences
    called: list[Press]
    saved: list[SettingsValues] = field(default_factory=list)

    async def show(self, presence: Presence | None = None) -> None:
        values = SettingsValues(True, "", "", presence=presence or Presence())
        self.dialog.show_values(self.preferences.completed(values))
        self.dialog.open()
        self.dialog.activateWindow()
        self.dialog.turn_to(Page.DESKTOP)
        await asyncio.sleep(0.02)

    def press(self, name: str) -> None:
        QTest.mouseClick(button(self.dialog, name), Qt.MouseButton.LeftButton)

    @property
    def keys(self) -> HotkeyField:
        return self.dialog.presence.hotkey.field

    @property
    def status(self) -> str:
        return line(self.dialog, "hotkeyStatus")

    async def settled(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
def room(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    qapp.setQuitOnLastWindowClosed(False)

    @asynccontextmanager
    async def make(*taken: str, login: Login | None = None, has_tray: bool = True) -> AsyncIterator[Room]:
        errors: list[BaseException] = []
        tasks = TaskScope(lambda name, error: errors.append(error))
        desktop, login, called = OwnDesktop(*taken), login or Login(), list[Press]()
        holder = HotkeyHolder(desktop, tasks, called.append)
        preferences = DesktopPreferences(
            hotkey=holder, autostart=login, tasks=tasks, has_tray=lambda: has_tray, command="rivulet quick"
        )
        dialog = SettingsDialog()
        preferences.attach(dialog)
        it = Room(dialog, desktop, login, holder, preferences, called)
        dialog.saved.connect(it.saved.append)
        dialog.saved.connect(preferences.save)
        yield it
        dialog.close()
        await tasks.close()
        dialog.deleteLater()
        await asyncio.sleep(0)
        assert not errors

    return make


async def test_a_key_is_tried_at_once_and_kept_when_it_is_saved(room) -> None:
    async with room() as it:
        await it.show()
        assert it.status == ""
        assert it.keys.hasFocus()
        QTest.keyClick(it.keys, KEY.Key_J, HELD.ControlModifier | HELD.AltModifier)
        await it.settled()
        assert it.status == "Active. Press Ctrl+Alt+J."
        it.press("saveButton")
        await it.settled()
        assert it.saved[0].presence.hotkey == "Ctrl+Alt+J"
        it.desktop.press("Ctrl+Alt+J")
        assert it.called == [Press(7)]


async def test_cancel_takes_back_the_key_that_was_there(room) -> None:
    async with room() as it:
        it.holder.claim("F9")
        await it.settled()
        await it.show(Presence("F9"))
        QTest.keyClick(it.keys, KEY.Key_J, HELD.ControlModifier | HELD.AltModifier)
        await it.settled()
        it.press("cancelButton")
        await it.settled()
        it.desktop.press("F9")
        assert len(it.called) == 1
        assert str(it.holder.state.chord) == "F9"


async def test_a_key_that_is_taken_is_told_and_another_one_chosen(room) -> None:
    async with room("Ctrl+Alt+J") as it:
        await it.show()
        suggestion = it.dialog.findChildren(QAbstractButton, "suggestedHotkey")
        suggestion[0].click()
        await it.settled()
        assert it.status.startswith("Another program has Ctrl+Alt+J.")
        assert [one.isVisible() for one in suggestion] == [False, True]
        assert not button(it.dialog, "testHotkeyButton").isVisible()
        it.press("removeHotkeyButton")
        await it.settled()
        assert it.status == ""
        assert [one.isVisible() for one in suggestion] == [False, True]
        suggestion[1].click()
        await it.settled()
        assert it.status == f"Active. Press {it.keys.text()}."
        assert button(it.dialog, "testHotkeyButton").isVisible()
        assert not any(one.isVisible() for one in suggestion)
        assert it.keys.hasFocus()
        assert chord(it.keys.value)


async def test_while_the_desktop_asks_the_user_that_is_told(room) -> None:
    async with room() as it:
        await it.show()
        it.desktop.may_answer.clear()
        QTest.keyClick(it.keys, KEY.Key_F9)
        await it.settled()
        assert it.status == "Asking your desktop…"
        assert not button(it.dialog, "testHotkeyButton").isEnabled()
        it.desktop.may_answer.set()
        await it.settled()
        assert it.status == "Active. Press F9."


async def test_a_test_says_that_the_press_has_arrived(room) -> None:
    async with room() as it:
        it.holder.claim("F9")
        await it.settled()
        await it.show(Presence("F9"))
        it.press("testHotkeyButton")
        await it.settled()
        assert it.status == "Press F9 now, in any window. Waiting for 10 more seconds."
        assert button(it.dialog, "testHotkeyButton").text() == "Stop"
        it.desktop.press("F9")
        await it.settled()
        assert it.status == "It works: the press has arrived."
        assert it.called == []
        it.desktop.press("F9")
        assert len(it.called) == 1


async def test_a_test_without_a_press_says_what_to_do(room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.desktop_preferences.TEST_SECONDS", 0.02)
    async with room() as it:
        it.holder.claim("F9")
        await it.settled()
        await it.show(Presence("F9"))
        it.press("testHotkeyButton")
        await asyncio.sleep(0.05)
        assert it.status.startswith("No press came.")
        assert "bind one in your desktop’s settings" in it.status


async def test_escape_ends_the_test_and_nothing_else(room) -> None:
    async with room() as it:
        it.holder.claim("F9")
        await it.settled()
        await it.show(Presence("F9"))
        button(it.dialog, "closeToTrayCheck").click()
        test = button(it.dialog, "testHotkeyButton")
        test.setFocus()
        test.click()
        await it.settled()
        QTest.keyClick(test, KEY.Key_Escape)
        await it.settled()
        assert it.dialog.isVisible()
        assert (it.status, test.text()) == ("Active. Press F9.", "Test it")
        assert button(it.dialog, "closeToTrayCheck").isChecked()
        QTest.keyClick(test, KEY.Key_Escape)
        assert not it.dialog.isVisible()


@pytest.mark.parametrize("leave", ["testHotkeyButton", "cancelButton", "saveButton"])
async def test_a_test_that_is_left_waits_no_more(room, leave: str) -> None:
    async with room() as it:
        it.holder.claim("F9")
        await it.settled()
        await it.show(Presence("F9"))
        it.press("testHotkeyButton")
        await it.settled()
        it.press(leave)
        await it.settled()
        it.desktop.press("F9")
        assert len(it.called) == 1
        await it.show(Presence("F9"))
        assert it.status == "Active. Press F9."


async def test_a_key_that_the_desktop_changes_is_shown(room) -> None:
    async with room() as it:
        await it.show()
        QTest.keyClick(it.keys, KEY.Key_F9)
        await it.settled()
        it.desktop.give_another_key("Super+J")
        assert it.status == "Active through your desktop’s shortcut portal. Press Super+J."


async def test_a_key_that_cannot_be_used_is_told_until_one_can(room) -> None:
    async with room() as it:
        await it.show()
        QTest.keyClick(it.keys, KEY.Key_J)
        assert "needed for writing" in line(it.dialog, "hotkeyRefusal")
        QTest.keyClick(it.keys, KEY.Key_F9)
        assert line(it.dialog, "hotkeyRefusal") == ""
        await it.settled()


async def test_tab_and_escape_lead_on_and_the_dialog_stays(room) -> None:
    async with room() as it:
        await it.show(Presence("F9"))
        QTest.keyClick(it.keys, KEY.Key_Escape)
        assert it.dialog.isVisible()
        assert QApplication.focusWidget().objectName() == "testHotkeyButton"
        it.keys.setFocus()
        order = []
        for _ in range(7):
            QTest.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
            order.append(QApplication.focusWidget().objectName())
        assert order == [
            *("testHotkeyButton", "removeHotkeyButton", "shortcutStepsFold", "closeToTrayCheck"),
            *("startAtLoginCheck", "notifyCheck", "notifyWithTextCheck"),
        ]


async def test_the_steps_begin_with_this_desktop_and_are_copied(room) -> None:
    async with room() as it:
        await it.show()
        it.press("shortcutStepsFold")
        box = it.dialog.findChild(QComboBox, "shortcutDesktopChoice")
        assert box.currentText() == "KDE Plasma"
        box.setCurrentText("Sway")
        QTest.keyClick(it.keys, KEY.Key_K, HELD.MetaModifier)
        await it.settled()
        assert box.currentText() == "Sway"
        codes = it.dialog.findChildren(QPlainTextEdit, "shortcutCodeText")
        shown = [one.toPlainText().replace("\u2060", "") for one in codes]
        assert "bindsym Mod4+k exec rivulet quick" in shown
        copy = it.dialog.findChildren(QAbstractButton, "copyShortcutCode")
        next(one for one in copy if "sway/config" in one.accessibleName() and one.isVisible()).click()
        assert QGuiApplication.clipboard().text() == "bindsym Mod4+k exec rivulet quick"


def test_a_command_is_broken_at_its_blanks_alone_and_copied_as_it_is(qtbot: QtBot) -> None:
    command = "/opt/some-where/rivulet --profile /home/me/its-profile --another-option=here quick"
    view = ShortcutStepsView()
    qtbot.addWidget(view)
    view.show_steps(shortcut_steps(command, None, "KDE"))
    view.unfold(True)
    view.show()
    code = view.findChild(QPlainTextEdit, "shortcutCodeText")
    text = code.toPlainText()
    longest = max(map(code.fontMetrics().horizontalAdvance, command.split(" ")))
    for wide in range(200, 460, 10):
        view.resize(wide, 400)
        layout = code.document().firstBlock().layout()
        ends = [layout.lineAt(n).textStart() for n in range(1, layout.lineCount())]
        if longest + 3 * code.document().documentMargin() < code.viewport().width():
            assert all(text[end - 1] == " " for end in ends), wide
    code.selectAll()
    code.copy()
    assert QGuiApplication.clipboard().text() == command


async def test_what_the_desktop_binds_can_be_tested_without_a_hotkey(room) -> None:
    async with room() as it:
        await it.show()
        assert not button(it.dialog, "testHotkeyButton").isVisible()
        it.press("shortcutStepsFold")
        it.press("testHotkeyButton")
        await it.settled()
        assert it.status.startswith("Press the key now")
        it.holder.press(Press())
        await it.settled()
        assert it.status.startswith("It works")


# The tray, login, notifications


@pytest.mark.parametrize(
    ("desktop", "has_tray", "parts"),
    [
        ("KDE", True, []),
        ("KDE", False, ["closing the window quits"]),
        ("ubuntu:GNOME", False, ["closing the window quits", "AppIndicator"]),
    ],
)
async def test_where_there_is_no_tray_that_is_told(
    room, monkeypatch: pytest.MonkeyPatch, desktop: str, has_tray: bool, parts: list[str]
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    async with room(has_tray=has_tray) as it:
        await it.show()
        said = line(it.dialog, "closeToTrayLine")
        assert bool(said) is bool(parts)
        assert all(part in said for part in parts)


async def test_start_at_login_is_what_the_system_says(room) -> None:
    async with room(login=Login(on=True)) as it:
        await it.show()
        assert button(it.dialog, "startAtLoginCheck").isChecked()
        it.press("startAtLoginCheck")
        it.press("saveButton")
        assert not it.login.on
        assert not it.dialog.isVisible()
        await it.settled()


async def test_login_that_cannot_be_changed_is_told_on_the_page(room) -> None:
    async with room(login=Login(fault="The disk is full.")) as it:
        await it.show()
        it.press("startAtLoginCheck")
        turn_to(it.dialog, "Privacy")
        it.press("saveButton")
        assert it.dialog.isVisible()
        assert page(it.dialog) == "Desktop"
        assert line(it.dialog, "startAtLoginFault") == "The disk is full."
        assert not button(it.dialog, "startAtLoginCheck").isChecked()
        it.press("saveButton")
        assert not it.dialog.isVisible()
        await it.settled()


async def test_what_is_chosen_on_the_page_is_kept(desk) -> None:
    async with desk() as it:
        it.window.settings_requested.emit()
        await asyncio.sleep(0.02)
        dialog = it.window.findChild(SettingsDialog)
        turn_to(dialog, "Desktop")
        for name in ("closeToTrayCheck", "notifyWithTextCheck", "notifyCheck"):
            button(dialog, name).click()
        assert not button(dialog, "notifyWithTextCheck").isEnabled()
        button(dialog, "saveButton").click()
        assert it.settings[-1].presence == Presence("", True, False, True)


async def test_every_control_of_the_page_has_a_name_that_can_be_read_aloud(room) -> None:
    async with room() as it:
        await it.show(Presence("F9"))
        it.press("shortcutStepsFold")
        controls = [
            one
            for kind in (QAbstractButton, HotkeyField, QComboBox, QPlainTextEdit)
            for one in it.dialog.presence.findChildren(kind)
        ]
        assert [one.objectName() for one in controls if not (one.accessibleName() or one.text())] == []
        assert all(label.text() for label in it.dialog.findChildren(QLabel, "shortcutStep"))
