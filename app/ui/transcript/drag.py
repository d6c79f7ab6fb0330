"""Selecting with the mouse held down, also beyond the edge of what is in view."""

from PySide6.QtCore import QObject, QPoint, QTimer

from app.ui.transcript.page import Page
from app.ui.transcript.selection import Place, Selection

_STEP = 25
"""Milliseconds between two steps beyond the edge."""
_SHARE = 0.3
"""Of the distance from the edge that one step scrolls."""


class Drag(QObject):
    """From the press of the button to its release. Meanwhile the end of a stream is not followed."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._anchor: Place | None = None
        self._pointer = QPoint()
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_STEP)
        self._scrolling.timeout.connect(self._scroll)

    def start(self, anchor: Place, caret: Place) -> None:
        self._anchor = anchor
        self._page.select(Selection(anchor, caret))

    def move(self, pointer: QPoint) -> bool:
        """Whether something is being selected. `pointer` is seen from the viewport."""
        if self._anchor is None:
            return False
        self._pointer = pointer
        self._select()
        if not self._beyond():
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()
        return True

    def stop(self) -> None:
        self._anchor = None
        self._scrolling.stop()

    def _select(self) -> None:
        hit = self._page.hit(self._pointer)
        if self._anchor is None or hit is None:
            return
        self._page.select(Selection(self._anchor, hit.place))
        if hit.place != self._anchor:
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
