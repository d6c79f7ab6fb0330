"""What is painted beside and behind prose: marks of lists, bars of quotes, rules, the ground of code."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextBlock, QTextDocument

from app.ui.theme import RADIUS_CARD
from app.ui.transcript.items.item import paint_card
from app.ui.transcript.text.markdown import (
    CODE,
    CODE_FIRST,
    CODE_LAST,
    CODE_PADDING,
    MARKER,
    MARKER_SCALE,
    NESTING,
    RULE,
    bars,
)
from app.ui.transcript.text.typography import Typography

_BAR = 3


def paint_markings(
    painter: QPainter, document: QTextDocument, clip: QRectF, style: Typography, before: tuple[str, float]
) -> None:
    """All that lies in `clip`, in the document's coordinates. To be painted before the text.

    Args:
        before: the nesting of the paragraph before the document, and by how much it stands above.
    """
    layout = document.documentLayout()
    start = layout.hitTest(QPointF(0, clip.top()), Qt.HitTestAccuracy.FuzzyHit)
    block = document.findBlock(max(0, start))
    # The ground of code reaches into the gaps around it.
    block = block.previous() if block.previous().isValid() else block
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        above = block.previous()
        nesting, bottom = before[0], -before[1]
        if above.isValid():
            nesting = above.blockFormat().stringProperty(NESTING)
            bottom = layout.blockBoundingRect(above).bottom()
        # The ground of code reaches into the gap above it, and bars go through it.
        if min(rect.top() - style.scaled(CODE_PADDING), bottom) > clip.bottom():
            break
        form = block.blockFormat()
        if form.hasProperty(MARKER) and block.layout().lineCount():
            _paint_marker(painter, block, rect, style)
        if form.hasProperty(CODE):
            if form.intProperty(CODE) & CODE_FIRST:
                rect.setTop(max(0.0, rect.top() - style.scaled(CODE_PADDING)))
            _paint_code_ground(painter, block, rect, style)
        if form.hasProperty(NESTING):
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
    gap = style.scaled(8 + (CODE_PADDING if form.hasProperty(CODE) else 0))
    width = QFontMetricsF(font).horizontalAdvance(marker)
    # blockBoundingRect begins at the margin in tables' cells and at 0 elsewhere; the line knows.
    if block.textDirection() is Qt.LayoutDirection.RightToLeft:
        x = rect.left() + line.naturalTextRect().right() + gap
    else:
        x = rect.left() + line.position().x() - width - gap
    painter.drawText(QPointF(x, rect.top() + line.y() + line.ascent()), marker)


def _paint_code_ground(painter: QPainter, block: QTextBlock, rect: QRectF, style: Typography) -> None:
    """A line's part of the card: what lies above and below belongs to the lines there."""
    form, document = block.blockFormat(), block.document()
    padding = style.scaled(CODE_PADDING)
    part, width = form.intProperty(CODE), document.textWidth()
    left = form.indent() * document.indentWidth() - padding
    if block.textDirection() is Qt.LayoutDirection.RightToLeft:
        left, width = 0.0, width - left
    # The distance to the next line is the padding below the last one.
    seen = QRectF(left, rect.top(), width - left, rect.height() + form.lineHeight())
    above = 0 if part & CODE_FIRST else 2 * RADIUS_CARD
    below = 0 if part & CODE_LAST else 2 * RADIUS_CARD
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
    paint_card(painter, seen.adjusted(0, -above, 0, below), style.theme.code_ground, style.theme.border)
    painter.restore()


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
