"""How something stands: a mark and a sentence, there only while there is something to say."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.announcement import announce
from app.ui.form_rows import put_kind
from app.ui.icons import paint_icon
from app.ui.theme import ICON, S

_MARKS = {
    "fine": "check-line",
    "warning": "error-warning-line",
    "waiting": "time-line",
    "": "information-line",
}


class StatusLine(QWidget):
    def __init__(self, name: str) -> None:
        """`name`: the object name of the label with the sentence."""
        super().__init__()
        self._mark = _Mark()
        self._label = QLabel()
        self._label.setObjectName(name)
        self._label.setProperty("role", "line")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, text: str, kind: str = "", *, aloud: bool = False) -> None:
        """
        Args:
            kind: fine, warning, waiting, or "" for what is only told.
            aloud: a screen reader says it at once, if it is to be seen.
        """
        self._mark.name = _MARKS[kind]
        # As high as the first line, so that both are in line.
        self._mark.setFixedSize(ICON, max(ICON, self._label.fontMetrics().height()))
        put_kind(self._mark, kind)
        put_kind(self._label, kind)
        self._label.setText(text)
        self.setVisible(bool(text))
        if text and aloud and self.isVisible():
            announce(self._label, text)


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name = _MARKS[""]
        self.setObjectName("statusMark")

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        paint_icon(QPainter(self), self.name, colour, QRectF(0, (self.height() - ICON) / 2, ICON, ICON))
