"""What is painted beside the text of prose: marks of lists, bars of quotes, rules."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextBlock, QTextDocument

from app.ui.transcript.text.markdown import MARKER, MARKER_SCALE, NESTING, RULE, bars
from app.ui.transcript.text.typography import Typography

_BAR = 3


def paint_markings(
    painter: QPainter, document: QTextDocument, clip: QRectF, style: Typography, before: tuple[str, float]
) -> None:
    """All that lies in `clip`, in the document's coordinates.

    Args:
        before: the nesting of the paragraph before the document, and by how much it stands above.
    """
    layout = document.documentLayout()
    start = layout.hitTest(QPointF(0, clip.top()), Qt.HitTestAccuracy.FuzzyHit)
    block = document.findBlock(max(0, start))
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        if rect.top() > clip.bottom():
            break
        form = block.blockFormat()
        if form.hasProperty(MARKER) and block.layout().lineCount():
            _paint_marker(painter, block, rect, style)
        if form.hasProperty(NESTING):
            above = block.previous()
            nesting, bottom = before[0], -before[1]
            if above.isValid():
                nesting = above.blockFormat().stringProperty(NESTING)
                bottom = layout.blockBoundingRect(above).bottom()
            _paint_bars(painter, block, rect, (nesting, bottom), style)
        if form.hasProperty(RULE):
            painter.fillRect(QRectF(0, rect.center().y(), document.textWidth(), 1), style.theme.border)
        block = block.next()


def _paint_marker(painter: QPainter, block: QTextBlock, rect: QRectF, style: Typography) -> None:
    """In front of the first line, on its base line."""
    form = block.blockFormat()
    marker, line = form.stringProperty(MARKER), block.layout().lineAt(0)
    font = QFont(style.font)
    font.setPointSizeF(font.pointSizeF() * (form.doubleProperty(MARKER_SCALE) or 1.0))
    painter.setFont(font)
    painter.setPen(style.theme.muted)
    width = QFontMetricsF(font).horizontalAdvance(marker)
    # blockBoundingRect begins at the margin in tables' cells and at 0 elsewhere; the line knows.
    if block.textDirection() is Qt.LayoutDirection.RightToLeft:
        x = rect.left() + line.naturalTextRect().right() + style.scaled(8)
    else:
        x = rect.left() + line.position().x() - width - style.scaled(8)
    painter.drawText(QPointF(x, rect.top() + line.y() + line.ascent()), marker)


def _paint_bars(
    painter: QPainter, block: QTextBlock, rect: QRectF, before: tuple[str, float], style: Typography
) -> None:
    """The bar of a quote goes on through the gap between two of its paragraphs."""
    places, places_before = bars(block.blockFormat().stringProperty(NESTING)), bars(before[0])
    for number, place in enumerate(places):
        goes_on = places_before[number : number + 1] == [place]
        top = before[1] if goes_on else rect.top()
        x = style.scaled(place)
        if block.textDirection() is Qt.LayoutDirection.RightToLeft:
            x = block.document().textWidth() - x - _BAR
        painter.fillRect(QRectF(x, top, _BAR, rect.bottom() - top), style.theme.border)
