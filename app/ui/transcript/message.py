"""One message in the transcript: its items below each other, and where each stands."""

import math
from collections.abc import Callable, Iterator

from app.domain.conversation import Message, MessageId, Role
from app.domain.ending import EndState, sentence
from app.domain.patch import Ended, PartGrew, PartOpened, Patch, Reported
from app.domain.provider import GUIDE
from app.ui.transcript.items.cover import HIDDEN, Cover
from app.ui.transcript.items.item import Item, estimated_height, joined
from app.ui.transcript.items.versions import Versions
from app.ui.transcript.part import PartItems, ReasoningItems, complete, opened
from app.ui.transcript.slots import Setting, Slots
from app.ui.transcript.text.typography import Typography

GAP = 28.0
"""Pixels between two messages, at zoom 1."""
HEAD = 26.0
"""The line with the model's name above an answer."""
NOTE = 26.0
"""The line below an answer that did not end well, when it is not the last one."""


_NO_SLOTS = Slots(lambda item: None)
"""Of messages that nobody has seen. There may be 10,000 of them."""


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
        self._end = message.end
        self._parts: list[PartItems] = []
        self._cover: Cover | None = None
        """Stands above the items, or in their place."""
        if message.end in HIDDEN and any(part.text for part in message.parts):
            self._cover = Cover(message.end)
        self._versions: Versions | None = None
        if versions[1] > 1:
            right = message.role is Role.USER
            self._versions = Versions(*versions, beside="" if right else self.name, right=right)
        self._used = used
        self._slots = _NO_SLOTS
        """The items of all parts, and the switch between the versions."""
        self._setting: Setting | None = None
        self._message: Message | None = message
        """Until its items are made."""
        if not is_last and message.end not in (None, EndState.COMPLETE):
            self.set_note(message)

    @property
    def name(self) -> str:
        """Who speaks."""
        return "Guide" if self.model == GUIDE else self.model or "Assistant"

    def name_within(self, width: float) -> float:
        """How many of so many pixels its name may have: the switch between its versions comes behind it."""
        return width if self._versions is None else max(0.0, width - self._versions.width)

    @property
    def unmade(self) -> Message | None:
        """What its items will be made from; None once it has been seen."""
        return self._message

    @property
    def is_hidden(self) -> bool:
        """Its text is, behind a line that says why."""
        return self._cover is not None and not self._cover.is_open

    def set_note(self, message: Message) -> None:
        end = message.end
        words = len(message.text().split())
        title = message.problem.title if message.problem else ""
        self.note = sentence(end, words, title) if end not in (None, EndState.COMPLETE) else ""

    # Where its items are. Only after `prepare`.

    @property
    def height(self) -> float:
        scaled = self._style.scaled
        return math.ceil(self._slots.total() + scaled(NOTE) * bool(self.note) + scaled(GAP))

    def count(self) -> int:
        return len(self._slots)

    def item(self, number: int) -> tuple[float, Item]:
        """An item with its top, seen from the message's top."""
        return self._slots.item(number)

    def items(self) -> Iterator[tuple[float, Item]]:
        return (self._slots.item(number) for number in range(len(self._slots)))

    def between(self, top: float, bottom: float) -> Iterator[tuple[int, float, Item]]:
        """The items that are seen between two heights, with their numbers and tops."""
        return self._slots.between(top, bottom)

    def item_at(self, x: float, y: float, *, nearest: bool) -> int | None:
        """The item under a point, or the last one of the text that begins above it.

        Args:
            nearest: gives the first item where none begins above the point.
        """
        last = len(self._slots) - 1
        if self._versions is not None and self._slots.has(last, x, y):
            return last
        return self._slots.at(x, y, self._of_text, nearest=nearest)

    def last_of_text(self) -> tuple[float, Item] | None:
        """The item at which the text ends, with its top; None too where no items have been made."""
        return self._slots.item(self._of_text - 1) if self._of_text > 0 else None

    # Laying out

    def estimate(self, setting: Setting) -> float:
        """A height without making anything."""
        if self._message is None:
            return self.height
        chars = 0 if self.is_hidden else sum(len(part.text) for part in self._message.parts)
        head = setting.style.scaled(HEAD if self.role is Role.ASSISTANT else 0)
        body = estimated_height(chars, 0, setting.column, setting.style)
        return math.ceil(head + body + setting.style.scaled(GAP))

    def prepare(self, setting: Setting) -> None:
        """Makes the items, for this width and type from now on."""
        self._setting = setting
        message, self._message = self._message, None
        if message is not None:
            self._slots = Slots(self._used)
        self._slots.set(setting, self._head)
        if message is None:
            return
        for part in message.parts:
            if self.is_streaming:
                items = opened(part.kind, part.name)
                items.grow(part.text)
            else:
                items = complete(part, is_prompt=self.role is Role.USER)
            self._parts.append(items)
        self._put(0, self._uncovered())

    def lay_out_between(self, top: float, bottom: float, still: float) -> tuple[float, float]:
        """Lays out what is seen between two heights; see `Slots`."""
        return self._slots.lay_out_between(top, bottom, still)

    def lay_out_item(self, number: int) -> float:
        """Lays out one item where it is not; gives by how much it grew."""
        return self._slots.lay_out(number)

    def apply(self, patch: Patch) -> int | None:
        """Takes a change of the streaming answer; gives the number of the first item it has changed."""
        match patch:
            case PartGrew(part, text):
                return self._take(part, self._parts[part].grow(text))
            case PartOpened(part, kind, _, name) if part == len(self._parts):
                self._parts.append(opened(kind, name))
            case Ended(end, waiting=False):
                self.is_streaming, self._end = False, end
                firsts = [self._take(number, one.finish()) for number, one in enumerate(self._parts)]
                if end in HIDDEN and any(one.items for one in self._parts):
                    self.toggle_cover()
                    return 0
                return min((first for first in firsts if first is not None), default=None)
            case Reported(_, model, _):
                self.model = model or self.model
                if self._versions is not None:
                    self._versions.set_beside(self.name)
        return None

    def toggle(self, number: int) -> None:
        """Unfolds the reasoning to which an item belongs, or folds it."""
        for at, part in enumerate(self._parts):
            if isinstance(part, ReasoningItems) and self._slots.item(number)[1] in part.items:
                part.toggle()
                self._take(at, 0)

    def toggle_cover(self) -> None:
        """Hides the text, or shows it. Only of an answer with an end of `COVERED`."""
        if self._cover is None:
            assert self._end is not None
            self._cover = Cover(self._end)
        else:
            self._cover.is_open = not self._cover.is_open
        self._put(0, self._uncovered())
        self._slots.grew(0)

    def changed(self, number: int) -> None:
        """An item looks different now: its height has to be found again."""
        self._slots.grew(number)

    def text(self) -> str:
        pieces = []
        for number in range(len(self._slots)):
            _, item = self._slots.item(number)
            item.ensure(self._style)
            pieces.append((item.joint, item.text()))
            if item.generation < 0:
                item.release()  # nobody sees it
        return joined(pieces)

    # How it is done

    @property
    def _style(self) -> Typography:
        assert self._setting is not None
        return self._setting.style

    @property
    def _head(self) -> int:
        return math.ceil(self._style.scaled(HEAD)) if self.role is Role.ASSISTANT else 0

    @property
    def _of_text(self) -> int:
        """How many items have the message's text: all but the switch between its versions."""
        return len(self._slots) - (self._versions is not None)

    def _take(self, part: int, first: int) -> int | None:
        """Takes over what a part's items are from `first` on; gives the number of that one here."""
        changed = self._parts[part].items[first:]
        above = [self._cover] if self._cover is not None else []
        number = len(above) + sum(len(one.items) for one in self._parts[:part]) + first
        if not changed:
            return None
        for item in changed:
            item.generation = -1
        self._put(number, [*changed, *(item for one in self._parts[part + 1 :] for item in one.items)])
        self._slots.grew(number)
        return number

    def _uncovered(self) -> list[Item]:
        """All items of its text that are shown, below the cover."""
        items = [item for one in self._parts for item in one.items]
        if self._cover is None:
            return items
        return [self._cover, *items] if self._cover.is_open else [self._cover]

    def _put(self, number: int, items: list[Item]) -> None:
        """From this number on, the message has these items."""
        if self._versions is None or self.role is Role.ASSISTANT:
            self._slots.put(number, items, self._versions)
        else:
            self._slots.put(number, [*items, self._versions])
