"""What the segments of one fence of code share: its head, how it is seen, and its colours."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from app.domain.markdown.blocks import Joint
from app.ui.transcript.text.highlight import MOST_LEXED, LineLexer, Run, line_lexer, lines, loaded
from app.ui.transcript.text.typography import Typography

if TYPE_CHECKING:
    from app.ui.transcript.items.code import Code

MOST_AT_ONCE = 2_000
"""Characters. A fence that has grown by more is coloured in slices, not while it grows."""
LONG_LINE = 1_000
"""Characters. A longer line stays plain while its fence grows."""


class Fence:
    """A fence is cut into segments that are laid out and painted by themselves."""

    def __init__(self, language: str = "", label: str = "") -> None:
        """`label` stands in the head in place of the language."""
        self.language = language
        self.label = label or language or "text"
        self.segments: list[Code] = []
        self.wraps = False
        self.scroll = 0.0
        """By how many pixels the lines are moved to the left."""
        self.widest = 0.0
        """Pixels, of the longest line that is known."""
        self.is_copied = False
        """Just now: the head says so."""
        self.hovered = ""
        """The verb of its target under the pointer."""
        self.version = 0
        """Grows with every change of its code."""
        self.lexed = 0
        """How many lines have been lexed while it grew."""
        self._is_live = False
        """It has been seen growing: its lines are coloured as they come."""
        self._exact = -1
        """The version whose colours are those of a lexer that has read all of it."""
        self._style: Typography | None = None
        self._lexer: LineLexer | None = None
        self._segment, self._row = 0, 0
        """The line that is lexed next."""
        self._state: tuple[str, ...] = ()
        """The lexer's, at the beginning of that line's segment."""

    def text(self) -> str:
        """The whole code."""
        return "".join(("\n" if one.joint is Joint.NEXT else "") + one.text() for one in self.segments)

    def join(self, segment: "Code") -> None:
        """The next segment. The one before it loses its lower edge, so its height is another."""
        if self.segments:
            self.segments[-1].is_last = False
        self.segments.append(segment)
        self.grew(segment)

    def grew(self, segment: "Code") -> None:
        """The last segment has changed, by a few lines or by many."""
        self.version += 1
        self._is_live = self._is_live or segment.is_open
        if self._is_live and self._can_grow_coloured() and not self._is_behind(MOST_AT_ONCE):
            for _ in self._live():
                pass

    def lost(self, segment: "Code", same: int) -> None:
        """Of the last segment, only the first `same` lines are as they were."""
        if segment is self.segments[self._segment] and self._row > same:
            self._row = 0
            self._lexer = line_lexer(self.language, self._state)

    def set_style(self, style: Typography) -> None:
        if style is not self._style:
            self._style, self.widest = style, 0.0

    def toggle_wrap(self) -> None:
        """Other heights: all segments are to be laid out again."""
        self.wraps = not self.wraps
        self.scroll = 0.0
        for segment in self.segments:
            segment.release()

    def scroll_by(self, pixels: float, seen: float) -> bool:
        """Moves the lines sideways behind `seen` pixels; whether there was anything to move."""
        before = self.scroll
        room = 0.0 if self.wraps else self.widest - seen
        self.scroll = max(0.0, min(self.scroll + pixels, room))
        return self.scroll != before

    # Colours

    @property
    def wants_colours(self) -> bool:
        """Whether `colours` has something to do. Not before the language's lexer is loaded."""
        if self._exact == self.version or not loaded(self.language):
            return False
        if self._grows and not (self._is_live and self._can_grow_coloured() and self._is_behind(0)):
            return False
        # Asked last: it looks at all of the code, and this is asked in every frame.
        return self._can_be_lexed()

    def colours(self) -> "Iterator[Code | None]":
        """Colours it bit by bit: gives a segment whenever one looks different, and else None.

        Not to be gone on with when `version` has changed.
        """
        return self._live() if self._grows else self._exactly()

    @property
    def _grows(self) -> bool:
        return bool(self.segments) and self.segments[-1].is_open

    def _can_be_lexed(self) -> bool:
        """Lines of many thousand characters are data: they would hold up the lexer, and stay plain."""
        if any(one.joint is Joint.INLINE for one in self.segments):
            return False
        return sum(len(one.text()) for one in self.segments) <= MOST_LEXED

    def _exactly(self) -> "Iterator[Code | None]":
        version = self.version
        known = lines(self.language, self.text())
        for segment in self.segments:
            rows: list[list[Run]] = []
            while len(rows) < len(segment.rows):
                if (runs := next(known, [])) is not None:
                    rows.append(runs)
                yield None
            if segment.set_colours(0, rows):
                yield segment
        self._exact = version

    def _live(self) -> "Iterator[Code | None]":
        """Lexes the lines that are complete, each once, on from the state after the one before."""
        if self._lexer is None:
            self._lexer = line_lexer(self.language)
            if self._lexer is None:
                return
            self._state = self._lexer.state
        while self._segment < len(self.segments):
            segment = self.segments[self._segment]
            end = len(segment.rows) - segment.is_open
            first = self._row
            while self._row < end:
                row = segment.rows[self._row]
                runs = self._lexer.line(row + "\n") if len(row) <= LONG_LINE else [(row, "text")]
                segment.set_colours(self._row, [runs])
                self._row += 1
                self.lexed += 1
                yield None
            if first < end:
                yield segment
            if segment is self.segments[-1]:
                return
            self._segment, self._row, self._state = self._segment + 1, 0, self._lexer.state

    def _can_grow_coloured(self) -> bool:
        return self._lexer is not None or line_lexer(self.language) is not None

    def _is_behind(self, most: int) -> bool:
        """Whether more than so many characters of complete lines have not been lexed while it grew."""
        chars, row = 0, self._row
        for segment in islice(self.segments, self._segment, None):
            for line in islice(segment.rows, row, len(segment.rows) - segment.is_open):
                chars += len(line) + 1
                if chars > most:
                    return True
            row = 0
        return False
