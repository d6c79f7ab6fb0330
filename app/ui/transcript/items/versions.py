"""The small switch between several answers to one prompt, or several wordings of one."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextDocument

from app.ui.icons import paint_icon
from app.ui.transcript.items.item import Column, Item, Target, small_font
from app.ui.transcript.text.typography import Typography, plain_document

_HEIGHT = 20.0
_ARROW = 22.0
_SIGN = 16.0


class Versions(Item):
    """Stands in the line of the model's name, or below a prompt. It has no text of the message."""

    gap = 4.0

    def __init__(self, position: int, count: int, *, beside: str, right: bool) -> None:
        """
        Args:
            position: from 1.
            beside: the name that stands before it in its line.
            right: stands at the right end of the column.
        """
        super().__init__()
        self._position, self._count = position, count
        self._beside, self._right = beside, right

    def set_beside(self, name: str) -> None:
        """Another name stands before it now."""
        self._beside, self.generation = name, -1

    def text(self) -> str:
        return ""

    def selected(self, start: int, end: int) -> str:
        return ""

    def position_at(self, point: QPointF) -> int:
        return 0

    def link_at(self, point: QPointF) -> str:
        return ""

    def targets(self) -> list[Target]:
        arrow = self.style.scaled(_ARROW)
        targets = []
        if self._position > 1:
            targets.append(Target(QRectF(0, 0, arrow, self.height), "Previous version", "previous"))
        if self._position < self._count:
            at = QRectF(self.width - arrow, 0, arrow, self.height)
            targets.append(Target(at, "Next version", "next"))
        return targets

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        theme, arrow = self.style.theme, self.style.scaled(_ARROW)
        painter.setFont(small_font(self.style))
        middle = QRectF(arrow, 0, self.width - 2 * arrow, self.height)
        painter.setPen(theme.muted)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self._words())
        side = self.style.scaled(_SIGN)
        for x, name, possible in (
            (0.0, "arrow-left-s-line", self._position > 1),
            (self.width - arrow, "arrow-right-s-line", self._position < self._count),
        ):
            square = QRectF(x + (arrow - side) / 2, (self.height - side) / 2, side, side)
            paint_icon(painter, name, theme.muted if possible else theme.border_strong, square)

    def _words(self) -> str:
        return f"{self._position} / {self._count}"

    def _build(self, style: Typography) -> QTextDocument:
        return plain_document("", style, QColor(style.theme.muted))

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        metrics = QFontMetricsF(small_font(style))
        self.height = style.scaled(_HEIGHT)
        self.width = metrics.horizontalAdvance(self._words()) + 2 * style.scaled(_ARROW) + 4
        beside = metrics.horizontalAdvance(self._beside) * 1.08 + style.scaled(8)
        room = max(0.0, column.width - self.width)
        self.left = column.left + (room if self._right else min(beside, room))
