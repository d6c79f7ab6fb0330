"""The hotkey in the settings: which, how it stands, whether it works, and the way out where it does not."""

import sys

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.hotkey import HotkeyState, chord
from app.services.hotkey import TEST_SECONDS
from app.ui.form_rows import line, say
from app.ui.hotkey_field import HotkeyField
from app.ui.hotkey_words import SUGGESTIONS, shown_chord, shown_trigger, standing, test_result
from app.ui.shortcut_steps import shortcut_steps
from app.ui.shortcut_steps_view import ShortcutStepsView
from app.ui.status_line import StatusLine
from app.ui.theme import S

_CAN_BIND = sys.platform not in ("win32", "darwin")
"""The desktop's own settings can start a command by a key."""


class HotkeyForm(QWidget):
    """
    Signals:
        chosen(str): this chord, or none, is to be tried.
        test_requested(), test_stopped(): a press is waited for, no more.
    """

    chosen = Signal(str)
    test_requested = Signal()
    test_stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._command = ""
        self._desktop = ""
        self._state = HotkeyState()
        self._is_asking = False
        self._seconds_left = 0
        self._tried: set[str] = set()
        """What could not be had since the dialog was opened."""
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._count_down)
        self.field = HotkeyField()
        self.field.setObjectName("hotkeyField")
        self.field.setAccessibleName(self.tr("Hotkey"))
        self.field.setAccessibleDescription(self.tr("Press the keys. Backspace removes them."))
        self.field.chosen.connect(self._on_chosen)
        self._refusal = line("hotkeyRefusal")
        self.field.refused.connect(lambda words: say(self._refusal, words, "fault"))
        self._status = StatusLine("hotkeyStatus")
        self._steps = ShortcutStepsView()
        self._steps.folded.connect(self._follow)
        self._make_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.field)
        column.addWidget(self._refusal)
        column.addLayout(self._buttons())
        column.addWidget(self._status)
        column.addWidget(self._steps)

    def show_value(self, text: str) -> None:
        """What was stored."""
        self._tried.clear()
        self.field.set_value(text)
        say(self._refusal, "")
        self._steps.unfold(False)
        self._follow()

    def show_way_out(self, command: str, desktop: str) -> None:
        """
        Args:
            command: what a desktop's own shortcut is to start, quoted for a shell.
            desktop: `XDG_CURRENT_DESKTOP`.
        """
        self._command, self._desktop = command, desktop
        self._follow()

    def show_state(self, state: HotkeyState, *, is_asking: bool) -> None:
        is_news = (state, is_asking) != (self._state, self._is_asking)
        self._state, self._is_asking = state, is_asking
        self._follow(aloud=is_news)

    def begin_test(self) -> None:
        """A press is waited for."""
        self._seconds_left = TEST_SECONDS
        self._clock.start()
        self._test.setText(self.tr("Stop"))
        self._show_wait(aloud=True)

    def end_test(self, came: bool | None) -> None:
        """`came`: whether a press has come; None if the test was stopped before."""
        self._clock.stop()
        self._seconds_left = 0
        self._test.setText(self.tr("Test it"))
        if came is None:
            self._follow()
            return
        self._status.say(*test_result(came, can_bind=bool(self._command) and _CAN_BIND), aloud=True)

    @property
    def is_testing(self) -> bool:
        return self._clock.isActive()

    def _make_buttons(self) -> None:
        self._test = self._button("testHotkeyButton", self.tr("Test it"))
        self._test.setProperty("look", None)
        self._test.clicked.connect(self._on_test)
        self._remove = self._button("removeHotkeyButton", self.tr("Remove"))
        self._remove.setAccessibleName(self.tr("Remove the hotkey"))
        self._remove.clicked.connect(lambda: self._choose(""))
        self._try = QLabel(self.tr("Try"))
        self._try.setProperty("role", "line")
        self._suggestions: dict[str, QPushButton] = {}
        for text in SUGGESTIONS:
            suggested = chord(text)
            assert suggested is not None
            button = self._button("suggestedHotkey", shown_chord(suggested))
            button.setProperty("look", None)
            button.setAccessibleName(self.tr("Take {keys}").format(keys=button.text()))
            button.setToolTip(self.tr("Seldom taken by something else"))
            button.clicked.connect(lambda _=False, text=text: self._choose(text))
            self._suggestions[text] = button

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setProperty("look", "quiet")
        button.setAutoDefault(False)
        return button

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        for widget in (self._test, self._remove, self._try, *self._suggestions.values()):
            row.addWidget(widget)
        row.addStretch()
        return row

    def _choose(self, text: str) -> None:
        """The button that was pressed goes away: the keyboard stays near."""
        self.field.setFocus()
        self.field.choose(text)

    def _on_chosen(self, text: str) -> None:
        say(self._refusal, "")
        self.test_stopped.emit()
        self._follow()
        self.chosen.emit(text)

    def _on_test(self) -> None:
        if self.is_testing:
            self.test_stopped.emit()
        else:
            self.test_requested.emit()

    def _follow(self, *, aloud: bool = False) -> None:
        """Shows how it stands, unless a test is under way."""
        chosen = chord(self.field.value)
        has_failed = self._state.problem is not None and not self._is_asking
        # What the desktop itself binds can be tested too.
        can_test = (chosen is not None and not has_failed) or self._steps.is_unfolded or self.is_testing
        self._test.setVisible(can_test)
        self._remove.setVisible(chosen is not None)
        if has_failed:
            self._tried.add(str(self._state.chord))
        left = [text for text in SUGGESTIONS if text not in self._tried]
        self._try.setVisible(not can_test and bool(left))
        for text, suggestion in self._suggestions.items():
            suggestion.setVisible((chosen is None or has_failed) and text in left)
        self._test.setEnabled(not self._is_asking)
        can_bind = _CAN_BIND and bool(self._command)
        self._steps.show_steps(shortcut_steps(self._command, chosen, self._desktop) if can_bind else ())
        if self.is_testing:
            return
        if self._is_asking:
            self._status.say(self.tr("Asking your desktop…"), "waiting")
        else:
            words, kind = standing(self._state, can_bind=can_bind)
            self._status.say(words, kind, aloud=aloud)

    def _count_down(self) -> None:
        self._seconds_left = max(0, self._seconds_left - 1)
        self._show_wait()

    def _show_wait(self, *, aloud: bool = False) -> None:
        words = self.tr("Press {keys} now, in any window. Waiting for {n} more seconds.")
        keys = shown_trigger(self._state) or self.tr("the key")
        self._status.say(words.format(keys=keys, n=self._seconds_left), "waiting", aloud=aloud)
