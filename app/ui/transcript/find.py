"""Finding words in all messages that are shown, in slices that leave every frame its time."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.conversation import Message
from app.domain.query import Query
from app.ui.transcript.items.fold import Fold
from app.ui.transcript.lines import Lines, Match, first_from
from app.ui.transcript.page import Page
from app.ui.transcript.selection import Mark, Place, Selection
from app.ui.transcript.sight import bring_into_view

_SLICE = 0.004
"""Seconds of a frame."""

_Found = tuple[int, int]
"""A message, and the number of a match in it."""


class Finder(QObject):
    """Looks for one query in all messages, and keeps one of its matches current.

    Signals:
        changed(): more has been found, or another match is current.
    """

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._stack = page.stack
        self._stack.marks = self.marks
        self._query = Query("")
        self._lines: dict[int, Lines] = {}
        """By message, of those that had to be read. They serve every query."""
        self._begun: dict[int, Lines] = {}
        """Of those that are still being read: a long answer takes some frames, in which it may grow."""
        self._matches: dict[int, list[Match]] = {}
        """By message, of those that have been looked into."""
        self._current: _Found | None = None
        self._wanted = 0
        """1 or -1 while the next or the previous match is still looked for."""
        self._from = Place(0, 0, 0)
        """Where the first match is looked for."""
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._slice)
        page.toggled.connect(self.grew)

    # What is asked of it

    def look_for(self, query: Query) -> None:
        """The first match becomes current, from the one that is, or from what is in view on."""
        self._from = self._here()
        self._query = query
        self._current = None
        self._matches.clear()
        self._wanted = 1
        self._begin()

    def step(self, *, forwards: bool) -> None:
        """To the next match, or the previous one; behind the last comes the first."""
        self._wanted = 1 if forwards else -1
        self._begin()

    def stop(self) -> None:
        """Nothing is marked any more; the match that was current is selected."""
        if self._current is not None:
            self._page.select(self._selection(self._current))
        self.look_for(Query(""))

    def selected_text(self) -> str:
        """What is selected, as far as it is something to look for: in one item."""
        selection = self._page.selection
        if selection is None or selection.start.item != selection.end.item:
            return ""
        return self._page.selected_text() if selection.start.message == selection.end.message else ""

    @property
    def count(self) -> int:
        """How many matches have been found so far."""
        return sum(map(len, self._matches.values()))

    @property
    def position(self) -> int:
        """Of the current match among all, from 1; 0 without one."""
        if self._current is None:
            return 0
        message, number = self._current
        return sum(len(found) for index, found in self._matches.items() if index < message) + number + 1

    @property
    def is_searching(self) -> bool:
        """There are messages into which nobody has looked yet."""
        return self._timer.isActive()

    def marks(self, message: int, item: int) -> Sequence[Mark]:
        """What to paint behind the letters of an item."""
        matches = self._matches.get(message, [])
        marks: list[Mark] = []
        # Of those that begin in an earlier item, only the last can reach into this one.
        for number in range(max(0, first_from(matches, item) - 1), len(matches)):
            if matches[number][0][0] > item:
                break
            within = self._selection((message, number)).within(message, item)
            if within is not None:
                marks.append(Mark(*within, is_current=self._current == (message, number)))
        return marks

    # What happens meanwhile

    def reset(self) -> None:
        """Other messages are shown."""
        self._lines.clear()
        self._begun.clear()
        self._matches.clear()
        self._current, self._wanted = None, 0
        self._from = Place(0, 0, 0)
        self._begin()

    def grew(self, message: int, first: int = 0) -> None:
        """A message is new, or has other items from `first` on."""
        lines = self._lines.get(message)
        if lines is None or not self._query.text:
            self._lines.pop(message, None)
            self._begun.get(message, Lines()).cut(first)
            self._matches.pop(message, None)
            self._begin()
            return
        first = min(first, len(lines.shown))
        lines.cut(first)
        for item in self._stack.items_from(message, first):
            lines.add(item, self._stack.style)
        first = lines.line_of(first)
        matches = self._matches.setdefault(message, [])
        del matches[first_from(matches, first) :]
        matches.extend(lines.matches(self._query, first))
        if self._current is not None and self._current[0] == message and self._current[1] >= len(matches):
            self._current = (message, len(matches) - 1) if matches else None
        self.changed.emit()

    # How it is done

    def _begin(self) -> None:
        if self._query.text:
            self._work = self._search()
            self._timer.start()
            self._slice()
        elif self._timer.isActive() or self._wanted:
            self._timer.stop()
            self._wanted = 0
            self._report()

    def _slice(self) -> None:
        end = perf_counter() + _SLICE
        while perf_counter() < end:
            if next(self._work, self) is self:
                self._timer.stop()
                break
        if self._wanted and (found := self._next()) is not None:
            self._wanted = 0
            self._go_to(found)
        if not self.is_searching:
            self._wanted = 0
        self._report()

    def _go_to(self, found: _Found) -> None:
        self._current = found
        place = self._selection(found).start
        self._stack.prepare(place.message)
        _, item = self._stack.messages[place.message].item(place.item)
        if isinstance(item, Fold):
            # Its matches stand in the items below it then, as many as before.
            self._page.toggle(place.message, place.item)
        if self._current is not None:
            bring_into_view(self._page, self._selection(self._current))

    def _report(self) -> None:
        self._page.changed.emit()
        self.changed.emit()

    def _search(self) -> Iterator[None]:
        """Looks into all messages, in the order in which they are wanted."""
        count = len(self._stack.messages)
        step = self._wanted or 1
        start = self._current[0] if self._current else self._from.message
        for number in range(count):
            index = (start + step * number) % count
            if index not in self._matches:
                yield from self._look_into(index)

    def _look_into(self, index: int) -> Iterator[None]:
        lines = self._lines.get(index)
        unmade = self._stack.messages[index].unmade
        if lines is None and (unmade is None or self._may_be_in(unmade)):
            lines = self._begun.setdefault(index, Lines())
            for item in self._stack.items_from(index, len(lines.shown)):
                lines.add(item, self._stack.style)
                yield
            self._lines[index] = self._begun.pop(index)
        self._matches[index] = list(lines.matches(self._query)) if lines else []
        yield

    def _may_be_in(self, message: Message) -> bool:
        return self._query.may_be_in("\n".join(part.text for part in message.parts))

    def _next(self) -> _Found | None:
        """The match that is wanted; None when there is none, or when one before it may yet be found."""
        count, step = len(self._stack.messages), self._wanted
        index = self._current[0] if self._current else self._from.message
        matches = self._matches.get(index)
        if matches is None:
            return None
        if self._current is not None:
            number = self._current[1] + step
        else:
            number = bisect_left(matches, (self._from.item, self._from.position), key=lambda one: one[0])
        if 0 <= number < len(matches):
            return index, number
        for _ in range(count):
            index = (index + step) % count
            matches = self._matches.get(index)
            if matches is None:
                return None
            if matches:
                return index, 0 if step > 0 else len(matches) - 1
        return None

    def _here(self) -> Place:
        """From where on the user looks."""
        if self._current is not None:
            return self._selection(self._current).start
        if self._page.selection is not None and not self._page.selection.is_empty:
            return self._page.selection.start
        for message, item, _, _ in self._stack.seen(*self._page.seen()):
            return Place(message, item, 0)
        return Place(0, 0, 0)

    def _selection(self, found: _Found) -> Selection:
        start, end = self._matches[found[0]][found[1]]
        return Selection(Place(found[0], *start), Place(found[0], *end))
