"""The items of a message below each other: where each stands, and which are laid out."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.ui.transcript.heights import Heights
from app.ui.transcript.items.item import Column, Item
from app.ui.transcript.text.typography import Typography

NOWHERE = float("inf")


@dataclass(frozen=True, slots=True)
class Setting:
    """For what a message is laid out: width and type, and which change of them this is."""

    column: Column
    style: Typography
    generation: int


class Slots:
    """An item has an estimated height until it comes into view, and is laid out.

    It stands in a slot that is as high as itself and the gap above it. Tops and heights are whole pixels,
    so that what was painted can be moved by scrolling. Only after `set`.
    """

    work = 0
    """How many times an item has been laid out since the program began."""

    def __init__(self, used: Callable[[Item], None]) -> None:
        """`used` is told of each item that is laid out or seen."""
        self._used = used
        self._items: list[Item] = []
        self._switch: Item | None = None
        """The last of the items, where one stands in the line above them all."""
        self._gaps: list[int] = []
        self._heights = Heights()
        self._setting: Setting
        self._head = 0
        self._growing: Item | None = None
        """What has come to it since it was laid out stands at its end: what stands above it stays."""

    def set(self, setting: Setting, head: int) -> None:
        """For this width and type from now on; `head`: pixels above the first item."""
        self._setting, self._head = setting, head

    def put(self, number: int, items: list[Item], switch: Item | None = None) -> None:
        """From this number on, these are the items; `switch` stands beside the head."""
        self._items[number:] = [*items, switch] if switch else items
        self._switch = switch
        del self._gaps[number:]
        self._heights.truncate(number)
        for item in items:
            height = item.height or item.estimate(self._setting.column, self._setting.style)
            self._gaps.append(self._gap(len(self._gaps)))
            self._heights.append(self._gaps[-1] + math.ceil(height))

    # Where they are

    def __len__(self) -> int:
        return len(self._items)

    def total(self) -> float:
        """Pixels down to the end of the last one."""
        return self._head + self._heights.total()

    def item(self, number: int) -> tuple[float, Item]:
        """An item with its top, seen from the message's top."""
        item = self._items[number]
        if item is self._switch:
            return 0.0, item
        return self._head + self._heights.top(number) + self._gaps[number], item

    def between(self, top: float, bottom: float) -> Iterator[tuple[int, float, Item]]:
        """The items that are seen between two heights, with their numbers and tops."""
        number = self._heights.at(top - self._head)
        begin = self._head + self._heights.top(number)
        while number < len(self._gaps):
            y = begin + self._gaps[number]
            if y >= bottom:
                break
            yield number, y, self._items[number]
            begin += self._heights[number]
            number += 1
        if self._switch is not None and top < self._head:
            yield len(self._gaps), 0.0, self._switch

    def at(self, x: float, y: float, count: int, *, nearest: bool) -> int | None:
        """The item under a point, of the first `count`, or the last one that begins above it.

        Args:
            nearest: gives the first item where none begins above the point.
        """
        if not count:
            return None
        number = min(self._heights.at(y - self._head), count - 1)
        while number > 0 and self.item(number)[0] > y:
            number -= 1
        if number + 1 < count:
            top, further = self.item(number + 1)
            # Both may share a line.
            number += top <= y and further.holds(QPointF(x - further.left, y - top))
        return number if nearest or self.item(number)[0] <= y else None

    def has(self, number: int, x: float, y: float) -> bool:
        """Whether a point lies in an item."""
        top, item = self.item(number)
        return QRectF(item.left, top, item.width, item.height).contains(x, y)

    # Laying out

    def lay_out_between(self, top: float, bottom: float, still: float) -> tuple[float, float]:
        """Lays out what is seen between two heights.

        Gives by how much that moved what stood at `still` downwards, and from where on it looks different,
        `NOWHERE` if it does not.
        """
        moved, changed_from = 0.0, NOWHERE
        number = self._heights.at(top - self._head)
        begin = self._head + self._heights.top(number)
        if 0 < number < len(self._gaps) and begin + self._gaps[number] > top:
            number -= 1  # the gap at the edge belongs to both: a point in it is a point of the one above
            begin -= self._heights[number]
        while number < len(self._gaps) and begin + self._gaps[number] < bottom + moved:
            item, y = self._items[number], begin + self._gaps[number]
            if item.generation != self._setting.generation:
                changed_from = min(changed_from, y + item.changed_from)
                stays = item is self._growing
                growth = self.lay_out(number)
                if growth and y < still + moved and not stays:
                    moved += growth
                    changed_from = min(changed_from, top)  # what is above it in view moves otherwise
            self._used(item)
            begin += self._heights[number]
            number += 1
        if self._switch is not None and top < self._head:
            self.lay_out(len(self._gaps))
        return moved, changed_from

    def lay_out(self, number: int) -> float:
        """Lays out one item where it is not; gives by how much it grew."""
        item = self._items[number]
        if item.generation == self._setting.generation:
            return 0.0
        item.lay_out(self._setting.column, self._setting.style)
        Slots.work += 1
        item.generation = self._setting.generation
        self._used(item)
        if item is self._growing:
            self._growing = None
        if item is self._switch:
            return 0.0
        self._gaps[number] = self._gap(number)
        before, height = self._heights[number], self._gaps[number] + math.ceil(item.height)
        self._heights.set(number, height)
        return height - before

    def grew(self, number: int) -> None:
        """An item is to be laid out again. What is new stands at its end."""
        self._growing = self._items[number]
        self._growing.generation = -1

    def _gap(self, number: int) -> int:
        """Pixels between an item and the one before it."""
        if not number:
            return 0
        style = self._setting.style
        return math.ceil(style.scaled(self._items[number - 1].below) + self._items[number].above(style))
