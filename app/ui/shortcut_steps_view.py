"""The fold of the settings that shows how the desktop itself binds a key."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.choices import ChoiceBox
from app.ui.copy_button import CopyButton
from app.ui.icons import icon
from app.ui.shortcut_steps import ShortcutSteps, Step
from app.ui.theme import ICON, XS, M, S, code_font

_JOINER = "\u2060"


class ShortcutStepsView(QWidget):
    """
    Signals:
        folded(): or unfolded.
    """

    folded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[ShortcutSteps] = ()
        self._fold = QPushButton(self.tr("Bind a key in the desktop’s own settings"))
        self._fold.setObjectName("shortcutStepsFold")
        self._fold.setAccessibleName(self._fold.text())
        self._fold.setProperty("look", "quiet")
        self._fold.setCheckable(True)
        self._fold.setAutoDefault(False)
        self._fold.toggled.connect(self._unfold)
        self._desktop = ChoiceBox()
        self._desktop.setObjectName("shortcutDesktopChoice")
        self._desktop.setAccessibleName(self.tr("Desktop"))
        self._desktop.currentIndexChanged.connect(self._show_steps)
        self._steps = QWidget()
        self._rows = QGridLayout(self._steps)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(S)
        self._rows.setVerticalSpacing(S)
        self._rows.setColumnStretch(1, 1)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(ICON + M, XS, 0, 0)
        inside.setSpacing(S)
        inside.addWidget(self._desktop, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)
        self._unfold(False)
        self.hide()

    def show_steps(self, steps: Sequence[ShortcutSteps]) -> None:
        """The first ones at first; the desktop that is looked at stays. Without any, nothing is shown."""
        if steps == self._all:
            return
        looked_at = self._desktop.currentText()
        self._all = steps
        self._desktop.blockSignals(True)
        self._desktop.clear()
        self._desktop.addItems([one.desktop for one in steps])
        self._desktop.setCurrentIndex(max(0, self._desktop.findText(looked_at)))
        self._desktop.blockSignals(False)
        self.setVisible(bool(steps))
        self._show_steps()

    @property
    def is_unfolded(self) -> bool:
        return self._fold.isChecked()

    def unfold(self, unfolded: bool) -> None:
        self._fold.setChecked(unfolded)

    def _unfold(self, unfolded: bool) -> None:
        self._inside.setVisible(unfolded)
        self._fold.setIcon(icon("arrow-down-s-line" if unfolded else "arrow-right-s-line"))
        self.folded.emit()

    def _show_steps(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not self._all:
            return
        shown = self._all[self._desktop.currentIndex()]
        for number, step in enumerate(shown.steps, 1):
            self._add(step, str(number))
        if shown.instead is not None:
            self._add(shown.instead)

    def _add(self, step: Step, number: str = "") -> None:
        """With its number at the left; what does it all has none."""
        row, column = self._rows.rowCount(), 1 if number else 0
        label = QLabel(step.words)
        label.setObjectName("shortcutStep")
        label.setAccessibleName(f"{number}. {step.words}" if number else step.words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self._rows.addWidget(label, row, column, 1, 2 - column)
        if number:
            mark = QLabel(number)
            mark.setProperty("role", "line")
            self._rows.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        if step.code:
            self._rows.addWidget(_Copyable(step.code, step.words), row + 1, column, 1, 2 - column)


class _Copyable(QFrame):
    """Something to type elsewhere, which can be selected, and copied at once."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__()
        self._whole = code
        self.setObjectName("shortcutCode")
        self._code = _CodeText(code)
        self._code.setAccessibleName(words)
        accessible = self.tr("Copy: {words}").format(words=words)
        copy = CopyButton("copyShortcutCode", self.tr("Copy"), lambda: self._whole, accessible)
        copy.setProperty("look", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(S, XS, XS, XS)
        row.setSpacing(S)
        row.addWidget(self._code, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)


class _CodeText(QPlainTextEdit):
    """As high as its lines are, wrapped at their blanks: an option that is torn looks like two."""

    def __init__(self, code: str) -> None:
        super().__init__(re.sub(r"(?<=[^\w\s])(?=\S)", _JOINER, code))
        self.setObjectName("shortcutCodeText")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(code_font())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self._fit()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(_JOINER, ""))
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = round(self.document().size().height())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + XS)
