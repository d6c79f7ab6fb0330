"""What was looked for and found in a text, as a ground of its own."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTextDocument, QTextLayout

from app.ui.theme import Theme
from app.ui.transcript.selection import Mark

_At = tuple[float, int]
_DARK = 128
"""Of 255: a window below it has light letters."""


def paint_found(
    painter: QPainter, document: QTextDocument, marks: Sequence[Mark], clip: QRectF, theme: Theme
) -> None:
    """Paints over the letters, which stay: on light grounds the darker colour wins, on dark ones the lighter.

    As selections of the document, the thousand of them that a single letter finds took a second to paint.
    """
    modes = QPainter.CompositionMode
    is_dark = theme.window.lightness() < _DARK
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setCompositionMode(modes.CompositionMode_Lighten if is_dark else modes.CompositionMode_Darken)
    for is_current, ground in ((False, theme.find), (True, theme.find_current)):
        painter.setBrush(ground)
        same = (mark for mark in marks if mark.is_current is is_current)
        painter.drawRects(list(_rects(document, same, clip)))
    painter.restore()


def _rects(document: QTextDocument, marks: Iterable[Mark], clip: QRectF) -> Iterator[QRectF]:
    """Where their letters stand, line by line, in the paragraphs that are seen."""
    begins, ends, place, letters = 0, 0, QRectF(), QTextLayout()
    for mark in marks:
        at, end = mark.start, min(mark.end, document.characterCount() - 1)
        while at < end:
            if not begins <= at < ends:
                block = document.findBlock(at)
                begins, ends, letters = block.position(), block.position() + block.length(), block.layout()
                # This lays out what has no layout yet: there is no line before.
                place = document.documentLayout().blockBoundingRect(block)
            line = letters.lineForTextPosition(at - begins)
            last = begins + line.textStart() + line.textLength() if line.isValid() else at
            if last <= at or not place.intersects(clip):
                at = ends
                continue
            last = min(end, last)
            (x, _), (right, _) = (cast("_At", line.cursorToX(one - begins)) for one in (at, last))
            yield QRectF(place.x() + min(x, right), place.y() + line.y(), abs(right - x), line.height())
            at = last
