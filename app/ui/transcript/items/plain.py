"""Plain text, line for line: prompts and refusals on their ground, reasoning beside its bar."""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.domain.markdown.blocks import Block, Joint
from app.domain.visible import between, in_text, misleads
from app.ui.theme import RADIUS_COMPOSER
from app.ui.transcript.items.item import Column, Item
from app.ui.transcript.text.typography import LINE_HEIGHT, Typography, new_document

_SIDE, _EDGE = 14.0, 9.0
"""Pixels between ground and text, at zoom 1."""
_BAR_SIDE = 16.0


@dataclass(slots=True)
class Passage:
    """What the segments of one plain text share. Colours are names of the theme's."""

    letters: str
    ground: str = ""
    """Without one there is a bar beside the text."""
    is_right: bool = False
    """Stands at the right and is at most 80 % wide."""
    segments: "list[Plain]" = field(default_factory=list)


class Plain(Item):
    """One segment of a plain text. Nothing in it is markup."""

    def __init__(self, passage: Passage, block: Block) -> None:
        super().__init__()
        self._passage = passage
        self._block = block
        self._misleads = misleads(block.source)
        self.joint = block.joint
        self.gap = Item.gap if block.joint is Joint.NONE else 0.0
        if not passage.ground and block.joint is Joint.NONE:
            self.gap = 4.0  # it stands under the line that unfolds it
        if passage.is_right:
            self.selection_ground = "user_selection"
        passage.segments.append(self)

    def set_block(self, block: Block) -> None:
        before, self._block = self._written, block
        more = self._written.removeprefix(before)
        self._misleads = self._misleads or misleads(more)
        if self._document is None or self._misleads or not self._written.startswith(before):
            self._document = None
            return
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(more, self._letters(self.style))

    @property
    def source(self) -> str:
        return self._block.source

    def selected(self, start: int, end: int) -> str:
        """As it was written, not as it is shown."""
        if self._misleads:
            return between(self._written.replace("\r\n", "\n"), start, end)
        return super().selected(start, end)

    @property
    def _written(self) -> str:
        """A line break at the end only leads to the segment that follows, or to nothing."""
        shown = self.source.removesuffix("\n")
        return shown if self._passage.ground or not self._is_first else shown.lstrip()

    @property
    def _is_first(self) -> bool:
        return self._passage.segments[0] is self

    @property
    def _is_last(self) -> bool:
        return self._passage.segments[-1] is self

    def origin(self) -> QPointF:
        if not self._passage.ground:
            return QPointF(self.style.scaled(_BAR_SIDE), 0)
        # The line height's extra room lies below the letters: half of it belongs above them.
        above = QFontMetricsF(self.style.font).height() * 0.2 + self.style.scaled(_EDGE)
        return QPointF(self.style.scaled(_SIDE), above if self._is_first else 0)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        theme, height = self.style.theme, math.ceil(self.height)
        if self._passage.ground:
            radius = RADIUS_COMPOSER
            top = 0 if self._is_first else -radius
            bottom = height if self._is_last else height + radius
            painter.save()
            painter.setClipRect(QRectF(0, 0, self.width, height), Qt.ClipOperation.IntersectClip)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(getattr(theme, self._passage.ground))
            painter.drawRoundedRect(QRectF(0, top, self.width, bottom - top), radius, radius)
            painter.restore()
        else:
            painter.fillRect(QRectF(0, 0, 3, height), theme.border)
        super().paint(painter, clip, selection)

    def _build(self, style: Typography) -> QTextDocument:
        document = new_document(style.font)
        cursor = QTextCursor(document)
        lines = QTextBlockFormat()
        lines.setLineHeight(145, LINE_HEIGHT)
        cursor.setBlockFormat(lines)
        cursor.insertText(in_text(self._written) if self._misleads else self._written, self._letters(style))
        return document

    def _letters(self, style: Typography) -> QTextCharFormat:
        letters = QTextCharFormat()
        letters.setForeground(getattr(style.theme, self._passage.letters))
        return letters

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        passage = self._passage
        if not passage.ground:
            self.left, self.width = column.left, column.width
            document.setTextWidth(column.width - style.scaled(_BAR_SIDE))
            self.height = document.size().height()
            return
        padding = 2 * style.scaled(_SIDE)
        most = column.width * (0.8 if passage.is_right else 1.0)
        wanted = most - padding
        if passage.is_right and len(passage.segments) == 1:
            document.setTextWidth(-1)
            wanted = min(document.idealWidth() + 1, wanted)
        document.setTextWidth(wanted)
        self.width = wanted + padding
        self.left = column.left + (column.width - self.width if passage.is_right else 0)
        edges = style.scaled(_EDGE) * (self._is_first + self._is_last)
        self.height = document.size().height() + edges
