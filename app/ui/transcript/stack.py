"""All messages of a conversation, one below the other: where they are, and how they are painted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from app.domain.conversation import Message, MessageId
from app.domain.markdown.blocks import Joint
from app.domain.patch import Patch
from app.ui.transcript.heights import Heights
from app.ui.transcript.items.item import Column, Item, joined
from app.ui.transcript.items.versions import Versions
from app.ui.transcript.message import MessageItems
from app.ui.transcript.selection import FAR, Mark, Place, Selection
from app.ui.transcript.slots import NOWHERE, Setting
from app.ui.transcript.text.typography import Typography

ALIVE = 200
"""How many items keep their documents."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item under a point; `point` is seen from the item's top left corner."""

    place: Place
    item: Item
    point: QPointF


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """A line of text that stands at a height: where somebody reads."""

    message: MessageId
    item: int
    position: int
    offset: float
    """Pixels from that height down to the line's top."""


class Stack:
    """Messages out of view have estimated heights, and no items."""

    def __init__(self, style: Typography) -> None:
        self.style = style
        self.column = Column.of(800, style.zoom)
        self.messages: list[MessageItems] = []
        self.versions: Callable[[MessageId], tuple[int, int]] = lambda message_id: (1, 1)
        """Which of how many versions a message is, from 1."""
        self.marks: Callable[[int, int], Sequence[Mark]] = lambda message, item: ()
        """What was looked for in an item of a message."""
        self._setting = Setting(self.column, style, 0)
        self._heights = Heights()
        self._index: dict[MessageId, int] = {}
        self._alive: dict[Item, None] = {}
        """Items with documents, in the order of their last use."""

    def reset(self, messages: Sequence[Message]) -> None:
        last = len(messages) - 1
        self.messages = [self._made(one, is_last=i == last) for i, one in enumerate(messages)]
        self._index = {one.id: i for i, one in enumerate(self.messages)}
        self._heights.reset([one.estimate(self._setting) for one in self.messages])
        self._alive.clear()

    def append(self, message: Message) -> None:
        one = self._made(message, is_last=True)
        self._index[one.id] = len(self.messages)
        self.messages.append(one)
        self._heights.append(one.estimate(self._setting))

    def index(self, message_id: MessageId) -> int | None:
        return self._index.get(message_id)

    def set_width(self, viewport_width: float) -> None:
        self.column = Column.of(viewport_width, self.style.zoom)
        self._setting = Setting(self.column, self.style, self._setting.generation + 1)

    def set_style(self, style: Typography, viewport_width: float) -> None:
        self.style = style
        self.set_width(viewport_width)

    def top(self, index: int) -> float:
        return self._heights.top(index)

    def total(self) -> float:
        return self._heights.total()

    def at(self, y: float) -> int:
        """The message at `y`."""
        return self._heights.at(y)

    def text(self, index: int) -> str:
        """All that is shown of a message."""
        self.prepare(index)
        return self.messages[index].text()

    # Laying out

    def prepare(self, index: int) -> None:
        """Makes the items of a message. What is seen stays: its height counts when it comes into view."""
        self.messages[index].prepare(self._setting)

    def lay_out(self, index: int) -> None:
        """Lays out all of a message, whether it is seen or not."""
        self.prepare(index)
        for number in range(self.messages[index].count()):
            self.messages[index].lay_out_item(number)
        self._measure(index)

    def lay_out_between(self, top: float, bottom: float, still: float) -> tuple[float, float]:
        """Lays out what is seen between two heights.

        Gives by how much that moved what stood at `still` downwards, and from where on the stack looks
        different, `NOWHERE` if it does not.
        """
        moved, changed_from = 0.0, NOWHERE
        index = self.at(top)
        while index < len(self.messages) and self.top(index) < bottom + moved:
            one, y = self.messages[index], self.top(index)
            self.prepare(index)
            growth = self._measure(index)
            if growth:
                changed_from = min(changed_from, y)
                moved += growth if y < still + moved else 0
            above, look = one.lay_out_between(top + moved - y, bottom + moved - y, still + moved - y)
            changed_from = min(changed_from, y + look)
            moved += above
            if look < NOWHERE:
                self._measure(index)
            index += 1
        return moved, changed_from

    def apply(self, index: int, patch: Patch) -> int | None:
        """Takes a change of a streaming answer; gives the number of the first item it has changed."""
        self.prepare(index)
        first = self.messages[index].apply(patch)
        self._measure(index)
        return first

    def items_from(self, index: int, first: int = 0) -> Iterator[Item]:
        """The items of a message. Where nobody has seen it, they are made for the asking, and not kept."""
        one = self.messages[index]
        if one.unmade is not None:
            one = MessageItems(one.unmade, (1, 1), lambda item: None)
            one.prepare(self._setting)
        for number in range(first, one.count()):
            yield one.item(number)[1]

    def change_of_item(self, index: int, number: int) -> float:
        """From where on the stack looks different when an item has changed."""
        top, item = self.messages[index].item(number)
        return self.top(index) + top + item.changed_from

    def changed(self, index: int, number: int) -> None:
        """An item of a message looks different: it is laid out anew when it is seen."""
        self.messages[index].changed(number)

    def toggle(self, index: int, number: int) -> None:
        """Unfolds the reasoning to which an item of a message belongs, or folds it."""
        self.messages[index].toggle(number)
        self._measure(index)

    def toggle_cover(self, index: int) -> None:
        """Hides the text of a message, or shows it."""
        self.prepare(index)
        self.messages[index].toggle_cover()
        self._measure(index)

    def noted(self, index: int, message: Message) -> None:
        """A message is no longer the last one: how it ended is said below it."""
        self.prepare(index)
        self.messages[index].set_note(message)
        self._measure(index)

    def visible(self, top: float, bottom: float) -> Iterator[tuple[int, float, MessageItems]]:
        """The messages between two heights, with their tops. They are laid out."""
        if not self.messages:
            return
        index = self.at(top)
        y = self.top(index)
        while index < len(self.messages) and y < bottom:
            yield index, y, self.messages[index]
            y += self._heights[index]
            index += 1

    def seen(self, top: float, bottom: float) -> Iterator[tuple[int, int, float, Item]]:
        """The items between two heights: message, number in it, top in the stack, and the item."""
        for index, y, message in self.visible(top, bottom):
            for number, inside, item in message.between(top - y, bottom - y):
                yield index, number, y + inside, item

    def hit(self, x: float, y: float) -> Hit | None:
        """The item at a point, or the nearest one above it."""
        if not self.messages:
            return None
        for index in range(self.at(y), -1, -1):
            self.prepare(index)
            inside = y - self.top(index)
            number = self.messages[index].item_at(x, inside, nearest=index == 0)
            if number is not None:
                self.messages[index].lay_out_item(number)
                top, item = self.messages[index].item(number)
                point = QPointF(x - item.left, inside - top)
                return Hit(Place(index, number, item.position_at(point)), item, point)
        return None

    def reading_place(self, y: float) -> ReadingPlace | None:
        """What stands at `y`, or is the first to stand below it."""
        for index, number, top, item in self.seen(y, self.total()):
            if top + item.height > y and not isinstance(item, Versions):
                one = self.messages[index]
                one.lay_out_item(number)
                position = item.position_at(QPointF(0, max(0.0, y - top)))
                return ReadingPlace(one.id, number, position, item.line_top(position) - (y - top))
        return None

    def y_of(self, place: ReadingPlace) -> float | None:
        """Where a reading place stands now; None when its message is not shown."""
        index = self._index.get(place.message)
        if index is None:
            return None
        one = self.messages[index]
        self.prepare(index)
        number = min(place.item, one.count() - 1)
        if number < 0:
            return self.top(index)
        one.lay_out_item(number)
        self._measure(index)
        top, item = one.item(number)
        return self.top(index) + top + item.line_top(place.position) - place.offset

    def everything(self) -> Selection | None:
        if not self.messages:
            return None
        return Selection(Place(0, 0, 0), Place(len(self.messages) - 1, FAR, FAR))

    def selected_text(self, selection: Selection) -> str:
        """Constructs and messages stand an empty line apart, what goes on in one does not."""
        messages = []
        for index in range(selection.start.message, selection.end.message + 1):
            self.prepare(index)
            pieces: list[tuple[Joint, str]] = []
            for number, (_, item) in enumerate(self.messages[index].items()):
                within = selection.within(index, number)
                if within is not None:
                    item.ensure(self.style)
                    goes_on = (index, number) > (selection.start.message, selection.start.item)
                    piece = item.selected_up_to(within[1]) if goes_on else item.selected(*within)
                    pieces.append((item.joint, piece))
                    if item.generation < 0:
                        item.release()  # nobody sees it
            messages.append(joined(pieces))
        return "\n\n".join(message for message in messages if message)

    def _made(self, message: Message, *, is_last: bool) -> MessageItems:
        return MessageItems(message, self.versions(message.id), self._keep_alive, is_last=is_last)

    def _measure(self, index: int) -> float:
        """Brings the sum of heights up to a message's; gives by how much it grew."""
        height = self.messages[index].height
        growth = height - self._heights[index]
        self._heights.set(index, height)
        return growth

    def _keep_alive(self, item: Item) -> None:
        self._alive.pop(item, None)
        self._alive[item] = None
        if len(self._alive) > ALIVE:
            oldest = next(iter(self._alive))
            del self._alive[oldest]
            oldest.release()
