"""One side of the translation: a rounded ground with a field, and a line of buttons at its foot."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import XS, S
from app.ui.translation.sentence_field import SentenceField


class Side(QFrame):
    """The accent is around it while its field has the keyboard."""

    def __init__(self, field: SentenceField, foot: list[QWidget | None]) -> None:
        """`foot`: from left to right; None is the room between."""
        super().__init__()
        self.setObjectName("translationSide")
        row = QHBoxLayout()
        row.setContentsMargins(S, 0, XS, XS)
        row.setSpacing(XS)
        for widget in foot:
            row.addWidget(widget) if widget is not None else row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(XS, XS, XS, 0)
        column.setSpacing(0)
        column.addWidget(field, 1)
        column.addLayout(row)
        field.focus_changed.connect(self._on_focus_changed)

    def _on_focus_changed(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)
