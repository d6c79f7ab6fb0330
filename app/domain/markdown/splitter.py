"""A text that comes in pieces, cut into blocks; what is finished freezes, only the end stays open."""

import re
from dataclasses import replace

from app.domain.markdown import code
from app.domain.markdown.blocks import Block, BlockKind, Joint
from app.domain.markdown.context import TOP, Context
from app.domain.markdown.cutting import inline_cut
from app.domain.markdown.lines import FIRST_LETTER, goes_on, is_item_below
from app.domain.markdown.pile import LIMIT, ROOM, Pile
from app.domain.markdown.plain import PlainSplitter
from app.domain.markdown.references import References
from app.domain.markdown.structure import Start, starts

__all__ = ["PlainSplitter", "Splitter"]

NESTED = 600
"""Characters from which on a list's item, a quote, a footnote is cut wherever a block begins in it."""
ROWS, ROOM_OF_ROWS = 10, 2_000
"""A table is cut in segments of so many rows, or of fewer if they have more characters than this."""
PATIENCE = 8
"""What is longer than `NESTED` is parsed again when it has grown by this part of its length."""

_ALIGNMENTS = re.compile(r"[|:-][|:\- \t]*$")
_NOTHING = Start(0, "")


class Splitter:
    """Cuts Markdown. Where it cuts depends on the text alone, never on the pieces in which it comes.

    A line decides with its first letter or with its end. An open fence is not parsed at all, only watched
    for its end; lines that can only go on in what is open are not parsed either.
    """

    def __init__(self) -> None:
        self._pile = Pile()
        self._leaf = _NOTHING
        """The innermost block at the end."""
        self._is_decided = False
        """Whether it is known what the partial line begins or goes on in."""
        self._parsed = 0
        """How much of the pile was parsed the last time."""
        self._is_stale = False
        """Whether lines have come since that may have changed `_leaf`."""

    @property
    def references(self) -> References:
        """What the finished blocks define."""
        return self._pile.references

    def feed(self, text: str) -> list[Block]:
        """Adds `text`; gives the blocks that are finished with it."""
        start = 0
        while start < len(text):
            piece = self._pile.grow(text, start)
            start += len(piece)
            self._decide()
            if piece.endswith("\n"):
                self._end_line()
            while self._pile.is_too_long and self._cut_long():
                pass
        return self._pile.take()

    def open_block(self) -> Block | None:
        """What has come since the last finished block; None if that is nothing."""
        source = self._pile.source
        return self._pile.block(source, is_open=True) if source else None

    def finish(self) -> list[Block]:
        """The rest, cut as if the text ended here. The splitter takes no more text."""
        if self._pile.partial:
            self._decide()
            self._end_line(is_last=True)
        elif self._pile.lines and not self._is_code and (self._is_stale or self._leaf.is_growing):
            self._parse(is_open=False)
        if self._pile.lines:
            self._freeze(len(self._pile.lines))
        return self._pile.take()

    @property
    def _is_code(self) -> bool:
        return self._pile.kind is BlockKind.CODE

    def _decide(self) -> None:
        """Looks at the partial line once, as soon as its first letter is there."""
        lines = self._pile.lines
        if self._is_decided or not lines or self._is_code or (self._leaf.is_growing and not self._is_stale):
            return
        found = FIRST_LETTER.match(self._pile.partial)
        if found is None:
            return
        self._is_decided = True
        lines.append(found[0])
        if self._is_next_item():
            self._begin_item()
        elif not self._goes_on(found[0]):
            self._look()
        self._pile.lines.pop()
        self._cut_rows(len(self._pile.lines))

    def _end_line(self, *, is_last: bool = False) -> None:
        line, pile = self._pile.end_line(), self._pile
        is_decided, self._is_decided = self._is_decided, False
        if self._is_code:
            code.end_line(pile)
            self._leave_code()
            return
        is_blank = pile.is_blank(-1)
        if is_last:
            self._parse(is_open=False)
        elif not (is_decided or (is_blank and not self._leaf.is_growing) or self._goes_on(line)):
            self._look()
        if self._is_stale or self._is_code or not pile.lines:
            return
        if not is_blank and not is_decided:
            self._cut_rows(len(pile.lines) - 1)
        is_finished = self._leaf.is_finished_by_blank if is_blank else self._leaf.is_finished
        if is_finished and pile.has_text():
            self._freeze(len(pile.lines))

    def _goes_on(self, line: str) -> bool:
        """Whether the last line can only be more of what is open in the lines above it."""
        if self._is_stale or len(self._pile.lines) < 2:
            return False
        return goes_on(line, self._leaf, is_below_blank=self._pile.is_blank(-2))

    def _is_next_item(self) -> bool:
        """Whether the last two lines are plainly items of one list, and inside an item no cut is due."""
        leaf, lines = self._leaf, self._pile.lines
        if self._is_stale or not leaf.chain or leaf.type != "paragraph" or leaf.line != len(lines) - 2:
            return False
        if len(leaf.chain) > 1 and self._pile.size() >= NESTED:
            return False
        return leaf.chain[-1].is_item and is_item_below(lines[-1], lines[-2])

    def _begin_item(self) -> None:
        """What most lists are made of needs no parser: each item a line."""
        leaf = self._leaf.next_item()
        if len(leaf.chain) == 1:
            self._freeze(len(self._pile.lines) - 1, Context(number=leaf.chain[0].number), Joint.NEXT)
            leaf = replace(leaf, line=0)
        self._leaf = leaf

    def _look(self) -> None:
        """Parses the open piece, or leaves that for later if it is long and has hardly grown."""
        grown = self._pile.size() - self._parsed
        self._is_stale = self._parsed > NESTED and grown * PATIENCE < self._parsed
        if not self._is_stale:
            self._parse()

    def _parse(self, *, is_open: bool = True) -> None:
        """Freezes all blocks of the open piece but the last, which may still grow."""
        pile = self._pile
        found = starts("".join(pile.lines), pile.context, is_open=is_open)
        parsed, done, after_definition = pile.size(), 0, False
        for start in found:
            line = start.line - done
            if line > 0 and (cut := self._cut(start, line, after_definition=after_definition)):
                self._freeze(line, *cut)
                line, done = 0, done + line
            after_definition = not start.type
            self._leaf = replace(start, line=line)
            if not start.chain and not pile.has_text(max(0, line)):
                pile.kind = BlockKind.TABLE if start.type == "table" else BlockKind.PROSE
        self._parsed, self._is_stale = 0 if done else parsed, False
        if self._leaf.type == "fence" and not self._leaf.chain:
            if self._leaf.line > 0:
                self._freeze(self._leaf.line)
            code.open_fence(pile)
            self._leave_code()

    def _cut(self, start: Start, line: int, *, after_definition: bool) -> tuple[Context, Joint] | None:
        """What begins at a line, if the piece is cut there."""
        if not self._pile.has_text(line) or not self._is_sure(start, line, after_definition=after_definition):
            return None
        context = Context(start.chain, number=start.number)
        if not start.chain:
            return context, Joint.NEXT if start.is_item else Joint.NONE
        is_child_of_quote = len(start.chain) == 1 and start.chain[0].mark == ">"
        return (context, Joint.NEXT) if is_child_of_quote or self._pile.size(line) >= NESTED else None

    def _is_sure(self, start: Start, line: int, *, after_definition: bool) -> bool:
        """Whether what begins here cannot turn out to be more of what stands above."""
        if start.type == "maths" and start.is_growing:
            return self._pile.is_blank(line - 1)
        # A link's definition may have its title on the line below, and that may have more lines.
        return not (after_definition and self._pile.lines[line].lstrip()[:1] in ("'", '"', "("))

    def _cut_rows(self, row: int) -> None:
        """Ends the segment of a table above the line `row` if it is full."""
        leaf = self._leaf
        if self._is_stale or leaf.type != "table" or leaf.chain:
            return
        first = leaf.line + 2 if self._pile.context.leaf != "table" else 0
        length = self._pile.size(row) - self._pile.size(first)
        if row - first >= ROWS or (row > first and length >= ROOM_OF_ROWS):
            self._freeze(row, leaf.context(self._alignments()), Joint.NEXT)

    def _alignments(self) -> str:
        if self._pile.context.leaf == "table":
            return self._pile.context.opening
        found = _ALIGNMENTS.search(self._pile.lines[self._leaf.line + 1].rstrip())
        return found[0] if found else ""

    def _freeze(self, count: int, context: Context = TOP, joint: Joint = Joint.NONE) -> None:
        self._pile.freeze(count, context, joint)
        self._settle()

    def _settle(self) -> None:
        """What is open now begins where the last block ended."""
        context = self._pile.context
        self._parsed = 0
        self._leaf = replace(self._leaf, line=0) if context.leaf else Start(0, "", context.chain)

    def _leave_code(self) -> None:
        if not self._is_code:
            self._settle()

    # What is too long

    def _cut_long(self) -> bool:
        """Cuts a piece that has reached the limit; False if it may still wait."""
        pile = self._pile
        if self._is_code:
            return code.cut_long(pile)
        if not pile.partial and pile.is_blank(-1):
            goes_on = self._leaf.type in ("fence", "maths", "code")
            context = self._leaf.context() if goes_on else Context(self._leaf.chain)
            self._freeze(len(pile.lines), context, Joint.NEXT)
            return True
        length = pile.length
        if pile.partial:
            pile.lines.append(pile.partial)
        self._parse()
        if pile.partial:
            pile.partial = pile.lines.pop() if pile.lines else ""
        if pile.length == length:
            self._cut_inside()
        return True

    def _cut_inside(self) -> None:
        """Cuts within the innermost block: between its lines if they stand for themselves, else in a line."""
        leaf, pile = self._leaf, self._pile
        context = leaf.context(self._alignments() if leaf.type == "table" else "")
        room = pile.length * ROOM // LIMIT
        if context.leaf in ("fence", "maths", "code", "table"):
            own = 1
            if pile.context.leaf != context.leaf:
                own = max(0, leaf.line) + {"table": 3, "code": 1}.get(context.leaf, 2)
            count = len(pile.lines)
            while count and pile.size(count) > room:
                count -= 1
            if count >= own:
                self._freeze(count, context, Joint.NEXT)
                return
        pile.freeze_inline(inline_cut(pile.source, room // 2, room), context)
        self._is_decided = self._is_decided or not pile.lines
        self._settle()
