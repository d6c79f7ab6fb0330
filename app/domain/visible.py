"""Characters that mislead: they have no face of their own, or turn round what stands beside them.

Their stand-ins are as long as they are, counted in UTF-16 as documents do: places in what is shown are places
in what was written.
"""

import re
from collections.abc import Iterator

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
"""All but tabs and the ends of lines."""
_TAGS = "\U000e0000-\U000e007f"
_ZERO_WIDTH = "\u200b-\u200d\u2060\ufeff"
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
_MARKS = "\u200e\u200f"

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
"""Such as Scotland's: a black flag, and which one in tags."""
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_JOINING = f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<=[\u0600-\u1fff])[\u200c\u200d]"
"""Joins emoji to one, or shapes the letters of a script."""

_IN_CODE = re.compile(f"([{_CONTROLS}{_TAGS}{_ZERO_WIDTH}{_DIRECTIONS}{_MARKS}])")
_IN_TEXT = re.compile(f"{_FLAG}|{_JOINING}|{_IN_CODE.pattern}")
_IN_PROSE = re.compile(f"{_FLAG}|([{_CONTROLS}{_TAGS}])")
_IN_TURNED_PROSE = re.compile(f"{_FLAG}|([{_CONTROLS}{_TAGS}{_DIRECTIONS}])")
_DIRECTION = re.compile(f"[{_DIRECTIONS}]")
_PARTING = "(?<=[\u0600-\u1fff])\u200b"
"""Where a script without spaces may be broken."""
_HIDDEN = re.compile(f"{_FLAG}|{_JOINING}|{_PARTING}|([{_TAGS}{_ZERO_WIDTH}{_DIRECTIONS}])")

_CONTROL_PICTURES, _DELETE, _UNKNOWN, _NO_WIDTH, _TURN, _TAG = 0x2400, "␡", "\ufffd", "▯", "⇄", "▫"
_EMBEDDINGS, _ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"


def in_code(text: str) -> str:
    """`text` with a stand-in for each character that misleads: where every one of them counts."""
    return _IN_CODE.sub(_replaced, text)


def in_text(text: str) -> str:
    """The same for words without markup: what makes one of several emoji, or joins letters, stays."""
    return _IN_TEXT.sub(_replaced, text)


def pieces(text: str, *, is_code: bool, is_turned: bool) -> Iterator[tuple[str, str]]:
    """Pieces of a written text as they are shown, each with what it stands for ("" where it is itself).

    Args:
        is_code: all that misleads is shown. In prose what has a place in words stays: marks of directions
            belong to scripts that run to the left, joiners to others and to emoji.
        is_turned: in prose too, marks of directions are shown.
    """
    at = 0
    for found in (_IN_CODE if is_code else _IN_TURNED_PROSE if is_turned else _IN_PROSE).finditer(text):
        if found[1]:
            yield text[at : found.start()], ""
            yield stand_in(found[1]), found[1]
            at = found.end()
    yield text[at:], ""


def misleads(text: str) -> bool:
    """Whether anything in it may have to be shown."""
    return _IN_CODE.search(text) is not None


def is_turned(text: str) -> bool:
    """Whether a direction that is set in `text` is not ended in it, and would turn round what follows."""
    if text.isascii():
        return False
    open_ones: list[str] = []
    for found in _DIRECTION.finditer(text):
        if (mark := found[0]) in _EMBEDDINGS or mark in _ISOLATES:
            open_ones.append(mark)
        elif not open_ones or open_ones.pop() not in (_EMBEDDINGS if mark == "\u202c" else _ISOLATES):
            return True
    return bool(open_ones)


def has_directions(text: str) -> bool:
    return not text.isascii() and _DIRECTION.search(text) is not None


def stand_in(character: str) -> str:
    """What is shown for a character that misleads."""
    code = ord(character)
    if code >= 0xE0000:
        # Two units, as the tag: the second one tells the letter that it hides.
        letter = code - 0xE0000
        return _TAG + (chr(letter) if 0x20 < letter < 0x7F else _TAG)
    if code == 0 or 0x80 <= code < 0xA0:
        return _UNKNOWN
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return _DELETE
    return _NO_WIDTH if re.match(f"[{_ZERO_WIDTH}]", character) else _TURN


STAND_INS = re.compile(f"{_TAG}[!-~{_TAG}]|[\u2400-\u241f{_DELETE}{_UNKNOWN}{_NO_WIDTH}{_TURN}]")


def copyable(text: str) -> str:
    """`text` as it may leave the program: as it was written, but for what commands a terminal."""
    return text.replace("\0", "").replace("\x1b", "")


def between(text: str, start: int, end: int) -> str:
    """The part of `text` between two places that are counted in UTF-16."""
    if text.isascii():
        return text[start:end]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")


def hidden_in(text: str) -> int:
    """How many characters of it nobody sees and a model reads.

    Tags that are no flag's, what has no width and joins nothing, and set directions: those turn what is seen.
    """
    return 0 if text.isascii() else sum(1 for found in _HIDDEN.finditer(text) if found[1])


def without_hidden(text: str) -> str:
    """`text` without what `hidden_in` counts."""
    return _HIDDEN.sub(lambda found: "" if found[1] else found[0], text)


def _replaced(found: re.Match[str]) -> str:
    return stand_in(found[1]) if found[1] else found[0]
