"""Chords: what may be written for them, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hotkey import FUNCTION_KEYS, NAMED_KEYS, Chord, Modifier, chord, chord_fault

KEYS = st.sampled_from([*FUNCTION_KEYS, *NAMED_KEYS, *"ABKZ059.,;-=[]/\\`'<#!ÄÖßµÿ"])
STRONG = st.sets(st.sampled_from(Modifier)).filter(lambda held: held - {Modifier.SHIFT})


def ordered(held: set[Modifier]) -> tuple[Modifier, ...]:
    return tuple(modifier for modifier in Modifier if modifier in held)


@given(STRONG, KEYS)
def test_a_chord_is_read_as_it_is_written(held, key):
    wanted = Chord(ordered(held), key)

    assert chord(str(wanted)) == wanted


@given(STRONG, KEYS, st.randoms(use_true_random=False), st.sampled_from(["+", " + "]))
def test_order_case_and_spaces_do_not_matter(held, key, random, between):
    written = list(held)
    random.shuffle(written)
    lower = key if key in "ßµÿ" else key.lower()

    assert chord(between.join([*(name.lower() for name in written), lower])) == Chord(ordered(held), key)


@given(st.text())
def test_whatever_is_written_is_no_chord_or_one_that_reads_the_same_again(text):
    read = chord(text)

    assert read is None or chord(str(read)) == read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ctrl+alt+space", "Ctrl+Alt+Space"),
        ("Super+K", "Meta+K"),
        ("Win+k", "Meta+K"),
        ("Cmd+Shift+.", "Shift+Meta+."),
        ("Option+Enter", "Alt+Return"),
        ("Ctrl+PgUp", "Ctrl+PageUp"),
        ("Ctrl++", "Ctrl+Plus"),
        ("f9", "F9"),
        ("shift+F12", "Shift+F12"),
    ],
)
def test_other_names_are_known(text, meant):
    assert str(chord(text)) == meant


@pytest.mark.parametrize("key", [*NAMED_KEYS, "K", "7", ".", "Ä"])
def test_without_a_strong_modifier_a_key_stays_with_writing(key):
    assert chord(key) is None
    assert chord(f"Shift+{key}") is None


@pytest.mark.parametrize(
    "text", ["", "+", "++", "Ctrl", "Ctrl+", "Ctrl+Alt", "Hyper+K", "Ctrl+KK", "K+Ctrl", "Ctrl+F25", "Ctrl+ж"]
)
def test_what_is_no_chord_is_refused(text):
    assert chord(text) is None


@pytest.mark.parametrize("text", ["Ctrl+C", "Ctrl+V", "Ctrl+7", "Ctrl+Plus", "Ctrl+.", "Ctrl+Ö", "Alt+F"])
def test_what_programs_have_under_one_modifier_stays_with_them(text):
    assert chord_fault(chord(text))


@pytest.mark.parametrize("shift", ["", "Shift+"])
@pytest.mark.parametrize("held", ["Ctrl", "Alt"])
@pytest.mark.parametrize(
    "key", ["Tab", "Return", "Backspace", "Delete", "Insert", "Left", "End", "PageUp", "F4"]
)
def test_what_moves_and_edits_is_not_taken(shift, held, key):
    assert chord_fault(chord(f"{held}+{shift}{key}"))


@pytest.mark.parametrize(
    ("text", "on_mac", "elsewhere"),
    [("Meta+V", True, False), ("Meta+L", True, True), ("Meta+Left", True, True), ("Meta+Space", True, False)],
)
def test_command_is_for_programs_on_a_mac_and_for_the_desktop_elsewhere(text, on_mac, elsewhere):
    assert bool(chord_fault(chord(text), is_mac=True)) is on_mac
    assert bool(chord_fault(chord(text))) is elsewhere


@given(
    st.sets(st.sampled_from([Modifier.CTRL, Modifier.ALT, Modifier.META]), min_size=2), KEYS, st.booleans()
)
def test_two_modifiers_are_enough_for_any_key(held, key, is_mac):
    assert chord_fault(Chord(ordered(held), key), is_mac=is_mac) == ""


@given(st.booleans(), st.sampled_from(FUNCTION_KEYS), st.booleans())
def test_function_keys_are_good_without_more(shift, key, is_mac):
    assert chord_fault(Chord((Modifier.SHIFT,) * shift, key), is_mac=is_mac) == ""
