"""Chooses a language: from the list, by typing a part of its name, or by naming one that is not listed."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from app.domain.languages import LANGUAGES, Language, language, language_name
from app.ui.choices import ChoiceBox
from app.ui.theme import S

_ROWS = 12
_WIDTH = 200


class LanguagePicker(ChoiceBox):
    """Languages are told by their English names.

    Signals:
        chosen(str): the user chose another language; "" is to be detected.
    """

    chosen = Signal(str)

    def __init__(self, words: str, *, detects: bool, parent: QWidget | None = None) -> None:
        """
        Args:
            words: its name for screen readers.
            detects: it offers to detect the language.
        """
        super().__init__(parent)
        self._language = self._detected = ""
        self.setAccessibleName(words)
        # Beyond Windows and macOS Qt tells the choice in place of the name.
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self._line = QLineEdit()
        self._line.setObjectName("languageField")
        self.setEditable(True)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_ROWS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if detects:
            self.addItem(self.tr("Detect language"), "")
        for one in LANGUAGES:
            self.addItem(_both_names(one), one.name)
        self._matches = QCompleter(self.model(), self)
        self._matches.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._matches.setFilterMode(Qt.MatchFlag.MatchContains)
        self._matches.setMaxVisibleItems(_ROWS)
        matches = self._matches.popup()
        assert matches is not None, "Qt makes one"
        matches.setObjectName("languageMatches")
        matches.setItemDelegate(QStyledItemDelegate(self))
        self.setCompleter(self._matches)
        self._line.setPlaceholderText(self.tr("Type a language"))
        self._line.setAccessibleName(words)
        # Not by its key: while matches are shown, they hand it to the field alone.
        self._line.returnPressed.connect(self._take_written)
        self._after_focus = QTimer(self)
        self._after_focus.setSingleShot(True)
        self._after_focus.timeout.connect(self._line.selectAll)
        self.activated.connect(self._on_activated)

    @property
    def language(self) -> str:
        return self._language

    def set_language(self, name: str, detected: str = "") -> None:
        """Shows this choice.

        Args:
            detected: what was detected, where the choice is to do so.
        """
        if (name, detected) == (self._language, self._detected) and self.currentText():
            return
        self._language, self._detected = name, detected
        if not self._line.hasFocus() or not self._line.isModified():
            self._show()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH // 2, super().minimumSizeHint().height())

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 3 * S)
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._line.isModified()
        ):
            event.accept()  # before a window in which it does something else
            return True
        return super().event(event)

    # The line has the keyboard by way of this box, and no such event of its own.

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self._line.isModified():
            self._after_focus.start()  # typing replaces what is chosen

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        reason = Qt.FocusReason
        # Who only looks elsewhere has not finished typing.
        if event.reason() not in (reason.PopupFocusReason, reason.ActiveWindowFocusReason):
            self._take_written()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._line.isModified():
            self._show()
        else:
            super().keyPressEvent(event)

    def _on_activated(self, index: int) -> None:
        self._choose(self.itemData(index))

    def _take_written(self) -> None:
        if not self._line.isModified():
            return
        written = self._line.text().strip()
        if written and language(written) is None:
            # The first that fits; else it is a language that is not in the list.
            self._matches.setCompletionPrefix(written)
            if self._matches.completionCount():
                written = self._matches.currentCompletion()
        index = self.findText(written, Qt.MatchFlag.MatchFixedString)
        if not written:
            self._show()
        else:
            self._choose(self.itemData(index) if index >= 0 else language_name(written))

    def _choose(self, name: str) -> None:
        is_other = name != self._language
        self._language = name
        self._detected = ""
        self._show()
        if is_other:
            self.chosen.emit(name)

    def _show(self) -> None:
        index = self.findData(self._language)
        self.setCurrentIndex(index)
        if self._language:
            text = self._language
        elif self._detected:
            text = self.tr("Detected: {}").format(self._detected)
        else:
            text = self.itemText(index)
        self.setEditText(text)
        self._line.setModified(False)
        self._line.setCursorPosition(0)


def _both_names(one: Language) -> str:
    return one.name if one.own_name == one.name else f"{one.name}  ·  {one.own_name}"
