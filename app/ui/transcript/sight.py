"""Bringing a stretch of text into view."""

from typing import cast

from PySide6.QtCore import QRectF

from app.ui.transcript.items.code import Code
from app.ui.transcript.items.item import Item
from app.ui.transcript.items.table import Table
from app.ui.transcript.page import MARGIN, Page
from app.ui.transcript.selection import Selection
from app.ui.transcript.stack import ReadingPlace

_ABOVE, _BELOW = 8, 48
"""Pixels between the edges of the viewport and a line that is well in view."""
_MOST_PASSES = 4
"""What is above a place has other heights once it has been seen."""


def bring_into_view(page: Page, selection: Selection) -> None:
    """Scrolls only if the beginning of the selection is not to be seen, and then with lines around it."""
    stack, place = page.stack, selection.start
    stack.prepare(place.message)
    _, item = stack.messages[place.message].item(place.item)
    where = ReadingPlace(stack.messages[place.message].id, place.item, place.position, 0.0)
    bar, height = page.area.verticalScrollBar(), page.area.viewport().height()
    for _ in range(_MOST_PASSES):
        y = stack.y_of(where)
        top, bottom = page.seen()
        if y is None or top + _ABOVE <= y <= bottom - _BELOW:
            break
        bar.setValue(int(y + MARGIN - height * 0.35))
    end = selection.end.position if selection.end.item == place.item else place.position
    _scroll_sideways(item, place.position, end)
    # What stands above the place may have other heights now.
    page.items_changed.emit()


def _scroll_sideways(item: Item, start: int, end: int) -> None:
    if not isinstance(item, Code | Table):
        return
    left, right = _x(item, start), _x(item, end)
    edge = min(32.0, item.width / 4)
    seen = QRectF(0, 0, item.width, item.height).adjusted(edge, 0, -edge, 0)
    if right > seen.right():
        # The beginning matters more than the end.
        item.scroll_by(min(right - seen.right(), left - seen.left()))
    elif left < seen.left():
        item.scroll_by(left - seen.left())


def _x(item: Item, position: int) -> float:
    """Where a letter stands, seen from the item's left edge."""
    document = item.ensure(item.style)
    block = document.findBlock(min(position, document.characterCount() - 1))
    # This lays out what has no layout yet: there is no line before.
    left = document.documentLayout().blockBoundingRect(block).left() + item.origin().x()
    line = block.layout().lineForTextPosition(position - block.position())
    if not line.isValid():
        return left
    x, _ = cast("tuple[float, int]", line.cursorToX(position - block.position()))
    return left + x
