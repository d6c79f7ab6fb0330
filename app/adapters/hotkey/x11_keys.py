"""Which keycode and which modifiers a chord is, on the keyboard that an X server has now."""

import struct
from dataclasses import dataclass
from itertools import chain, combinations

from app.adapters.xcb import XDisplay
from app.domain.hotkey import Chord, Modifier

_KEYSYMS = {
    "Space": 0x20,
    "Plus": 0x2B,
    "Backspace": 0xFF08,
    "Tab": 0xFF09,
    "Return": 0xFF0D,
    "Pause": 0xFF13,
    "ScrollLock": 0xFF14,
    "Escape": 0xFF1B,
    "Home": 0xFF50,
    "Left": 0xFF51,
    "Up": 0xFF52,
    "Right": 0xFF53,
    "Down": 0xFF54,
    "PageUp": 0xFF55,
    "PageDown": 0xFF56,
    "End": 0xFF57,
    "Print": 0xFF61,
    "Insert": 0xFF63,
    "Menu": 0xFF67,
    "Delete": 0xFFFF,
    **{f"F{number}": 0xFFBD + number for number in range(1, 25)},
}
_NUM_LOCK = 0xFF7F
_ALT = (0xFFE9, 0xFFEA)
_SUPER = (0xFFEB, 0xFFEC)

_SHIFT_BIT, _LOCK_BIT, _CONTROL_BIT = 1, 2, 4
_PLAIN_COLUMNS, _SHIFTED_COLUMNS = (0, 2), (1, 3)
"""Of a key's keysyms: those of two layouts."""


def keysym(key: str) -> int:
    """Of a chord's key. Those of Latin-1 are their code points."""
    return _KEYSYMS.get(key) or ord(key.lower())


@dataclass(frozen=True, slots=True)
class Keyboard:
    keysyms: dict[int, tuple[int, ...]]
    """By keycode, with a column for each level."""
    modifiers: tuple[frozenset[int], ...]
    """The keycodes of each of the eight: Shift, Lock, Control, Mod1 to Mod5."""

    def grabs(self, chord: Chord) -> list[tuple[int, int]]:
        """Modifiers and keycode of all that is to be grabbed, locked or not; none if there is no such key."""
        found = self._key(keysym(chord.key))
        if found is None:
            return []
        keycode, wanted = found
        for modifier in chord.modifiers:
            wanted |= self._bit(modifier)
        locks = {_LOCK_BIT, self._bit_of((_NUM_LOCK,), 0x10)}
        some = chain.from_iterable(combinations(sorted(locks), count) for count in range(len(locks) + 1))
        return [(wanted | sum(locked), keycode) for locked in some]

    def _key(self, wanted: int) -> tuple[int, int] | None:
        """Its keycode, and Shift if the key bears it in its upper half alone."""
        for columns, bit in ((_PLAIN_COLUMNS, 0), (_SHIFTED_COLUMNS, _SHIFT_BIT)):
            for column in columns:
                for keycode, symbols in self.keysyms.items():
                    if column < len(symbols) and symbols[column] == wanted:
                        return keycode, bit
        return None

    def _bit(self, modifier: Modifier) -> int:
        match modifier:
            case Modifier.SHIFT:
                return _SHIFT_BIT
            case Modifier.CTRL:
                return _CONTROL_BIT
            case Modifier.ALT:
                return self._bit_of(_ALT, 0x08)
            case Modifier.META:
                return self._bit_of(_SUPER, 0x40)

    def _bit_of(self, keysyms: tuple[int, ...], usual: int) -> int:
        """The modifier that a key with one of these stands for."""
        for index in range(3, len(self.modifiers)):
            for keycode in self.modifiers[index]:
                if any(symbol in keysyms for symbol in self.keysyms.get(keycode, ())):
                    return 1 << index
        return usual


def keyboard(display: XDisplay) -> Keyboard:
    """As it is mapped now. Raises DisplayLost."""
    width, packed = display.keyboard()
    rows = struct.iter_unpack(f"={width}I", packed)
    each, keycodes = display.modifiers()
    return Keyboard(
        dict(enumerate(rows, display.first_keycode)),
        tuple(frozenset(keycodes[start : start + each]) - {0} for start in range(0, 8 * each, each)),
    )
