"""Room around a part of the quick prompt, which is there as long as the part is."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import L, M


class Indented(QWidget):
    """Layouts count the margins around what is hidden, so that this hides with its part."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self._part = part
        column = QVBoxLayout(self)
        column.setContentsMargins(L, 0, L, M)
        column.addWidget(part)
        part.installEventFilter(self)
        self.setHidden(part.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setHidden(self._part.isHidden())
        return False
