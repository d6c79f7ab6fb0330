"""The fields of one action: its name, its key and its prompt."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.action_key import key_fault
from app.domain.quick_action import TEXT, QuickAction, Variable, asked_for, variables
from app.ui.announcement import announce
from app.ui.form_rows import add_field, line, say
from app.ui.key_field import KeyField
from app.ui.quick_prompt.chip import shown_key
from app.ui.theme import XS, L, S

_LINES = 4
"""Of the prompt, that are seen at once."""
_ALT_TYPES = sys.platform == "darwin"
_PLACES = (
    "{text} is what the action works on, {language} the language of translations, {date} today. "
    "Any other name is asked for: {tone}, or {tone: formal|friendly} as a choice."
)


class ActionEditor(QWidget):
    """
    Signals:
        edited(QuickAction): as it is now; a key that is no good is not taken.
    """

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._action = QuickAction("", "")
        self._others: Sequence[QuickAction] = ()
        self._name = QLineEdit()
        self._name.setObjectName("actionNameField")
        self._name_fault = line("actionNameFault")
        self._key = KeyField()
        self._key.setObjectName("actionKeyField")
        self._key_fault = line("actionKeyFault")
        self._prompt = QPlainTextEdit()
        self._prompt.setObjectName("actionPromptField")
        self._prompt.setTabChangesFocus(True)
        self._prompt.setFixedHeight(_LINES * self._prompt.fontMetrics().lineSpacing() + 2 * S)
        self._prompt_fault = line("actionPromptFault")
        self._asked = line("actionVariablesLine")
        places = line("actionPlacesLine")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        row = QHBoxLayout()
        row.setSpacing(L)
        for words, field, fault in (
            (self.tr("Name"), self._name, self._name_fault),
            (self.tr("Key"), self._key, self._key_fault),
        ):
            half = QVBoxLayout()
            half.setSpacing(XS)
            add_field(half, words, field, (fault,))
            half.addStretch()
            row.addLayout(half, 1)
        column.addLayout(row)
        add_field(column, self.tr("Prompt"), self._prompt, (self._prompt_fault, places, self._asked))
        say(places, self.tr(_PLACES))
        self._name.textEdited.connect(self._on_edited)
        self._prompt.textChanged.connect(self._on_edited)
        self._key.pressed.connect(self._on_key)

    def show_action(self, action: QuickAction, others: Sequence[QuickAction]) -> None:
        """`others`: all but this one, whose names and keys are taken."""
        self._action, self._others = action, others
        self._name.setText(action.name)
        self._prompt.blockSignals(True)
        self._prompt.setPlainText(action.prompt)
        self._prompt.blockSignals(False)
        self._key.show_key(action.key)
        self._tell()

    def focus_name(self) -> None:
        self._name.setFocus()
        self._name.selectAll()

    def field_at_fault(self) -> QWidget | None:
        """The first one that cannot be used, or None. What is wrong stands below each."""
        faults = (
            (self._name, name_fault(self._action, self._others)),
            (self._key, key_fault(self._action.key, self._others, alt_types=_ALT_TYPES)),
            (self._prompt, prompt_fault(self._action)),
        )
        return next((field for field, fault in faults if fault), None)

    def _on_edited(self) -> None:
        self._take(replace(self._action, name=self._name.text(), prompt=self._prompt.toPlainText()))

    def _on_key(self, key: str) -> None:
        if fault := key_fault(key, self._others, alt_types=_ALT_TYPES):
            # What stands in the field stays good.
            say(self._key_fault, f"{shown_key(key)}: {fault}", "fault")
            announce(self._key, self._key_fault.text())
        else:
            self._key.show_key(key)
            announce(self._key, self._key.text() or self._key.placeholderText())
            self._take(replace(self._action, key=key))

    def _take(self, action: QuickAction) -> None:
        self._action = action
        self._tell()
        self.edited.emit(action)

    def _tell(self) -> None:
        say(self._name_fault, name_fault(self._action, self._others), "fault")
        say(self._key_fault, key_fault(self._action.key, self._others, alt_types=_ALT_TYPES), "fault")
        say(self._prompt_fault, prompt_fault(self._action), "fault")
        say(self._asked, _told(self._action.prompt))


def name_fault(action: QuickAction, others: Sequence[QuickAction]) -> str:
    if not action.name.strip():
        return "An action needs a name."
    is_taken = any(one.name.strip().lower() == action.name.strip().lower() for one in others)
    return "Another action has this name." if is_taken else ""


def prompt_fault(action: QuickAction) -> str:
    return "" if action.prompt.strip() else "An action needs a prompt."


def _told(prompt: str) -> str:
    """What the places in the prompt come to."""
    told = []
    if prompt.strip() and all(one.name != TEXT for one in variables(prompt)):
        told.append("The text goes below the prompt.")
    if wanted := asked_for(prompt):
        told.append(f"It asks for: {', '.join(map(_described, wanted))}.")
    return " ".join(told)


def _described(variable: Variable) -> str:
    match variable.choices:
        case ():
            return variable.name
        case (only,):
            return f"{variable.name} (at first: {only})"
        case choices:
            return f"{variable.name} ({' or '.join(choices)})"
