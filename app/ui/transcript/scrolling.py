"""Where the transcript stands: at its end, which it follows, or at a place, which it keeps."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.conversation import ConversationId
from app.ui.transcript.page import MARGIN, Page
from app.ui.transcript.slots import NOWHERE
from app.ui.transcript.stack import ReadingPlace

_MOST_PASSES = 6
"""Of laying out what is in view: each can bring something else into view."""


class Scrolling(QObject):
    """Only at the end is the end followed. Whoever goes up, by a pixel, is left where he is."""

    def __init__(self, page: Page, below: Callable[[], int]) -> None:
        """`below`: pixels below the last message."""
        super().__init__(page)
        self._page = page
        self._stack = page.stack
        self._bar = page.area.verticalScrollBar()
        self._below = below
        self.is_following = True
        self.is_moving = False
        """The scroll bar is moved from here, not by the user."""
        self._settled = 0
        """Where the scroll bar stood when all that is seen was laid out."""
        self._left: dict[ConversationId, ReadingPlace | None] = {}
        """Where somebody read in the conversations that were left; None at the end."""

    def settle(self) -> float:
        """After a change: lays out what is seen, and keeps the end or the place.

        Gives from where on, in the content's coordinates, it looks different.
        """
        view, dirty_from = self._page.area.viewport().height(), NOWHERE
        # What comes into view from above does not move what was there.
        seen_before = max(0, self._settled - self._bar.value())
        still = seen_before if seen_before < view else 0
        # Under the hand nothing moves: it gets the new range when it lets go.
        is_held = self._bar.isSliderDown()
        follows = self.is_following and not is_held
        self.is_moving = True
        for _ in range(_MOST_PASSES):
            before = self._stack.total()
            target = max(0, self.height() - view) if follows else self._bar.value()
            top = target - MARGIN
            moved, changed_from = self._stack.lay_out_between(top, top + view, top + still)
            dirty_from = min(dirty_from, MARGIN + changed_from)
            if not is_held:
                self._bar.setRange(0, max(0, self.height() - view))
                self._bar.setPageStep(view)
            self._bar.setValue(self._bar.maximum() if follows else target + int(moved))
            # What has come into view by that may not be laid out yet.
            if self._stack.total() == before:
                break
        self.is_moving = False
        self._settled = self._bar.value()
        if self._bar.maximum() == 0:
            self.is_following = True  # all is in view
        return dirty_from

    def scrolled(self, value: int) -> None:
        """The user has moved the scroll bar."""
        self.is_following = value >= self._bar.maximum()

    def place(self) -> ReadingPlace | None:
        """What stands at the upper edge; None at the end, which is followed."""
        return None if self.is_following else self._stack.reading_place(self._bar.value() - MARGIN)

    def return_to(self, place: ReadingPlace | None) -> None:
        """Width, type or text may have changed: what stood at the upper edge does so again."""
        y = self._stack.y_of(place) if place is not None else None
        self.is_following = y is None
        if y is not None:
            self.move(int(y) + MARGIN)

    def move(self, value: int) -> None:
        self.is_moving = True
        self._bar.setRange(0, max(0, self.height() - self._page.area.viewport().height()))
        self._bar.setValue(value)
        self.is_moving = False

    def leave(self, conversation: ConversationId) -> None:
        self._left[conversation] = self.place()

    def come_back(self, conversation: ConversationId) -> None:
        self.return_to(self._left.pop(conversation, None))

    def height(self) -> int:
        """Of all that can be scrolled."""
        return int(self._stack.total()) + 2 * MARGIN + self._below()
