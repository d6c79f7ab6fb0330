"""What a chord is in the numbers of Windows and of macOS. Those systems themselves are not asked here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.hotkey import macos_keys, windows_keys
from app.domain.hotkey import FUNCTION_KEYS, NAMED_KEYS, Chord, Modifier, chord

HELD = st.sets(st.sampled_from(Modifier)).map(tuple)


# Windows


@pytest.mark.parametrize(
    ("written", "bits", "key"),
    [
        ("Ctrl+Alt+Space", 0x4003, 0x20),
        ("Win+K", 0x4008, 0x4B),
        ("Shift+F24", 0x4004, 0x87),
        ("F1", 0x4000, 0x70),
        ("Alt+PageDown", 0x4001, 0x22),
        ("Ctrl+5", 0x4002, 0x35),
    ],
)
def test_windows_numbers(written, bits, key):
    assert windows_keys.modifier_bits(chord(written)) == bits
    assert windows_keys.virtual_key(chord(written).key) == key


@pytest.mark.parametrize("key", [".", "Plus", "Ä", "!"])
def test_signs_are_asked_of_the_layout_of_windows(key):
    assert windows_keys.virtual_key(key) is None


def test_what_the_layout_of_windows_says():
    assert windows_keys.sign("Plus") == "+"
    assert windows_keys.sign("Ä") == "ä"
    assert windows_keys.from_layout(0x00BE) == (0xBE, 0)
    assert windows_keys.from_layout(0x0131) == (0x31, 0x4), "a sign of the upper half comes with Shift"
    assert windows_keys.from_layout(0x06E2) == (0xE2, 0x3), "and one of the third level with AltGr"
    assert windows_keys.from_layout(-1) is None


@given(HELD)
def test_every_set_of_modifiers_has_bits_of_its_own(held):
    bits = windows_keys.modifier_bits(Chord(held, "K"))
    assert bits.bit_count() == 1 + len(held)


# macOS


@pytest.mark.parametrize(
    ("written", "key", "bits"),
    [
        ("Cmd+Shift+A", 0x00, 0x0300),
        ("Ctrl+Option+Space", 0x31, 0x1800),
        ("Cmd+`", 0x32, 0x0100),
        ("Cmd+.", 0x2F, 0x0100),
        ("Cmd+0", 0x1D, 0x0100),
        ("F12", 0x6F, 0),
        ("Cmd+Down", 0x7D, 0x0100),
    ],
)
def test_macos_numbers(written, key, bits):
    assert macos_keys.key_and_bits(chord(written), macos_keys.american_layout()) == (key, bits)


def test_the_layout_of_macos_is_read():
    french = {0x00: "qQ", 0x0C: "aA", 0x18: "-_", 0x1B: ")°", 0x2C: "=+", 0x13: "é2"}

    def written(key: int, with_shift: bool) -> str:
        return french.get(key, "  ")[with_shift]

    signs = macos_keys.layout(written)
    assert macos_keys.key_and_bits(chord("Cmd+A"), signs) == (0x0C, 0x0100)
    assert macos_keys.key_and_bits(chord("Cmd++"), signs) == (0x2C, 0x0300)
    assert macos_keys.key_and_bits(chord("Cmd+2"), signs) == (0x13, 0x0300)
    assert macos_keys.key_and_bits(chord("Cmd+Z"), signs) is None


@given(st.sampled_from([*FUNCTION_KEYS, *NAMED_KEYS, *map(chr, range(0x21, 0x7F))]), HELD)
def test_no_two_keys_of_macos_are_taken_for_each_other(key, held):
    signs = macos_keys.american_layout()
    found = macos_keys.key_and_bits(Chord(held, key), signs)
    others = [
        macos_keys.key_and_bits(Chord(held, other), signs) for other in (*FUNCTION_KEYS, *NAMED_KEYS, "A")
    ]
    assert found is None or others.count(found) <= 1
