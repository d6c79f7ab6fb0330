"""A quiet line that opens and closes the text below it."""

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextDocument

from app.ui.transcript.items.item import Column, Item, Target, small_font
from app.ui.transcript.text.typography import Typography, new_document

_HEIGHT = 24.0


class Fold(Item):
    """It has no text of the message."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open = False

    @abstractmethod
    def line(self) -> str:
        """What it says."""

    @abstractmethod
    def deed(self) -> str:
        """What pressing it does."""

    def text(self) -> str:
        return ""

    def shown(self, style: Typography) -> str:
        return ""

    def selected(self, start: int, end: int) -> str:
        return ""

    def position_at(self, point: QPointF) -> int:
        return 0

    def link_at(self, point: QPointF) -> str:
        return ""

    def end_of_text(self) -> QRectF:
        return QRectF()

    def targets(self) -> list[Target]:
        return [Target(QRectF(0, 0, self.width, self.height), self.deed(), "toggle")]

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        painter.setFont(small_font(self.style))
        painter.setPen(self.style.theme.muted)
        arrow = "▾" if self.is_open else "▸"
        line = QRectF(0, 0, self.width, self.height)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, f"{arrow}  {self.line()}")

    def _build(self, style: Typography) -> QTextDocument:
        return new_document(style.font)

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.left, self.width, self.height = column.left, column.width, style.scaled(_HEIGHT)


class ReasoningFold(Fold):
    """Over what the model thought before it answered. Counts the words that it hides."""

    def __init__(self, hidden: Callable[[], str]) -> None:
        """`hidden` gives the text while it is folded."""
        super().__init__()
        self._hidden = hidden
        self._words = 0
        self._ends_in_space = True

    def count(self, text: str) -> None:
        """More text has come."""
        goes_on = bool(text) and not self._ends_in_space and not text[0].isspace()
        self._words += len(text.split()) - goes_on
        self._ends_in_space = text[-1:].isspace() if text else self._ends_in_space

    def shown(self, style: Typography) -> str:
        """What unfolding it would show: it can be found."""
        return "" if self.is_open else self._hidden()

    def line(self) -> str:
        return f"Reasoning · {self._words:,} words"

    def deed(self) -> str:
        return "Hide the reasoning" if self.is_open else "Show the reasoning"
