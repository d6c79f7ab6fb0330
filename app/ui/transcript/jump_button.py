"""The way back to the end of the transcript."""

from PySide6.QtWidgets import QAbstractScrollArea, QPushButton

_FROM_BOTTOM = 12


class JumpButton(QPushButton):
    """Floats above the lower edge while the end is not followed."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__("Jump to latest", area)
        self.setObjectName("jumpToLatestButton")
        self.setAccessibleName("Jump to latest")
        self.hide()
        self._area = area

    def offer(self, *, wanted: bool) -> None:
        self.setVisible(wanted)
        if wanted:
            hint = self.sizeHint()
            left = (self._area.viewport().width() - hint.width()) // 2
            self.setGeometry(
                left, self._area.height() - hint.height() - _FROM_BOTTOM, hint.width(), hint.height()
            )
            self.raise_()
