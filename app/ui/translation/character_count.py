"""How long the text is, once that matters."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.translation import LIMIT

_COUNTED_FROM = 1_000
_NEAR = 0.9


class CharacterCount(QLabel):
    """Says the limit, too, when it is near."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("translationCount")
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_count(self, count: int) -> None:
        words = self.tr("{:,} characters").format(count) if count >= _COUNTED_FROM else ""
        if count > LIMIT * _NEAR:
            words = self.tr("{:,} of {:,} characters").format(count, LIMIT)
        self.setText(words)
        if self.property("over") != (count > LIMIT):
            self.setProperty("over", count > LIMIT)
            self.style().unpolish(self)
            self.style().polish(self)
