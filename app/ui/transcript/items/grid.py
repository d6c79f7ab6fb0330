"""The columns of a table: decided by its first rows, then kept by all that follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from app.domain.markdown.blocks import Joint
from app.ui.transcript.items.item import Column
from app.ui.transcript.text.typography import Typography

GAP = 24.0
"""Pixels between two columns, at zoom 1."""
_STEP = 8.0
"""Columns grow in steps of so many pixels, so that a cell that streams does not move them at each letter."""
_LONGER = 1.1
"""And by two characters: the rows to come often have texts a little longer than the first ones."""
_NARROW, _WORD, _PART = 8, 20, 4
"""No column gets narrower than 8 characters, nor than its longest word and a quarter of its longest text,
these two up to 20 characters: below that a text is a tower of words."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand, in pixels from the table's left edge."""

    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    alignments: tuple[Qt.AlignmentFlag, ...]

    @property
    def width(self) -> float:
        """Of the whole table."""
        return max(left + width for left, width in zip(self.lefts, self.widths, strict=True))


@dataclass(frozen=True, slots=True)
class Measures:
    """What the first rows of a table would like, column by column, in pixels."""

    headers: tuple[float, ...]
    """Without a line break."""
    texts: tuple[float, ...]
    """The longest of the rows, likewise."""
    words: tuple[float, ...]
    """The longest of them."""
    alignments: tuple[Qt.AlignmentFlag | None, ...]
    """None: where the text begins."""
    is_right_to_left: bool

    def grown(self, before: "Measures") -> "Measures":
        """No column narrower than it was before."""
        if len(before.headers) != len(self.headers):
            return self
        texts = tuple(map(max, self.texts, before.texts))
        words = tuple(map(max, self.words, before.words))
        return replace(self, texts=texts, words=words)


class Segment(Protocol):
    """Some rows of a table."""

    generation: int
    """-1: its layout is not right any more."""

    @property
    def joint(self) -> Joint:
        """NONE for the segment with the header."""

    @property
    def is_open(self) -> bool:
        """More of its rows may come."""

    @property
    def is_measured(self) -> bool:
        """Nothing has changed since `measure`."""

    def measure(self, style: Typography) -> Measures: ...


class Grid:
    """What all segments of one table share: the widths of the columns, and how far it is scrolled sideways.

    The widths are a function of the first segment's text, of the style and of the room: they are the
    same whether the rows have streamed in or were there at once. While the first segment is open they
    only grow.
    """

    def __init__(self) -> None:
        self.scroll = 0.0
        """Pixels, from the side where the table begins."""
        self._segments: list[Segment] = []
        self._measures: Measures | None = None
        self._style: Typography | None = None

    def join(self, segment: Segment) -> None:
        """The one with the header, which decides the columns, then the others."""
        if segment.joint is Joint.NONE:
            self._segments.clear()
        self._segments.append(segment)

    def is_first(self, segment: Segment) -> bool:
        return segment is self._segments[0]

    def count(self, style: Typography) -> int:
        """How many columns there are."""
        return len(self._measured(style).headers)

    def columns(self, column: Column, style: Typography) -> Columns:
        measures = self._measured(style)
        gap = style.scaled(GAP)
        character = QFontMetricsF(style.font).averageCharWidth()
        natural, least = [], []
        for header, text, word in zip(measures.headers, measures.texts, measures.words, strict=True):
            width = max(header, text and text * _LONGER + 2 * character)
            step = style.scaled(_STEP)
            natural.append(-(-width // step) * step)
            least.append(min(max(word, width / _PART, _NARROW * character), _WORD * character))
        room = column.wide(style.zoom) - gap * (len(natural) - 1)
        widths = shared(natural, least, room)
        lefts, x = [], 0.0
        for width in reversed(widths) if measures.is_right_to_left else widths:
            lefts.append(x)
            x += width + gap
        if measures.is_right_to_left:
            lefts.reverse()
        side = Qt.AlignmentFlag.AlignRight if measures.is_right_to_left else Qt.AlignmentFlag.AlignLeft
        return Columns(tuple(lefts), tuple(widths), tuple(one or side for one in measures.alignments))

    def is_right_to_left(self, style: Typography) -> bool:
        return self._measured(style).is_right_to_left

    def _measured(self, style: Typography) -> Measures:
        first, before = self._segments[0], self._measures
        if before is not None and style is self._style and first.is_measured:
            return before
        measures = first.measure(style)
        if before is not None and style is self._style and first.is_open:
            measures = measures.grown(before)
        if measures != before:
            for segment in self._segments[1:]:
                segment.generation = -1
        self._measures, self._style = measures, style
        return measures


def shared(natural: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """The widths of columns in `room` pixels, in whole pixels.

    Each has what it would like where there is room for all. Where there is not, the widest give way,
    down to what each needs at least; the sum may then still be more than the room.
    """
    floors = [min(want, need) for want, need in zip(natural, least, strict=True)]
    if sum(natural) <= room:
        return [float(round(want)) for want in natural]
    spare = room - sum(floors)
    if spare <= 0:
        return [float(-(-need // 1)) for need in floors]
    return [float(width // 1) for width in _levelled(natural, floors, room)]


def _levelled(natural: Sequence[float], floors: Sequence[float], room: float) -> list[float]:
    """One level for all: who wants less has what it wants, who needs more has what it needs."""
    low, high = 0.0, max(natural)
    # Halving ends well below a pixel and needs no cases.
    for _ in range(24):
        level = (low + high) / 2
        widths = [max(need, min(want, level)) for want, need in zip(natural, floors, strict=True)]
        low, high = (level, high) if sum(widths) <= room else (low, level)
    return [max(need, min(want, low)) for want, need in zip(natural, floors, strict=True)]
