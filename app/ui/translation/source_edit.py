"""Where the text is written that is translated."""

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.alignment import Pair
from app.ui.translation.sentence_field import SentenceField, width

_SOON = 10
"""Milliseconds: the letter is painted before anything is made of it."""


class SourceEdit(SentenceField):
    """Plain text, with undo.

    Signals:
        edited(str): the text is another one; what an input method still holds is not in it.
    """

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: list[Pair] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(lambda: self.edited.emit(self.toPlainText()))
        self.textChanged.connect(self._on_text_changed)

    def take_pairs(self, pairs: list[Pair]) -> None:
        """The sentences of what is written here."""
        if pairs != self._pairs:
            self._pairs = [*pairs]
            self.set_widths([width(pair.segment.source) for pair in pairs])

    def words(self, sentence: int) -> str:
        segment = self._pairs[sentence].segment
        return segment.lead + segment.text

    def replace_text(self, text: str) -> None:
        """As if it had been typed: it can be undone."""
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # One insertion: Qt's own way by a document fragment takes nearly twice as long for a huge text.
        if source.hasText():
            was_empty = self.document().isEmpty()
            self.insertPlainText(source.text())
            self.ensureCursorVisible()
            if was_empty:  # one reads it from its beginning
                self.verticalScrollBar().setValue(0)

    def _on_text_changed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()
