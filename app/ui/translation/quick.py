"""A translation in little, for the quick prompt, whose own field holds the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.languages import is_right_to_left
from app.ui.theme import XS, S
from app.ui.translation.copy_button import CopyButton
from app.ui.translation.language_picker import LanguagePicker
from app.ui.translation.note import TranslationNote
from app.ui.translation.result_view import ResultView

if TYPE_CHECKING:
    from app.services.translation import LiveTranslation

_FRAME = 16
_LINES = 8


class QuickTranslation(QWidget):
    """As high as its text, up to some lines.

    Signals:
        target_changed(str): the user chose another language, by its English name.
        settings_requested(): the user wants to set up a server.
    """

    target_changed = Signal(str)
    settings_requested = Signal()

    def __init__(self, live: LiveTranslation, parent: QWidget | None = None) -> None:
        """`live` is this widget's own: each text needs one."""
        super().__init__(parent)
        self.setObjectName("quickTranslation")
        self._live = live
        self.result = ResultView(self)
        self.result.setObjectName("quickTranslationResult")
        self.result.setAccessibleName(self.tr("Translation"))
        self._target = LanguagePicker(self.tr("Translate into"), detects=False, parent=self)
        self._target.setObjectName("quickTranslationTarget")
        self._from = QLabel(self)
        self._from.setObjectName("quickTranslationSource")
        self._from.setProperty("role", "line")
        self._from.setTextFormat(Qt.TextFormat.PlainText)
        self._copy = CopyButton(parent=self)
        self._copy.setObjectName("quickTranslationCopy")
        self.note = TranslationNote(self)
        self._lay_out()
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME)
        self._frame.timeout.connect(self._show_live)
        live.on_changed = self._on_changed
        self.destroyed.connect(lambda: setattr(live, "on_changed", lambda: None))
        self._target.chosen.connect(self._on_target_chosen)
        self._copy.clicked.connect(self.copy)
        self.note.retry_requested.connect(live.retry)
        self.note.settings_requested.connect(self.settings_requested)
        self._show_live()

    def set_text(self, text: str) -> None:
        """What is written in the prompt now. To be told of each change; "" empties the translation."""
        self._live.refresh()
        self._live.set_text(text)

    def set_languages(self, source: str, target: str) -> None:
        """By their English names; a source of "" is detected."""
        self._live.use_languages(source, target)

    def translation(self) -> str:
        return self._live.translation()

    def copy(self) -> None:
        """Puts the translation on the clipboard."""
        if self._live.pairs:
            self._copy.copy(self.translation().strip())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Another server may have been chosen meanwhile.
        self._live.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._fit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self._target)
        row.addWidget(self._from, 1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addLayout(row)
        column.addWidget(self.result)
        column.addWidget(self.note)
        self.result.document().setDocumentMargin(XS)

    def _on_changed(self) -> None:
        if not self._frame.isActive():
            self._frame.start()

    def _on_target_chosen(self, name: str) -> None:
        source = self._live.source
        self._live.use_languages("" if source == name else source, name)
        self.target_changed.emit(name)

    def _show_live(self) -> None:
        live = self._live
        self._target.set_language(live.target)
        self.result.set_right_to_left(is_right_to_left(live.target))
        self.result.show_pairs(live.pairs, live.target)
        source = live.source or live.detected
        self._from.setText(self.tr("from {}").format(source) if source else "")
        self._copy.setEnabled(any(pair.translation for pair in live.pairs))
        self.result.setVisible(bool(live.pairs))
        self.note.show_state(live)
        self._fit()

    def _fit(self) -> None:
        line = self.result.fontMetrics().lineSpacing()
        lines = int(self.result.document().size().height())  # of a plain text, it counts lines
        height = line * max(1, min(_LINES, lines)) + 2 * XS + 2
        if height != self.result.height():
            self.result.setFixedHeight(height)
            self.updateGeometry()
