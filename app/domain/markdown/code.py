"""How a fence on the top level is cut: in segments of lines, without parsing any."""

from app.domain.markdown.blocks import BlockKind, Joint
from app.domain.markdown.context import Context
from app.domain.markdown.cutting import character_cut
from app.domain.markdown.fences import closes, may_close
from app.domain.markdown.parser import plain_breaks
from app.domain.markdown.pile import ROOM, Pile

LINES = 64
"""In one segment."""
ROW = 1_000
"""Characters that are shown in one row of a line that is too long. A screen has some fifty rows."""
CLOSING = 100
"""Characters that a closing fence may have behind the limit."""


def open_fence(pile: Pile) -> None:
    """The pile's first line is an opening fence; what stands below is code, up to its end."""
    first, *lines = pile.lines
    pile.kind, pile.lines, pile.opening = BlockKind.CODE, [first], plain_breaks(first).rstrip("\n")
    for line in lines:
        pile.lines.append(line)
        if pile.kind is BlockKind.CODE:
            end_line(pile)


def end_line(pile: Pile) -> None:
    """Freezes all if the last line closes the fence, or the lines above it if they are enough."""
    before = len(pile.lines) - 1
    is_rest = pile.context.is_inline and not before
    if not is_rest and closes(pile.lines[-1], pile.opening):
        pile.freeze(len(pile.lines))
        return
    count = before - _first(pile)
    if count >= LINES or (count > 0 and pile.size(before) >= ROOM):
        pile.freeze(before, _context(pile), Joint.NEXT)


def cut_long(pile: Pile) -> bool:
    """Cuts a pile that has reached the limit; False if it may wait for the end of its last line."""
    if len(pile.lines) > _first(pile):
        if may_close(pile.partial, pile.opening) and len(pile.partial) < CLOSING:
            return False
        pile.freeze(len(pile.lines), _context(pile), Joint.NEXT)
    else:
        least = pile.size() + 1
        pile.freeze_inline(character_cut(pile.source, max(ROW, least)), _context(pile))
    return True


def _first(pile: Pile) -> int:
    """The line at which the code begins."""
    return 0 if pile.context.leaf else 1


def _context(pile: Pile) -> Context:
    return Context(leaf="fence", opening=pile.opening)
