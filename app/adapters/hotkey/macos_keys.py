"""Chords in the numbers of macOS: virtual keys by their place on the keyboard, and Carbon's modifiers."""

from collections.abc import Callable

from app.domain.hotkey import Chord, Modifier

_BITS = {Modifier.META: 0x0100, Modifier.SHIFT: 0x0200, Modifier.ALT: 0x0800, Modifier.CTRL: 0x1000}

_NAMED = {
    "Return": 0x24,
    "Tab": 0x30,
    "Space": 0x31,
    "Backspace": 0x33,
    "Escape": 0x35,
    "Insert": 0x72,
    "Home": 0x73,
    "PageUp": 0x74,
    "Delete": 0x75,
    "End": 0x77,
    "PageDown": 0x79,
    "Left": 0x7B,
    "Right": 0x7C,
    "Down": 0x7D,
    "Up": 0x7E,
    "Menu": 0x6E,
    **dict(zip(("F1", "F2", "F3", "F4", "F5"), (0x7A, 0x78, 0x63, 0x76, 0x60), strict=True)),
    **dict(zip(("F6", "F7", "F8", "F9", "F10"), (0x61, 0x62, 0x64, 0x65, 0x6D), strict=True)),
    **dict(zip(("F11", "F12", "F13", "F14", "F15"), (0x67, 0x6F, 0x69, 0x6B, 0x71), strict=True)),
    **dict(zip(("F16", "F17", "F18", "F19", "F20"), (0x6A, 0x40, 0x4F, 0x50, 0x5A), strict=True)),
}
"""The same on every keyboard."""

_AMERICAN = "asdfhgzxcv bqweryt123465=97-80]ou[ip lj'k;\\,/nm.  `"
"""What lies where on an American keyboard, by virtual key; spaces for what has a name."""

PRINTING = range(0x33)
"""The virtual keys that may write a sign."""

Layout = dict[str, tuple[int, int]]
"""Of each sign the virtual key, and the modifier that it needs."""


def modifier_bits(chord: Chord) -> int:
    return sum(_BITS[modifier] for modifier in chord.modifiers)


def american_layout() -> Layout:
    """For when the real one cannot be read."""
    return {written: (key, 0) for key, written in enumerate(_AMERICAN) if written != " "}


def layout(written: Callable[[int, bool], str]) -> Layout:
    """`written` tells what a key writes, with Shift or without."""
    found = {written(key, True): (key, _BITS[Modifier.SHIFT]) for key in reversed(PRINTING)}
    return found | {written(key, False): (key, 0) for key in reversed(PRINTING)}


def key_and_bits(chord: Chord, signs: Layout) -> tuple[int, int] | None:
    """The virtual key and the modifiers of a chord; None if there is no such key."""
    if (named := _NAMED.get(chord.key)) is not None:
        return named, modifier_bits(chord)
    found = signs.get("+" if chord.key == "Plus" else chord.key.lower())
    return None if found is None else (found[0], found[1] | modifier_bits(chord))
