"""The bar that finds words in the conversation: it floats at the upper right of the transcript."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)
from shiboken6 import Shiboken

from app.domain.query import Query
from app.ui.announcement import announce
from app.ui.icons import put_icon
from app.ui.theme import XS, L, M, S
from app.ui.transcript.find import Finder

_WIDTH = 420
_LONGEST = 200
"""Letters of a selection that is still something to look for."""


class FindBar(QFrame):
    """Hidden until Ctrl+F. Escape closes it, also in the transcript, and gives back the keyboard."""

    def __init__(self, finder: Finder, parent: QAbstractScrollArea) -> None:
        """It takes its room from the viewport of `parent`: nothing that is found lies under it."""
        super().__init__(parent)
        self.setObjectName("findBar")
        self.setAccessibleName("Find in this conversation")
        self._finder = finder
        self._ground = parent
        self._before: QWidget | None = None
        """What had the keyboard, and may be gone."""
        self._field = _Field(self)
        self._count = QLabel(self)
        self._count.setObjectName("findCount")
        self._count.setAccessibleName("Matches")
        self._case = self._button("findCase", "", "Match case")
        self._case.setText("Aa")
        self._case.setCheckable(True)
        self._previous = self._button("findPrevious", "arrow-up-line", "Previous match (Shift+Enter)")
        self._next = self._button("findNext", "arrow-down-line", "Next match (Enter)")
        self._close = self._button("findClose", "close-line", "Close (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(S, XS, XS, XS)
        row.setSpacing(XS)
        row.addWidget(self._field, 1)
        row.addSpacing(XS)
        row.addWidget(self._count)
        row.addSpacing(XS)
        for button in (self._case, self._previous, self._next, self._close):
            row.addWidget(button)
        self._connect_signals()
        self._add_shortcuts(parent)
        parent.installEventFilter(self)
        # A click beside the field would go on to the transcript, and take the keyboard there.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._field)
        self.hide()

    def _button(self, name: str, icon: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(words)
        button.setAccessibleName(words)
        if icon:
            put_icon(button, icon, words)
        return button

    def _connect_signals(self) -> None:
        self._field.textChanged.connect(self._look)
        self._case.toggled.connect(self._look)
        self._field.stepped.connect(lambda forwards: self._step(forwards=forwards))
        self._previous.clicked.connect(lambda: self._step(forwards=False))
        self._next.clicked.connect(lambda: self._step(forwards=True))
        self._close.clicked.connect(self.close_bar)
        self._finder.changed.connect(self._show_count)

    def _add_shortcuts(self, parent: QAbstractScrollArea) -> None:
        keys = QKeySequence.StandardKey
        QShortcut(keys.Find, parent).activated.connect(self.open_bar)
        # Only while the bar is open: a hidden widget has no shortcuts.
        for sequence, forwards in ((QKeySequence("F3"), True), (QKeySequence("Shift+F3"), False)):
            QShortcut(sequence, self).activated.connect(lambda on=forwards: self._step(forwards=on))

    def open_bar(self) -> None:
        """Shows it with the keyboard in its field; a selected word is what is looked for."""
        focused = QApplication.focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._before = focused
        selected = self._finder.selected_text().strip()
        was_hidden = self.isHidden()
        self.show()
        self.raise_()
        self._place()
        if was_hidden:
            self._take_room(M + self.height() + S)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if selected and "\n" not in selected and len(selected) <= _LONGEST:
            was_hidden &= selected == self._field.text()
            self._field.setText(selected)
        if was_hidden:
            self._look()
        self._field.selectAll()

    def close_bar(self) -> None:
        self._finder.stop()
        before = self._before
        if before is None or not Shiboken.isValid(before) or not before.isVisible():
            before = self._ground
        if not self._ground.hasFocus():  # it may have been taken there meanwhile
            # Before it is hidden: Qt gives the keyboard of what is hidden to somebody else.
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.hide()
        self._take_room(0)

    def _look(self) -> None:
        self._finder.look_for(Query(self._field.text(), self._case.isChecked()))

    def _step(self, *, forwards: bool) -> None:
        self._finder.step(forwards=forwards)
        announce(self, self._count.text())

    def _show_count(self) -> None:
        count = self._finder.count
        if not self._field.text():
            words = ""
        elif self._finder.is_searching:
            words = f"{count:,} so far"
        elif not count:
            words = "No matches"
        elif position := self._finder.position:
            words = f"{position:,} of {count:,}"
        else:
            words = f"{count:,} found"
        self._count.setText(words)
        for button in (self._previous, self._next):
            button.setEnabled(count > 0)

    def _take_room(self, height: int) -> None:
        """What is read stays where it is."""
        bar = self._ground.verticalScrollBar()
        value = bar.value() + height - self._ground.viewportMargins().top()
        is_at_end = bar.value() == bar.maximum()
        self._ground.setViewportMargins(0, height, 0, 0)
        if not is_at_end:
            bar.setValue(value)

    def _place(self) -> None:
        room = self._ground.width() - 2 * L
        width = min(_WIDTH, room)
        self.setGeometry(L + room - width, M, width, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the field and the buttons leave alone is not for the transcript."""

    def event(self, event: QEvent) -> bool:
        return self._takes(event) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the transcript."""
        if self.isHidden():
            return False
        if event.type() is QEvent.Type.Resize:
            self._place()
        return self._takes(event)

    def _takes(self, event: QEvent) -> bool:
        """Whether it was Escape, which is claimed before a shortcut of the window gets it."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        match event.type():
            case QEvent.Type.ShortcutOverride:
                event.accept()
            case QEvent.Type.KeyPress:
                self.close_bar()
            case _:
                return False
        return True


class _Field(QLineEdit):
    """
    Signals:
        stepped(bool): Enter was pressed, or Shift+Enter: whether forwards.
    """

    stepped = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("findField")
        self.setAccessibleName("Find in this conversation")
        self.setPlaceholderText("Find in this conversation")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)
