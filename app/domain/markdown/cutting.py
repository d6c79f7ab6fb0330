"""Where a very long line is cut: where no mark is open, best behind a space; never inside a character."""

import re
import unicodedata

from app.domain.markdown.parser import parse_line

_BEHIND_SPACE = re.compile(r"(?<=[^\s>|] )(?=\w)")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W_])(?=[^\W_])")
_SENTINEL = "\ue000"
_SPARSE = 16
"""Of the places between two letters this many characters are looked at once."""

_JOINERS = "\u200d\ufe0e\ufe0f"
_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_LONGEST = 64
"""Characters of one visible character; what is longer is cut."""


def inline_cut(text: str, low: int, high: int) -> int:
    """A place between `low` and `high` at which `text` can be cut in two and still says the same.

    `text` may go on behind `high`, so that what is open there is seen to be closed.
    """
    places = [found.start() for found in _BEHIND_SPACE.finditer(text, low, high)]
    cut = _outside_marks(text, places)
    if cut is None:
        between = [found.start() for found in _BETWEEN_LETTERS.finditer(text, low, high)]
        cut = _outside_marks(
            text, [place for place in between[::_SPARSE] if character_cut(text, place) == place]
        )
    return character_cut(text, high) if cut is None else cut


def _outside_marks(text: str, places: list[int]) -> int | None:
    """The last of the places that stands in plain text.

    Each is marked with a private character, and all are parsed at once.
    """
    if not places:
        return None
    text = text.replace(_SENTINEL, "x")
    pieces = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    seen, last = 0, None
    for token in parse_line(_SENTINEL.join(pieces)):
        count = (token.content + str(token.attrs or "")).count(_SENTINEL)
        if token.type == "image":
            count = token.content.count(_SENTINEL) + str(token.attrs).count(_SENTINEL)
        if token.type == "text" and token.level == 0 and count:
            last = seen + count - 1
        seen += count
    # A mark's own places (a link's title, say) may be counted otherwise: then no place is sure.
    return places[last] if last is not None and seen == len(places) else None


def character_cut(text: str, place: int) -> int:
    """The nearest place at or before this one that is not inside a visible character."""
    for cut in range(place, max(0, place - _LONGEST), -1):
        if not _joins(text, cut):
            return cut
    return place - 1 if _is_surrogate_pair(text, place) else place


def _joins(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place are one to the eye."""
    if place <= 0 or place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if (
        before == "\\"
        or before + after == "\r\n"
        or after in _JOINERS
        or before == "\u200d"
        or unicodedata.combining(after)
    ):
        return True
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or ord(after) in _SKIN:
        return True
    if ord(after) in _FLAGS and ord(before) in _FLAGS:
        return _flags_before(text, place) % 2 == 1
    return _is_surrogate_pair(text, place)


def _flags_before(text: str, place: int) -> int:
    count = 0
    while count < place and ord(text[place - 1 - count]) in _FLAGS:
        count += 1
    return count


def _is_surrogate_pair(text: str, place: int) -> bool:
    return (
        0 < place < len(text)
        and "\ud800" <= text[place - 1] <= "\udbff"
        and "\udc00" <= text[place] <= "\udfff"
    )
