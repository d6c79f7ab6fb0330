"""The page of the settings with the actions of the quick prompt."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.quick_action import QuickAction, restored
from app.ui.action_editor import ActionEditor
from app.ui.form_rows import line, say
from app.ui.icons import put_icon
from app.ui.quick_prompt.chip import shown_key
from app.ui.theme import XL, XS, M, S

_ROWS = 6
"""That are seen at once."""
_KEY = Qt.ItemDataRole.UserRole


class ActionForm(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._actions: list[QuickAction] = []
        self._list = _List()
        self._list.currentRowChanged.connect(self._show)
        self._list.remove_requested.connect(self._remove)
        self._list.move_requested.connect(self._move)
        self._editor = ActionEditor()
        self._editor.edited.connect(self._on_edited)
        self._add = self._button("addActionButton", self.tr("Add"), self._on_add)
        self._copy = self._button("duplicateActionButton", self.tr("Duplicate"), self._on_duplicate)
        self._delete = self._button("removeActionButton", self.tr("Remove"), self._remove)
        self._up = self._arrow("actionUpButton", "arrow-up-line", self.tr("Move up (Alt+Up)"), -1)
        self._down = self._arrow("actionDownButton", "arrow-down-line", self.tr("Move down (Alt+Down)"), 1)
        words = self.tr("Restore the five that came with Rivulet")
        self._restore = self._button("restoreActionsButton", words, self._on_restore)
        self._restore.setProperty("look", "quiet")
        self._lay_out()
        self._show(-1)

    def show_values(self, actions: Sequence[QuickAction]) -> None:
        self._actions = list(actions)
        self._fill(0)

    @property
    def quick_actions(self) -> tuple[QuickAction, ...]:
        """In their order, as they stand in the fields."""
        return tuple(replace(one, name=one.name.strip()) for one in self._actions)

    def field_at_fault(self) -> QWidget | None:
        """The first field that cannot be used, with its action shown; None if all can be."""
        chosen = self._list.currentRow()
        for row in range(len(self._actions)):
            self._list.setCurrentRow(row)
            if field := self._editor.field_at_fault():
                return field
        self._list.setCurrentRow(chosen)
        return None

    def _lay_out(self) -> None:
        about = line("actionsLine")
        buttons = QHBoxLayout()
        buttons.setSpacing(XS)
        for button in (self._add, self._copy, self._delete):
            buttons.addWidget(button)
        buttons.addStretch()
        for arrow in (self._up, self._down):
            buttons.addWidget(arrow)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(S)
        column.addWidget(about)
        column.addWidget(self._list)
        column.addLayout(buttons)
        column.addSpacing(S)
        column.addWidget(self._editor)
        column.addWidget(self._restore, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        words = "The quick prompt has them for what you type there, and for what you bring along."
        say(about, self.tr(words))

    def _button(self, name: str, words: str, then: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(then)
        return button

    def _arrow(self, name: str, icon: str, words: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        put_icon(button, icon, words)
        button.clicked.connect(lambda: self._move(by))
        return button

    def _fill(self, row: int) -> None:
        """Lists them anew, with this one chosen."""
        self._list.blockSignals(True)
        self._list.clear()
        for action in self._actions:
            self._list.addItem(_face(QListWidgetItem(), action))
        row = min(row, len(self._actions) - 1)
        self._list.setCurrentRow(row)
        self._list.blockSignals(False)
        self._show(row)

    def _show(self, row: int) -> None:
        is_one = 0 <= row < len(self._actions)
        if is_one:
            others = [*self._actions[:row], *self._actions[row + 1 :]]
            self._editor.show_action(self._actions[row], others)
        self._editor.setVisible(is_one)
        self._copy.setEnabled(is_one)
        self._enable(self._delete, is_one)
        self._enable(self._up, is_one and row > 0)
        self._enable(self._down, is_one and row < len(self._actions) - 1)

    def _enable(self, button: QAbstractButton, enabled: bool) -> None:
        """A button that ends its own use hands the keyboard to the list."""
        if button.hasFocus() and not enabled:
            self._list.setFocus()
        button.setEnabled(enabled)

    def _on_edited(self, action: QuickAction) -> None:
        row = self._list.currentRow()
        self._actions[row] = action
        _face(self._list.item(row), action)

    def _on_add(self) -> None:
        self._insert(QuickAction(self._free_name(self.tr("New action")), "{text}"))

    def _on_duplicate(self) -> None:
        chosen = self._actions[self._list.currentRow()]
        # Its key stays where it is.
        self._insert(replace(chosen, name=self._free_name(chosen.name.strip()), key=""))

    def _insert(self, action: QuickAction) -> None:
        row = self._list.currentRow() + 1
        self._actions.insert(row, action)
        self._fill(row)
        self._editor.focus_name()

    def _remove(self) -> None:
        row = self._list.currentRow()
        if row >= 0:
            del self._actions[row]
            self._fill(row)

    def _move(self, by: int) -> None:
        row = self._list.currentRow()
        if row >= 0 and 0 <= row + by < len(self._actions):
            self._actions.insert(row + by, self._actions.pop(row))
            self._fill(row + by)

    def _on_restore(self) -> None:
        self._actions = list(restored(self._actions))
        self._fill(0)

    def _free_name(self, name: str) -> str:
        taken = {one.name.strip().lower() for one in self._actions}
        names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
        return next(one for one in names if one.lower() not in taken)


class _List(QListWidget):
    """The names, with their keys at the right.

    Signals:
        remove_requested(): the chosen one is to go.
        move_requested(int): it is to go so many places down.
    """

    remove_requested = Signal()
    move_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("actionList")
        self.setAccessibleName(self.tr("Actions"))
        self.setItemDelegate(_Delegate(self))
        row = self.fontMetrics().height() + 2 * XS
        self.setFixedHeight(_ROWS * row + 2 * XS + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            case Qt.Key.Key_Delete, _:
                self.remove_requested.emit()
            case Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier:
                self.move_requested.emit(-1)
            case Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier:
                self.move_requested.emit(1)
            case _:
                super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        where = option.rect.adjusted(M, 0, -M, 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, side, shown_key(str(index.data(_KEY))))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, option.fontMetrics.height() + 2 * XS)


def _face(item: QListWidgetItem, action: QuickAction) -> QListWidgetItem:
    item.setText(action.name)
    item.setData(_KEY, action.key)
    key = shown_key(action.key)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{action.name}, {key}" if key else action.name)
    return item
