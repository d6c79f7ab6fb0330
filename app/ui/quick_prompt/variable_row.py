"""What an action still wants to know, asked for in place."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.quick_action import Variable
from app.ui.choices import ChoiceBox
from app.ui.icons import put_icon
from app.ui.theme import XS, M, S

_IN_A_ROW = 3
_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class VariableRow(QFrame):
    """A field for each variable. Enter runs, Esc leaves; hidden while nothing is asked.

    Signals:
        entered(dict): the values, by the variables' names. None is blank.
        missing(str): this one is still blank; the keyboard is in its field.
        left(): the user does not want to run it after all.
    """

    entered = Signal(object)
    missing = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("actionVariables")
        self._fields: dict[str, QLineEdit | ChoiceBox] = {}
        self._name = QLabel()
        self._name.setProperty("role", "heading")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._run = QPushButton(self.tr("Run"))
        self._run.setObjectName("runActionButton")
        self._run.setToolTip(self.tr("Run (Enter)"))
        self._run.clicked.connect(self._enter)
        self._leave = QToolButton()
        self._leave.setObjectName("leaveActionButton")
        self._leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(self._leave, "close-line", self.tr("Leave it (Esc)"))
        self._leave.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(XS)
        head.addWidget(self._name, 1)
        head.addWidget(self._run)
        head.addWidget(self._leave)
        self._places = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, S, M)
        column.setSpacing(XS)
        column.addLayout(head)
        column.addWidget(self._places)
        self.hide()

    def ask(self, name: str, wanted: Sequence[Variable]) -> None:
        """Shows a field for each, and gives the first one the keyboard."""
        self._name.setText(name)
        self.setAccessibleName(name)
        self._clear()
        grid = QGridLayout(self._places)
        grid.setContentsMargins(0, 0, XS, 0)
        grid.setHorizontalSpacing(S)
        grid.setVerticalSpacing(XS)
        before: QWidget | None = None
        for number, variable in enumerate(wanted):
            field = _field(variable)
            label = QLabel(variable.name.capitalize())
            label.setProperty("role", "line")
            label.setBuddy(field)
            row, place = divmod(number, _IN_A_ROW)
            grid.addWidget(label, 2 * row, place)
            grid.addWidget(field, 2 * row + 1, place)
            grid.setColumnStretch(place, 1)
            self._fields[variable.name] = field
            if before is not None:
                self.setTabOrder(before, field)
            before = field
        if before is not None:
            self.setTabOrder(before, self._run)
        self.setTabOrder(self._run, self._leave)
        self.show()
        first = next(iter(self._fields.values()))
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        # Claims its keys before the window's shortcuts get them.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                (self._leave if self._leave.hasFocus() else self._run).click()
            case _:
                super().keyPressEvent(event)

    def _enter(self) -> None:
        values = {name: _value(field) for name, field in self._fields.items()}
        blank = next((name for name, value in values.items() if not value), None)
        if blank is None:
            self.entered.emit(values)
        else:
            self._fields[blank].setFocus(Qt.FocusReason.TabFocusReason)
            self.missing.emit(blank)

    def _clear(self) -> None:
        self._fields.clear()
        # A layout cannot be taken off its widget: the widget goes with it.
        old, self._places = self._places, QWidget()
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._places)
        old.hide()
        old.deleteLater()


def _field(variable: Variable) -> QLineEdit | ChoiceBox:
    made: QLineEdit | ChoiceBox
    if len(variable.choices) > 1:
        made = ChoiceBox()
        made.addItems(list(variable.choices))
    else:
        made = QLineEdit("".join(variable.choices))
    made.setObjectName("actionVariable")
    made.setAccessibleName(variable.name)
    return made


def _value(field: QLineEdit | ChoiceBox) -> str:
    return (field.text() if isinstance(field, QLineEdit) else field.currentText()).strip()
