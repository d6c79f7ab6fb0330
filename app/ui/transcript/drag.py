"""Selecting with the mouse held down, also beyond the edge of what is in view."""

from PySide6.QtCore import QObject, QPoint, QTimer

from app.ui.transcript.page import Page
from app.ui.transcript.selection import Place, Selection

_STEP = 25
"""Milliseconds between two steps beyond the edge."""
_SHARE = 0.3
"""Of the distance from the edge that one step scrolls."""


class Drag(QObject):
    """From the press of the button to its release. Meanwhile the end of a stream is not followed.

    It goes on from where the page's selection begins, which moves with the text, and ends with it.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._is_on = False
        self._pointer = QPoint()
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_STEP)
        self._scrolling.timeout.connect(self._scroll)

    def start(self, anchor: Place, caret: Place) -> None:
        self._is_on = True
        self._page.select(Selection(anchor, caret))

    def move(self, pointer: QPoint) -> bool:
        """Whether something is being selected. `pointer` is seen from the viewport."""
        if not self._is_on:
            return False
        self._pointer = pointer
        self._select()
        if not self._beyond():
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()
        return True

    def stop(self) -> None:
        self._is_on = False
        self._scrolling.stop()

    def _select(self) -> None:
        last = self._page.area.viewport().height() - 1
        # Only what is seen is selected: beyond the edge it goes on as that comes into view.
        edge = QPoint(self._pointer.x(), max(0, min(self._pointer.y(), last)))
        before, hit = self._page.selection, self._page.hit(edge)
        if before is None or hit is None:
            return
        self._page.select(Selection(before.anchor, hit.place))
        if hit.place != before.anchor:
            # What is being selected must not move away under the pointer.
            self._page.held.emit()

    def _beyond(self) -> int:
        """Pixels of the pointer below the lower edge, negative above the upper one."""
        y, height = self._pointer.y(), self._page.area.viewport().height()
        return min(0, y) + max(0, y - height)

    def _scroll(self) -> None:
        bar = self._page.area.verticalScrollBar()
        step = self._beyond() * _SHARE
        bar.setValue(bar.value() + int(step + (1 if step > 0 else -1)))
        self._select()
