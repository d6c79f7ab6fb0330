"""All messages of a conversation, one below the other: where they are, and how they are painted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from app.domain.conversation import Message, MessageId, Role
from app.ui.transcript.heights import Heights
from app.ui.transcript.items.item import Column, Item, small_font
from app.ui.transcript.message import GAP, HEAD, NOTE, MessageItems
from app.ui.transcript.selection import FAR, Place, Selection
from app.ui.transcript.text.typography import Typography

ALIVE = 80
"""How many messages keep their documents."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item under a point; `point` is seen from the item's top left corner."""

    place: Place
    item: Item
    point: QPointF


class Stack:
    """Messages out of view have estimated heights, and no items."""

    def __init__(self, style: Typography) -> None:
        self.style = style
        self.column = Column.of(800, style.zoom)
        self.messages: list[MessageItems] = []
        self._heights = Heights()
        self._index: dict[MessageId, int] = {}
        self._generation = 0
        self.versions: Callable[[MessageId], tuple[int, int]] = lambda message_id: (1, 1)
        """Which of how many versions a message is, from 1."""
        self._alive: dict[int, None] = {}
        """Messages with documents, in the order of their last use."""

    def reset(self, messages: Sequence[Message]) -> None:
        last = len(messages) - 1
        self.messages = [
            MessageItems(one, self.versions(one.id), is_last=i == last) for i, one in enumerate(messages)
        ]
        self._index = {one.id: i for i, one in enumerate(self.messages)}
        self._heights.reset([one.estimate(self.column, self.style) for one in self.messages])
        self._alive.clear()

    def append(self, message: Message) -> None:
        one = MessageItems(message, self.versions(message.id), is_last=True)
        self._index[one.id] = len(self.messages)
        self.messages.append(one)
        self._heights.append(one.estimate(self.column, self.style))

    def index(self, message_id: MessageId) -> int | None:
        return self._index.get(message_id)

    def set_width(self, viewport_width: float) -> None:
        self.column = Column.of(viewport_width, self.style.zoom)
        self._generation += 1

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

    def lay_out(self, index: int, first: int | None = None) -> tuple[float, float]:
        """Makes a message's layout right, from its item `first` on where that is known.

        Gives the y in the message from which it looks different, and by how much its height changed.
        """
        one = self.messages[index]
        if one.generation == self._generation and first is None:
            return one.height, 0.0
        known = one.generation == self._generation
        changed_from = one.lay_out(self.column, self.style, first if known and first else 0)
        one.generation = self._generation
        growth = one.height - self._heights[index]
        self._heights.set(index, one.height)
        self._keep_alive(index)
        return changed_from, growth

    def lay_out_between(self, top: float, bottom: float) -> float:
        """Lays out what is seen; gives by how much that moved what stood at `top` downwards."""
        if not self.messages:
            return 0.0
        moved = 0.0
        index = self.at(top)
        while index < len(self.messages) and self.top(index) < bottom + moved:
            begins_above = self.top(index) < top + moved
            _, growth = self.lay_out(index)
            if begins_above:
                moved += growth
            index += 1
        return moved

    def visible(self, top: float, bottom: float) -> Iterator[tuple[int, float, MessageItems]]:
        """The messages between two heights, with their tops. They are laid out."""
        if not self.messages:
            return
        index = self.at(top)
        y = self.top(index)
        while index < len(self.messages) and y < bottom:
            one = self.messages[index]
            yield index, y, one
            y += self._heights[index]
            index += 1

    def hit(self, x: float, y: float) -> Hit | None:
        """The item at a point, or the nearest one above it."""
        if not self.messages:
            return None
        for index in range(self.at(y), -1, -1):
            self.lay_out(index)
            inside = y - self.top(index)
            number = self.messages[index].item_at(x, inside, nearest=index == 0)
            if number is not None:
                top, item = self.messages[index].item(number)
                item.ensure(self.style)
                point = QPointF(x - item.left, inside - top)
                return Hit(Place(index, number, item.position_at(point)), item, point)
        return None

    def everything(self) -> Selection | None:
        if not self.messages:
            return None
        return Selection(Place(0, 0, 0), Place(len(self.messages) - 1, FAR, FAR))

    def selected_text(self, selection: Selection) -> str:
        """Items are joined by a line break, messages by an empty line."""
        messages = []
        for index in range(selection.start.message, selection.end.message + 1):
            self.lay_out(index)
            pieces = []
            for number, (_, item) in enumerate(self.messages[index].items()):
                within = selection.within(index, number)
                if within is not None:
                    item.ensure(self.style)
                    pieces.append(item.selected(*within))
            messages.append("\n\n".join(piece for piece in pieces if piece))
        return "\n\n".join(message for message in messages if message)

    def paint(self, painter: QPainter, clip: QRectF, selection: Selection | None) -> None:
        """Paints what lies in `clip`, in the stack's own coordinates."""
        for index, top, one in self.visible(clip.top(), clip.bottom()):
            painter.save()
            painter.translate(0, top)
            self._paint_message(painter, clip.translated(0, -top), index, one, selection)
            painter.restore()

    def _paint_message(
        self, painter: QPainter, clip: QRectF, index: int, one: MessageItems, selection: Selection | None
    ) -> None:
        if one.role is Role.ASSISTANT and clip.top() < self.style.scaled(HEAD):
            self._paint_head(painter, one)
        bottom = one.height - self.style.scaled(GAP)
        if one.note and clip.bottom() > bottom - self.style.scaled(NOTE):
            self._paint_note(painter, one, bottom)
        for number, (top, item) in enumerate(one.items()):
            if top + item.height < clip.top():
                continue
            if top > clip.bottom():
                break
            item.ensure(self.style)
            painter.save()
            painter.translate(item.left, top)
            within = selection.within(index, number) if selection else None
            item.paint(painter, clip.translated(-item.left, -top), within)
            painter.restore()

    def _paint_head(self, painter: QPainter, one: MessageItems) -> None:
        font = small_font(self.style)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self.style.theme.muted)
        rect = QRectF(self.column.left, 0, self.column.width, self.style.scaled(HEAD - 6))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, one.name)

    def _paint_note(self, painter: QPainter, one: MessageItems, bottom: float) -> None:
        painter.setFont(small_font(self.style))
        painter.setPen(self.style.theme.muted)
        height = self.style.scaled(NOTE)
        rect = QRectF(self.column.left, bottom - height, self.column.width, height)
        painter.drawText(rect, Qt.AlignmentFlag.AlignBottom, one.note)

    def _keep_alive(self, index: int) -> None:
        self._alive.pop(index, None)
        self._alive[index] = None
        if len(self._alive) > ALIVE:
            oldest = next(iter(self._alive))
            del self._alive[oldest]
            self.messages[oldest].release()
