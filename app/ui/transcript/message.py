"""One message in the transcript: its items below each other, and where each stands."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.domain.conversation import Message, MessageId, Role
from app.domain.ending import EndState, sentence
from app.domain.provider import GUIDE
from app.domain.turn import Ended, PartGrew, PartOpened, Patch, Reported
from app.ui.transcript.heights import Heights
from app.ui.transcript.items.item import Column, Item, estimated_height, joined
from app.ui.transcript.items.versions import Versions
from app.ui.transcript.part import PartItems, ReasoningItems, complete, opened
from app.ui.transcript.text.typography import Typography

GAP = 28.0
"""Pixels between two messages, at zoom 1."""
HEAD = 26.0
"""The line with the model's name above an answer."""
NOTE = 26.0
"""The line below an answer that did not end well, when it is not the last one."""

NOWHERE = float("inf")


@dataclass(frozen=True, slots=True)
class Setting:
    """For what a message is laid out: width and type, and which change of them this is."""

    column: Column
    style: Typography
    generation: int


class MessageItems:
    """A message as it is shown. Its items are made when it first comes into view.

    An item has an estimated height until it is laid out, which it is when it comes into view. It stands
    in a slot that is as high as itself and the gap above it. Tops and heights are whole pixels, so that
    what was painted can be moved by scrolling.
    """

    def __init__(
        self,
        message: Message,
        versions: tuple[int, int],
        used: Callable[[Item], None],
        *,
        is_last: bool = False,
    ) -> None:
        """
        Args:
            versions: which of how many this one is, from 1.
            used: is told of each item that is laid out or seen.
        """
        self.id: MessageId = message.id
        self.role = message.role
        self.model = message.model
        self.note = ""
        """What is said below it in one quiet line."""
        self.is_streaming = message.role is Role.ASSISTANT and message.end is None
        self._used = used
        self._parts: list[PartItems] = []
        self._versions: Versions | None = None
        if versions[1] > 1:
            right = message.role is Role.USER
            self._versions = Versions(*versions, beside="" if right else self.name, right=right)
        self._items: list[Item] = []
        """Of all parts; the switch between the versions is the last one."""
        self._slots = Heights()
        self._setting: Setting | None = None
        self._message: Message | None = message
        """Until its items are made."""
        self._growing: Item | None = None
        """What has come to it since it was laid out stands at its end: what stands above it stays."""
        if not is_last and message.end not in (None, EndState.COMPLETE):
            self.set_note(message)

    @property
    def name(self) -> str:
        """Who speaks."""
        return "Guide" if self.model == GUIDE else self.model or "Assistant"

    @property
    def unmade(self) -> Message | None:
        """What its items will be made from; None once it has been seen."""
        return self._message

    def set_note(self, message: Message) -> None:
        end = message.end
        words = len(message.text().split())
        title = message.problem.title if message.problem else ""
        self.note = sentence(end, words, title) if end not in (None, EndState.COMPLETE) else ""

    # Where its items are. Only after `prepare`.

    @property
    def height(self) -> float:
        scaled = self._style.scaled
        return math.ceil(self._head + self._slots.total() + scaled(NOTE) * bool(self.note) + scaled(GAP))

    def count(self) -> int:
        return len(self._items)

    def item(self, number: int) -> tuple[float, Item]:
        """An item with its top, seen from the message's top."""
        return self._top(number), self._items[number]

    def items(self) -> Iterator[tuple[float, Item]]:
        return (self.item(number) for number in range(len(self._items)))

    def between(self, top: float, bottom: float) -> Iterator[tuple[int, float, Item]]:
        """The items that are seen between two heights, with their numbers and tops."""
        for number in range(self._slots.at(top - self._head), self._in_slots):
            y = self._top(number)
            if y >= bottom:
                break
            yield number, y, self._items[number]
        if self._in_slots < len(self._items) and top < self._head:
            yield self._in_slots, 0.0, self._items[self._in_slots]

    def item_at(self, x: float, y: float, *, nearest: bool) -> int | None:
        """The item under a point, or the last one of the text that begins above it.

        Args:
            nearest: gives the first item where none begins above the point.
        """
        if self._versions is not None:
            top, switch = self.item(len(self._items) - 1)
            if QRectF(switch.left, top, switch.width, switch.height).contains(x, y):
                return len(self._items) - 1
        texts = len(self._items) - (self._versions is not None)
        if not texts:
            return None
        number = min(self._slots.at(y - self._head), texts - 1)
        while number > 0 and self._top(number) > y:
            number -= 1
        if number + 1 < texts and (top := self._top(number + 1)) <= y:
            # Both share a line.
            further = self._items[number + 1]
            number += further.holds(QPointF(x - further.left, y - top))
        return number if nearest or self._top(number) <= y else None

    def last_of_text(self) -> tuple[float, Item] | None:
        """The item at which the text ends, with its top."""
        last = len(self._items) - 1 - (self._versions is not None)
        return self.item(last) if last >= 0 else None

    # Laying out

    def estimate(self, setting: Setting) -> float:
        """A height without making anything."""
        if self._message is None:
            return self.height
        chars = sum(len(part.text) for part in self._message.parts)
        head = setting.style.scaled(HEAD if self.role is Role.ASSISTANT else 0)
        body = estimated_height(chars, 0, setting.column, setting.style)
        return math.ceil(head + body + setting.style.scaled(GAP))

    def prepare(self, setting: Setting) -> None:
        """Makes the items, for this width and type from now on."""
        self._setting = setting
        message, self._message = self._message, None
        if message is None:
            return
        for part in message.parts:
            if self.is_streaming:
                items = opened(part.kind, part.name)
                items.grow(part.text)
            else:
                items = complete(part, is_prompt=self.role is Role.USER)
            self._parts.append(items)
        self._put(0, [item for one in self._parts for item in one.items])

    def lay_out_between(self, top: float, bottom: float) -> tuple[float, float]:
        """Lays out what is seen between two heights.

        Gives by how much that moved what stood at `top` downwards, and from where on the message looks
        different, `NOWHERE` if it does not.
        """
        moved, changed_from = 0.0, NOWHERE
        number = self._slots.at(top - self._head)
        while number < self._in_slots and self._top(number) < bottom + moved:
            item = self._items[number]
            begins_above = self._top(number) < top + moved
            if item.generation != self._generation:
                changed_from = min(changed_from, self._top(number) + item.changed_from)
                stays = item is self._growing
                growth = self.lay_out_item(number)
                if begins_above and not stays:
                    moved += growth
            self._used(item)
            number += 1
        if self._in_slots < len(self._items) and top < self._head:
            self.lay_out_item(self._in_slots)
        return moved, changed_from

    def lay_out_item(self, number: int) -> float:
        """Lays out one item where it is not; gives by how much it grew."""
        assert self._setting is not None
        item = self._items[number]
        if item.generation == self._generation:
            return 0.0
        item.lay_out(self._setting.column, self._setting.style)
        item.generation = self._generation
        self._used(item)
        if item is self._growing:
            self._growing = None
        return self._measure(number)

    def apply(self, patch: Patch) -> int | None:
        """Takes a change of the streaming answer; gives the number of the first item it has changed."""
        match patch:
            case PartGrew(part, text):
                return self._take(part, self._parts[part].grow(text))
            case PartOpened(part, kind, _, name) if part == len(self._parts):
                self._parts.append(opened(kind, name))
            case Ended(waiting=False):
                self.is_streaming = False
                firsts = [self._take(number, one.finish()) for number, one in enumerate(self._parts)]
                return min((first for first in firsts if first is not None), default=None)
            case Reported(_, model, _):
                self.model = model or self.model
        return None

    def toggle(self, number: int) -> None:
        """Unfolds the reasoning to which an item belongs, or folds it."""
        for at, part in enumerate(self._parts):
            if isinstance(part, ReasoningItems) and self._items[number] in part.items:
                part.toggle()
                self._take(at, 0)

    def changed(self, number: int) -> None:
        """An item looks different now: its height has to be found again."""
        self._items[number].generation = -1
        self._growing = self._items[number]

    def text(self) -> str:
        pieces = []
        for item in self._items:
            item.ensure(self._style)
            pieces.append((item.joint, item.text()))
        return joined(pieces)

    # How it is done

    @property
    def _style(self) -> Typography:
        assert self._setting is not None
        return self._setting.style

    @property
    def _generation(self) -> int:
        return self._setting.generation if self._setting else -1

    @property
    def _head(self) -> float:
        return math.ceil(self._style.scaled(HEAD)) if self.role is Role.ASSISTANT else 0

    @property
    def _in_slots(self) -> int:
        """How many items stand below each other: the switch of an answer stands in its head line."""
        return len(self._items) - (self._versions is not None and self.role is Role.ASSISTANT)

    def _top(self, number: int) -> float:
        if number == self._in_slots:
            return 0.0
        return self._head + self._slots.top(number) + self._gap(number)

    def _gap(self, number: int) -> int:
        """Pixels between an item and the one before it."""
        if not number:
            return 0
        item, before = self._items[number], self._items[number - 1]
        return math.ceil(self._style.scaled(before.below) + item.above(self._style))

    def _measure(self, number: int) -> float:
        """Brings an item's slot up to its height; gives by how much it grew."""
        before = self._slots[number]
        height = 0.0
        if number < self._in_slots:
            height = self._gap(number) + math.ceil(self._items[number].height)
        self._slots.set(number, height)
        return height - before

    def _take(self, part: int, first: int) -> int | None:
        """Takes over what a part's items are from `first` on; gives the number of that one here."""
        changed = self._parts[part].items[first:]
        number = sum(len(one.items) for one in self._parts[:part]) + first
        if not changed and number >= len(self._items):
            return None
        for item in changed:
            item.generation = -1
        self._put(number, [*changed, *(item for one in self._parts[part + 1 :] for item in one.items)])
        self._growing = self._items[number] if changed else None
        return number if changed else None

    def _put(self, number: int, items: list[Item]) -> None:
        """From this number on, the message has these items."""
        self._items[number:] = [*items, self._versions] if self._versions else items
        self._slots.truncate(number)
        for at in range(number, len(self._items)):
            self._slots.append(self._guess(at))

    def _guess(self, number: int) -> float:
        """The height of a slot: that which its item had, or an estimate."""
        assert self._setting is not None
        if number == self._in_slots:
            return 0.0
        item = self._items[number]
        height = item.height or item.estimate(self._setting.column, self._setting.style)
        return self._gap(number) + math.ceil(height)
