"""A text that comes in pieces, cut into blocks; what is finished freezes, only the end stays open."""

import re
from dataclasses import replace

from app.domain.markdown.blocks import Block, BlockKind, Joint
from app.domain.markdown.context import TOP, Context
from app.domain.markdown.cutting import character_cut, inline_cut
from app.domain.markdown.fences import OPENING, closes, may_close
from app.domain.markdown.parser import plain_breaks
from app.domain.markdown.references import References
from app.domain.markdown.structure import Start, starts

LIMIT = 4_000
"""No block is longer."""
ROOM = 3_000
"""What reaches the limit is cut at or before this: what follows shows whether a mark is closed."""
HIGH = 200
"""Nor has one more lines."""
NESTED = 600
"""From this length on a list's item, a quote, a footnote is cut wherever a block begins in it."""
ROWS, LINES = 10, 64
"""In one segment of a table, of a fence."""
ROOM_OF_ROWS = 2_000
PATIENCE = 8
"""What has grown beyond `NESTED` is parsed again when it has grown by this part of its length."""
CLOSING_FENCE = 100
"""Characters a closing fence may have behind the limit."""

_FIRST_LETTER = re.compile(r"[ \t\d.)>#|*+\-:=_]*(?:(?<=[-+*.)] )\[[ xX]\] +)?[^\W\d_]")
"""A line's beginning, after which it is clear what begins with it."""
_TEXT = re.compile(r"[ \t|]*(?:\d+[^.)\d]|[^\W\d_])")
_ROW = re.compile(r" {0,3}(?:\||[^\W\d_])")
_END_OF_MATHS = re.compile(r"\$\$|\\\]")
BLANK = " \t\r\n"
_ALIGNMENTS = re.compile(r"[|:-][|:\- \t]*$")


