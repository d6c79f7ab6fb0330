"""Where the quick prompt stands on a screen, and how large it may be there."""

from PySide6.QtCore import QPoint, QRect, QSize

WIDTH = 640
_FROM_TOP = 0.18
"""Of the height that is free on the screen."""
_MOST = 0.6
_EDGE = 12
"""Pixels to the edge of a screen that is smaller than it should be."""


def width_on(screen: QRect) -> int:
    return min(WIDTH, screen.width() - 2 * _EDGE)


def most_height_on(screen: QRect) -> int:
    return int(screen.height() * _MOST)


def place_on(screen: QRect, size: QSize) -> QPoint:
    """The upper left corner of what appears: in the middle of the upper third."""
    left = screen.left() + (screen.width() - size.width()) // 2
    top = screen.top() + int(screen.height() * _FROM_TOP)
    return QPoint(left, top)


def brought_onto(screen: QRect, card: QRect) -> QPoint:
    """The upper left corner where it is as near as can be to where it was, all its width to be seen."""
    right = screen.left() + screen.width() - card.width()
    return QPoint(max(screen.left(), min(card.left(), right)), moved_onto(screen, card).y())


def moved_onto(screen: QRect, card: QRect) -> QPoint:
    """The upper left corner where all of it is on the screen, or its upper part at least."""
    bottom = screen.top() + screen.height() - _EDGE - card.height()
    return QPoint(card.left(), max(screen.top(), min(card.top(), bottom)))
