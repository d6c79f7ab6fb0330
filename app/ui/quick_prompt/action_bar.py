"""What can be done with the text at hand: a row of small buttons, each with its key."""

import sys
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSizePolicy, QStyle, QVBoxLayout, QWidget

from app.domain.action_key import good_keys
from app.domain.quick_action import QuickAction, asked_for
from app.ui.quick_prompt.chip import Chip, shown_key
from app.ui.quick_prompt.variable_row import VariableRow
from app.ui.theme import XS, S

ALT_TYPES = sys.platform == "darwin"
"""Alt with a letter types a character."""


class ActionBar(QWidget):
    """Hidden while there are no actions. Those that don't fit are in a menu.

    Its keys work wherever the keyboard is in its window, while the bar is visible.

    Signals:
        chosen(QuickAction, dict): run it; with the values that were asked for, by name. Text, language and
            date are for the receiver to add.
        noticed(str): a sentence for the user: why nothing is run now.
    """

    chosen = Signal(object, object)
    noticed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("actionBar")
        self.setAccessibleName(self.tr("Actions"))
        self._has_text = False
        self._keys: list[QShortcut] = []
        self._asked_of: QuickAction | None = None
        self._focused_before: QWidget | None = None
        self._variables = VariableRow()
        self._variables.entered.connect(self._on_entered)
        self._variables.missing.connect(self._on_missing)
        self._variables.left.connect(self.leave)
        self._chips = _Chips()
        self._chips.pressed.connect(self._run)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._variables)
        column.addWidget(self._chips)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_actions(())

    def set_actions(self, actions: Sequence[QuickAction]) -> None:
        self.leave()
        for shortcut in self._keys:
            shortcut.setParent(None)
            shortcut.deleteLater()
        self._keys = []
        good = good_keys(actions, alt_types=ALT_TYPES)
        for action, key in zip(actions, good, strict=True):
            if key:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.activated.connect(partial(self._run, action))
                self._keys.append(shortcut)
        self._chips.set_actions(list(zip(actions, good, strict=True)))
        self._chips.say_why_not(self._why_not)
        self.setVisible(bool(actions))

    def set_text_available(self, available: bool) -> None:
        """Whether there is a text to act on."""
        if available != self._has_text:
            self._has_text = available
            self._chips.say_why_not(self._why_not)

    @property
    def is_asking(self) -> bool:
        """Whether values of an action are being asked for; Esc is to leave that first."""
        return self._asked_of is not None

    def leave(self) -> None:
        """Asks no more, and gives the keyboard back to where it was."""
        had_focus = self._variables.isAncestorOf(self.window().focusWidget() or self)
        self._asked_of = None
        self._variables.hide()
        if had_focus and self._focused_before is not None:
            self._focused_before.setFocus()

    @property
    def _why_not(self) -> str:
        return "" if self._has_text else self.tr("Type or bring a text first: the action is for a text.")

    def _run(self, action: QuickAction) -> None:
        if not self._has_text:
            self.noticed.emit(self._why_not)
        elif wanted := asked_for(action.prompt):
            if self._asked_of is None:
                self._focused_before = self.window().focusWidget()
            self._asked_of = action
            self._variables.ask(action.name, wanted)
        else:
            self.leave()
            self.chosen.emit(action, {})

    def _on_missing(self, name: str) -> None:
        self.noticed.emit(self.tr("“{name}” is empty: the action needs it.").format(name=name.capitalize()))

    def _on_entered(self, values: dict[str, str]) -> None:
        action = self._asked_of
        if not self._has_text:
            self.noticed.emit(self._why_not)
        elif action is not None:
            self.leave()
            self.chosen.emit(action, values)


class _Chips(QWidget):
    """One line of them: as many as fit, and a menu with all others.

    Signals:
        pressed(QuickAction)
    """

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._actions: list[tuple[QuickAction, str]] = []
        self._chips: list[Chip] = []
        self._shown = 0
        self._why_not = ""
        self._more = Chip(self.tr("More"), "", self)
        self._more.setObjectName("moreActionsButton")
        self._more.setAccessibleName(self.tr("More actions"))
        self._more.clicked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_actions(self, actions: list[tuple[QuickAction, str]]) -> None:
        """Each with the key that works."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._actions = actions
        self._chips = [Chip(action.name, key, self) for action, key in actions]
        for chip, (action, _) in zip(self._chips, actions, strict=True):
            chip.setObjectName("actionChip")
            chip.clicked.connect(partial(self.pressed.emit, action))
        # Tab goes on from where the menu's button stands, through them all, to it.
        for before, after in pairwise((self._more, *self._chips, self._more)):
            if before is not after:
                self.setTabOrder(before, after)
        self._arrange()

    def say_why_not(self, reason: str) -> None:
        self._why_not = reason
        for chip in self._chips:
            chip.say_why_not(reason)

    def sizeHint(self) -> QSize:
        widths = [chip.sizeHint().width() for chip in self._chips]
        return QSize(sum(widths) + XS * max(0, len(widths) - 1), self._more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self._more.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        sizes = [chip.sizeHint() for chip in self._chips]
        more = self._more.sizeHint()
        self._shown = len(sizes)
        if self.sizeHint().width() > self.width():
            room, self._shown = self.width() - more.width(), 0
            for size in sizes:
                room -= size.width() + XS
                if room < 0:
                    break
                self._shown += 1
        left = 0
        for index, (chip, size) in enumerate(zip(self._chips, sizes, strict=True)):
            chip.setVisible(index < self._shown)
            if index < self._shown:
                self._place(chip, QRect(QPoint(left, 0), size))
                left += size.width() + XS
        self._more.setVisible(self._shown < len(sizes))
        self._place(self._more, QRect(QPoint(left, 0), more))

    def _place(self, chip: Chip, where: QRect) -> None:
        chip.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), where))

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("moreActionsMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._why_not:
            menu.addAction(self._why_not).setEnabled(False)
            menu.addSeparator()
        for action, key in self._actions[self._shown :]:
            words = action.name.replace("&", "&&")
            entry = menu.addAction(f"{words}\t{shown_key(key)}" if key else words)
            entry.setEnabled(not self._why_not)
            entry.triggered.connect(partial(self.pressed.emit, action))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + XS)))
