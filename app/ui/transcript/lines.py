"""What a message shows, line by line, and where a query stands in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from app.domain.markdown.blocks import Joint
from app.domain.query import Query, utf16
from app.ui.transcript.items.item import Item
from app.ui.transcript.text.typography import Typography

Spot = tuple[int, int]
"""An item of a message, and a position in its text."""
Match = tuple[Spot, Spot]
"""Where it begins, and where it ends."""


@dataclass(slots=True)
class Lines:
    """What the items of one message show."""

    shown: list[str] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    """Whether an item begins a line: one that does not goes on in that of the item before."""

    def add(self, item: Item, style: Typography) -> None:
        self.shown.append(item.shown(style))
        self.begins.append(item.joint is not Joint.INLINE)

    def cut(self, first: int) -> None:
        """Forgets the items from `first` on."""
        del self.shown[first:], self.begins[first:]

    def line_of(self, item: int) -> int:
        """The item in which the line begins that goes on in this one."""
        while 0 < item < len(self.begins) and not self.begins[item]:
            item -= 1
        return item

    def matches(self, query: Query, first: int = 0) -> Iterator[Match]:
        """Those from the item `first` on, which begins a line, in order."""
        while first < len(self.shown):
            end = first + 1
            while end < len(self.begins) and not self.begins[end]:
                end += 1
            yield from self._in_line(query, first, end)
            first = end

    def _in_line(self, query: Query, first: int, end: int) -> Iterator[Match]:
        pieces = self.shown[first:end]
        edges = list(accumulate(map(len, pieces), initial=0))
        for start, stop in query.spans("".join(pieces)):
            one, other = bisect_right(edges, start) - 1, bisect_left(edges, stop) - 1
            yield (
                (first + one, utf16(pieces[one], start - edges[one])),
                (first + other, utf16(pieces[other], stop - edges[other])),
            )


def first_from(matches: list[Match], item: int) -> int:
    """The number of the first match that begins in the item or behind it."""
    return bisect_left(matches, item, key=lambda one: one[0][0])
