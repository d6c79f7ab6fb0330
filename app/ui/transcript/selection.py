"""What is selected: from one place to another, through items and messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in the transcript: in the text of one item of one message."""

    message: int
    item: int
    position: int


FAR = 1 << 30
"""Behind the last character of any item."""


@dataclass(frozen=True, slots=True)
class Selection:
    anchor: Place
    caret: Place

    @property
    def start(self) -> Place:
        return min(self.anchor, self.caret)

    @property
    def end(self) -> Place:
        return max(self.anchor, self.caret)

    @property
    def is_empty(self) -> bool:
        return self.anchor == self.caret

    def within(self, message: int, item: int) -> tuple[int, int] | None:
        """The selected positions of one item; None when it has none."""
        start, end, here = self.start, self.end, (message, item)
        if self.is_empty or not (start.message, start.item) <= here <= (end.message, end.item):
            return None
        return (
            start.position if here == (start.message, start.item) else 0,
            end.position if here == (end.message, end.item) else FAR,
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of an item's text that was looked for. `end` may lie behind the last position."""

    start: int
    end: int
    is_current: bool = False
    """The one that was stepped to."""
