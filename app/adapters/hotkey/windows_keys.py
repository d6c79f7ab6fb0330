"""Chords in the numbers of Windows: virtual keys, and the MOD_ bits of RegisterHotKey."""

from app.domain.hotkey import Chord, Modifier

_BITS = {Modifier.ALT: 0x1, Modifier.CTRL: 0x2, Modifier.SHIFT: 0x4, Modifier.META: 0x8}
_NO_REPEAT = 0x4000
"""A key that is held counts as one press."""

_KEYS = {
    "Backspace": 0x08,
    "Tab": 0x09,
    "Return": 0x0D,
    "Pause": 0x13,
    "Escape": 0x1B,
    "Space": 0x20,
    "PageUp": 0x21,
    "PageDown": 0x22,
    "End": 0x23,
    "Home": 0x24,
    "Left": 0x25,
    "Up": 0x26,
    "Right": 0x27,
    "Down": 0x28,
    "Print": 0x2C,
    "Insert": 0x2D,
    "Delete": 0x2E,
    "Menu": 0x5D,
    "ScrollLock": 0x91,
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
}


def modifier_bits(chord: Chord) -> int:
    return _NO_REPEAT | sum(_BITS[modifier] for modifier in chord.modifiers)


def virtual_key(key: str) -> int | None:
    """None for a sign: where that lies is for the keyboard's layout to say."""
    if len(key) == 1 and key.isascii() and key.isalnum():
        return ord(key)
    return _KEYS.get(key)


def sign(key: str) -> str:
    """What the layout is asked for."""
    return "+" if key == "Plus" else key.lower()


def from_layout(scanned: int) -> tuple[int, int] | None:
    """Virtual key, and the bits that it needs, of what VkKeyScanW gives; None if it knows no such sign."""
    scanned &= 0xFFFF
    if scanned == 0xFFFF:
        return None
    needs = ((0x100, Modifier.SHIFT), (0x200, Modifier.CTRL), (0x400, Modifier.ALT))
    return scanned & 0xFF, sum(_BITS[modifier] for bit, modifier in needs if scanned & bit)