class Splitter:
    """Cuts Markdown. Where it cuts depends on the text alone, never on the pieces in which it comes.

    A line decides with its first letter or with its end. An open fence is not parsed at all, only watched
    for its end; lines that can only go on in what is open are not parsed either.
    """

    def __init__(self) -> None:
        self.references = References()
        self._lines: list[str] = []
        """Complete lines of the open block, each with its newline."""
        self._partial = ""
        self._is_decided = False
        """Whether it is known what the partial line begins or goes on in."""
        self._length = 0
        """Characters of the open block."""
        self._kind = BlockKind.PROSE
        self._joint = Joint.NONE
        self._is_loose = False
        self._context = TOP
        self._leaf = Start(0, "")
        """The innermost block at the end."""
        self._parsed = 0
        """The length of the open block when it was parsed the last time."""
        self._is_stale = False
        """Whether lines have come since that may have changed `_leaf`."""
        self._opening = ""
        """CODE: the line that has opened the fence."""

    def feed(self, text: str) -> list[Block]:
        """Adds `text`; gives the blocks that are finished with it."""
        frozen: list[Block] = []
        start = 0
        while start < len(text):
            newline = text.find("\n", start)
            end = len(text) if newline < 0 else newline + 1
            piece = text[start : min(end, start + max(1, LIMIT - self._length))]
            start += len(piece)
            self._partial += piece
            self._length += len(piece)
            self._decide(frozen)
            if piece.endswith("\n"):
                self._end_line(frozen, is_open=True)
            while self._is_too_long() and self._cut_long(frozen):
                pass
        return frozen

    def open_block(self) -> Block | None:
        """What has come since the last finished block; None if that is nothing."""
        source = "".join(self._lines) + self._partial
        return self._block(source, is_open=True) if source else None

    @property
    def is_fence_open(self) -> bool:
        return self._kind is BlockKind.CODE

    def finish(self) -> list[Block]:
        """The rest, cut as if the text ended here. The splitter can be used again, for another text."""
        frozen: list[Block] = []
        if self._partial:
            self._decide(frozen)
            self._end_line(frozen, is_open=False)
        elif self._lines and (self._is_stale or self._leaf.type == "maths"):
            self._parse(frozen, is_open=False)
        if self._lines:
            self._freeze(frozen, len(self._lines), TOP, Joint.NONE)
        self._is_stale, self._parsed = False, 0
        self._kind, self._leaf = BlockKind.PROSE, Start(0, "")
        return frozen

    def _decide(self, frozen: list[Block]) -> None:
        """Looks at the partial line once, as soon as its first letter is there."""
        if self._is_decided or not self._lines or self._kind is BlockKind.CODE:
            return
        found = _FIRST_LETTER.match(self._partial)
        if found is None:
            return
        self._is_decided = True
        if not self._goes_on(self._partial, len(self._lines)):
            self._lines.append(found[0])
            self._look(frozen)
            self._lines.pop()
        self._cut_rows(frozen, len(self._lines))

    def _end_line(self, frozen: list[Block], *, is_open: bool) -> None:
        line, self._partial = self._partial, ""
        is_decided, self._is_decided = self._is_decided, False
        self._lines.append(line)
        if self.is_fence_open:
            self._end_code_line(frozen)
            return
        is_blank = not line.strip(BLANK)
        if not is_open:
            self._parse(frozen, is_open=False)
        elif not (is_decided or self._goes_on(line, len(self._lines) - 1)) and (
            not is_blank or self._leaf.is_growing
        ):
            self._look(frozen)
        if self._is_stale or self.is_fence_open or not self._lines:
            return
        if not is_blank and not is_decided:
            self._cut_rows(frozen, len(self._lines) - 1)
        is_finished = self._leaf.is_finished_by_blank if is_blank else self._leaf.is_finished
        if is_finished and self._has_text(len(self._lines)):
            self._freeze(frozen, len(self._lines), TOP, Joint.NONE)

    def _goes_on(self, line: str, above: int) -> bool:
        """Whether a line that begins like this can only be more of what is open in the lines above it."""
        leaf = self._leaf
        if self._is_stale or not above:
            return False
        is_below_text = bool(self._lines[above - 1].strip(BLANK))
        match leaf.type:
            case "paragraph":
                return is_below_text and bool(_TEXT.match(line))
            case "table" if not leaf.chain:
                return is_below_text and bool(_ROW.match(line))
            case "fence" | "maths" if leaf.is_growing and ">" not in [one.mark for one in leaf.chain]:
                return self._is_inside(line)
        return False

    def _is_inside(self, line: str) -> bool:
        """Whether a line is more of the open fence or maths: as far in as its item, and not its end."""
        indent = sum(container.width for container in self._leaf.chain)
        text = line.strip(BLANK)
        is_far_in = len(line) - len(line.lstrip(" ")) >= indent
        if self._leaf.type == "maths":
            return bool(text) and is_far_in and not _END_OF_MATHS.search(text)
        return not text or (is_far_in and text.strip(self._leaf.info[0]) != "")

    # What blocks there are

    def _look(self, frozen: list[Block]) -> None:
        """Parses the open piece, or leaves that for later if it is long and has hardly grown."""
        grown = self._length - self._parsed
        self._is_stale = self._parsed > NESTED and grown * PATIENCE < self._parsed
        if not self._is_stale:
            self._parse(frozen, is_open=True)

    def _is_too_long(self) -> bool:
        return self._length >= LIMIT or len(self._lines) >= HIGH

    def _parse(self, frozen: list[Block], *, is_open: bool) -> None:
        """Freezes all blocks of the open piece but the last, which may still grow."""
        found = starts("".join(self._lines), self._context, is_open=is_open)
        self._parsed, self._is_stale = self._length, False
        done, after_definition = 0, False
        for start in found:
            line = start.line - done
            is_sure = not (after_definition and self._may_be_title(line)) and not self._may_be_text(
                start, line
            )
            if line > 0 and is_sure and self._has_text(line) and (cut := self._cut(start, line)):
                self._freeze(frozen, line, *cut)
                done += line
                line = 0
            after_definition = not start.type
            self._leaf = replace(start, line=line)
            if line <= 0 and not start.chain:
                self._kind = BlockKind.TABLE if start.type == "table" else BlockKind.PROSE
        if self._leaf.type == "fence" and not self._leaf.chain:
            self._open_fence(frozen)

    def _cut(self, start: Start, line: int) -> tuple[Context, Joint] | None:
        """What begins at a line, if the piece is cut there."""
        context = Context(start.chain, number=start.number)
        if not start.chain:
            return context, Joint.NEXT if start.is_item else Joint.NONE
        is_child_of_quote = len(start.chain) == 1 and start.chain[0].mark == ">"
        if is_child_of_quote or sum(map(len, self._lines[:line])) >= NESTED:
            return context, Joint.NEXT
        return None

    def _may_be_title(self, line: int) -> bool:
        """A link's definition may have its title on the line below, and that may have more lines."""
        return self._lines[line].lstrip()[:1] in ("'", '"', "(")

    def _may_be_text(self, start: Start, line: int) -> bool:
        """Maths without its end may turn out to be more of the paragraph above."""
        return start.type == "maths" and start.is_growing and bool(self._lines[line - 1].strip(BLANK))

    def _has_text(self, lines: int) -> bool:
        return any(line.strip(BLANK) for line in self._lines[:lines])

    # Tables and fences

    def _cut_rows(self, frozen: list[Block], row: int) -> None:
        """Ends the segment of a table above the line `row` if it is full."""
        leaf = self._leaf
        if self._is_stale or leaf.type != "table" or leaf.chain:
            return
        first = leaf.line + 2 if self._context.leaf != "table" else 0
        length = sum(map(len, self._lines[first:row]))
        if row - first >= ROWS or (row > first and length >= ROOM_OF_ROWS):
            self._freeze(frozen, row, leaf.context(self._alignments()), Joint.NEXT)
            self._leaf = replace(leaf, line=0)

    def _alignments(self) -> str:
        if self._context.leaf == "table":
            return self._context.opening
        found = _ALIGNMENTS.search(self._lines[self._leaf.line + 1].rstrip())
        return found[0] if found else ""

    def _open_fence(self, frozen: list[Block]) -> None:
        if self._leaf.line > 0:
            self._freeze(frozen, self._leaf.line, TOP, Joint.NONE)
        self._kind = BlockKind.CODE
        first, *lines = self._lines
        self._lines, self._length, self._opening = [first], len(first), plain_breaks(first).rstrip("\n")
        for line in lines:
            self._lines.append(line)
            self._length += len(line)
            if self.is_fence_open:
                self._end_code_line(frozen)

    def _end_code_line(self, frozen: list[Block]) -> None:
        before = len(self._lines) - 1
        is_rest = self._context.is_inline and not before
        if not is_rest and closes(self._lines[-1], self._opening):
            self._freeze(frozen, len(self._lines), TOP, Joint.NONE)
            return
        first = 0 if self._context.leaf else 1
        if before - first >= LINES or (before > first and self._length - len(self._lines[-1]) >= ROOM):
            self._freeze(frozen, before, Context((), "fence", self._opening), Joint.NEXT)

    # What is too long

    def _cut_long(self, frozen: list[Block]) -> bool:
        """Cuts a piece that has reached the limit; False if it may still wait."""
        if self.is_fence_open:
            return self._cut_long_code(frozen)
        if not self._partial and not self._lines[-1].strip(BLANK):
            goes_on = self._leaf.type in ("fence", "maths", "code")
            context = self._leaf.context() if goes_on else Context(self._leaf.chain)
            self._freeze(frozen, len(self._lines), context, Joint.NEXT)
            return True
        if self._partial:
            self._lines.append(self._partial)
        lines = len(self._lines)
        self._parse(frozen, is_open=True)
        if self._partial and self._lines:
            self._lines.pop()
        if len(self._lines) + bool(self._partial) < lines or not self._is_too_long():
            return True
        self._cut_inside(frozen)
        return True

    def _cut_inside(self, frozen: list[Block]) -> None:
        """Cuts within the innermost block: between its lines if they stand for themselves, else in a line."""
        leaf = self._leaf
        context = leaf.context(self._alignments() if leaf.type == "table" else "")
        if context.leaf in ("fence", "maths", "code", "table"):
            own = {"table": 3, "code": 1}.get(context.leaf, 2) if self._context.leaf != context.leaf else 1
            count, length = 0, 0
            for line in self._lines:
                if length + len(line) > self._length * ROOM // LIMIT:
                    break
                length, count = length + len(line), count + 1
            if count >= max(0, leaf.line) + own:
                self._freeze(frozen, count, context, Joint.NEXT)
                self._leaf = replace(leaf, line=0)
                return
        source = "".join(self._lines) + self._partial
        room = len(source) * ROOM // LIMIT
        self._split_at(frozen, inline_cut(source, room // 2, room), context)

    def _cut_long_code(self, frozen: list[Block]) -> bool:
        context = Context((), "fence", self._opening)
        first = 0 if self._context.leaf else 1
        if len(self._lines) > first:
            if may_close(self._partial, context.opening) and len(self._partial) < CLOSING_FENCE:
                return False
            self._freeze(frozen, len(self._lines), context, Joint.NEXT)
        else:
            source = "".join(self._lines) + self._partial
            least = len("".join(self._lines)) + 1
            self._split_at(frozen, character_cut(source, max(ROOM, least)), context)
        return True

    def _split_at(self, frozen: list[Block], place: int, context: Context) -> None:
        """Freezes the characters up to `place`; what follows goes on in the same line."""
        source = "".join(self._lines) + self._partial
        leaf = self._leaf
        *self._lines, rest = source[place:].split("\n")
        head, partial = source[:place], rest
        self._lines, self._partial = [head], ""
        self._freeze(frozen, 1, replace(context, is_inline=True), Joint.INLINE)
        self._lines = [line + "\n" for line in source[place:].split("\n")[:-1]]
        self._partial, self._length = partial, len(source) - place
        self._is_decided = self._is_decided or not self._lines
        self._leaf = replace(leaf, line=0)

    # Blocks

    def _freeze(self, frozen: list[Block], count: int, context: Context, joint: Joint) -> None:
        """Freezes the first lines; `context` and `joint` are those of what follows."""
        lines, self._lines = self._lines[:count], self._lines[count:]
        block = self._block("".join(lines), is_open=False)
        frozen.append(block)
        self.references.collect(block)
        self._length -= len(block.source)
        self._parsed = 0
        self._is_loose = joint is Joint.NEXT and not lines[-1].strip(BLANK)
        self._context, self._joint = context, joint
        kinds = {"fence": BlockKind.CODE, "table": BlockKind.TABLE}
        self._kind = BlockKind.PROSE if context.chain else kinds.get(context.leaf, BlockKind.PROSE)
        if not context.leaf:
            self._leaf = Start(0, "", context.chain)

    def _block(self, source: str, *, is_open: bool) -> Block:
        language = ""
        if self.is_fence_open and (found := OPENING.match(self._opening)):
            language = found[3]
        return Block(
            self._kind,
            source,
            self._joint,
            language,
            self._is_loose and self._joint is Joint.NEXT,
            is_open,
            self._context,
        )


class PlainSplitter:
    """Cuts a text that is no Markdown: a prompt, a line of thought, code without fences."""

    def __init__(self, kind: BlockKind = BlockKind.PLAIN, language: str = "") -> None:
        self._kind, self._language = kind, language
        self._source = ""
        self._lines = 0
        self._joint = Joint.NONE

    def feed(self, text: str) -> list[Block]:
        """Adds `text`; gives the blocks that are finished with it: lines, or a part of a very long one."""
        frozen: list[Block] = []
        start = 0
        while start < len(text):
            newline = text.find("\n", start)
            end = len(text) if newline < 0 else newline + 1
            piece = text[start : min(end, start + max(1, LIMIT - len(self._source)))]
            start += len(piece)
            self._source += piece
            self._lines += piece.endswith("\n")
            if self._lines == LINES or len(self._source) >= LIMIT:
                self._cut(frozen)
        return frozen

    def open_block(self) -> Block | None:
        """What has come since the last finished block; None if that is nothing."""
        return replace(self._block(self._source), is_open=True) if self._source else None

    def finish(self) -> list[Block]:
        """The rest. The splitter can be used again, for another text."""
        frozen = [self._block(self._source)] if self._source else []
        self._source, self._lines, self._joint = "", 0, Joint.NONE
        return frozen

    def _cut(self, frozen: list[Block]) -> None:
        place = self._source.rfind("\n") + 1
        joint = Joint.NEXT
        if not place:
            space = self._source.rfind(" ", ROOM, LIMIT) + 1
            place, joint = space or character_cut(self._source, ROOM), Joint.INLINE
        frozen.append(self._block(self._source[:place]))
        self._source, self._joint, self._lines = self._source[place:], joint, 0

    def _block(self, source: str) -> Block:
        context = Context((), "fence") if self._kind is BlockKind.CODE else TOP
        return Block(self._kind, source, self._joint, self._language, context=context)
