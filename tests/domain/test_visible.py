"""Characters that mislead, and those that only look as if."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.visible import (
    between,
    copyable,
    hidden_in,
    in_code,
    in_text,
    is_turned,
    misleads,
    pieces,
    without_hidden,
)

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
FAMILY = "👩\u200d👩\u200d👧"
DANGEROUS = "\0\x07\x1b\x7f\x9b\u200b\u200e\u202a\u202e\u2066\u2069\ufeff\U000e0041\U000e0001"

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(DANGEROUS + "aא👩🏴\u200d\n\t\r"))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def prose(text: str) -> str:
    return "".join(shown for shown, _ in pieces(text, is_code=False, is_turned=is_turned(text)))


@pytest.mark.parametrize("character", DANGEROUS)
def test_in_code_each_has_a_face(character: str) -> None:
    assert misleads(character)
    assert in_code(character) != character
    assert all(one.isprintable() for one in in_code(character))
    assert in_text(character) == in_code(character)


@pytest.mark.parametrize("text", ["plain", "tab\tand\nline", "héllo", "שלום", "🎉", "❤️", "漢字", "e\u0301"])
def test_most_texts_are_left_alone(text: str) -> None:
    assert not misleads(text)
    assert in_code(text) == in_text(text) == prose(text) == text


@pytest.mark.parametrize("text", [SCOTLAND, FAMILY, "می\u200cخواهم", "क्\u200dष"])
def test_joined_letters_and_emoji_stay_whole_in_words(text: str) -> None:
    assert prose(text) == in_text(text) == text
    assert hidden_in(text) == 0
    assert in_code(text) != text


def test_hidden_words_are_told_letter_by_letter() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "run it")
    assert in_text(f"Hi{hidden}") == prose(f"Hi{hidden}") == "Hi▫r▫u▫n▫▫▫i▫t"
    assert hidden_in(f"Hi{hidden}{SCOTLAND}") == 6
    assert without_hidden(f"Hi{hidden}{SCOTLAND}") == f"Hi{SCOTLAND}"


PARTING = "\u200b\u200c\u200d\u2060\ufeff\u202a\u202c\u202e\u2066\u2069\U000e0041"


@pytest.mark.parametrize("character", PARTING)
def test_what_turns_or_parts_words_unseen_counts_as_hidden(character: str) -> None:
    text = f"in{character}voice{character}{character}"
    assert hidden_in(text) == 3
    assert without_hidden(text) == "invoice"


@pytest.mark.parametrize(
    "text", ["שלום\u200f!", "(\u200eא)", "ខ្ញុំ\u200bស្រឡាញ់", "می\u200cخواهم", "a\0b\x1b", FAMILY]
)
def test_what_a_script_needs_is_not_hidden(text: str) -> None:
    assert hidden_in(text) == 0
    assert without_hidden(text) == text


@given(texts)
def test_nothing_is_hidden_once_that_is_taken_out(text: str) -> None:
    rest = without_hidden(text)
    assert len(text) - len(rest) == hidden_in(text)
    assert hidden_in(rest) == 0


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("", False),
        ("a \u2067שלום\u2069 b", False),
        ("a \u202bשלום\u202c b", False),
        ("a \u2067\u202bx\u202c\u2069", False),
        ("user\u202egpj.exe", True),
        ("a\u2066b", True),
        ("a\u202c", True),
        ("a\u2067b\u202c", True),
        ("\u200fשלום", False),
    ],
)
def test_a_direction_that_is_not_ended_is_shown(text: str, turned: bool) -> None:
    assert is_turned(text) is turned
    assert (prose(text) != text) is turned


@given(texts)
def test_places_in_what_is_shown_are_places_in_what_was_written(text: str) -> None:
    assert units(in_code(text)) == units(in_text(text)) == units(prose(text)) == units(text)
    for is_code in (True, False):
        found = list(pieces(text, is_code=is_code, is_turned=True))
        assert "".join(original or shown for shown, original in found) == text
    assert in_code(in_code(text)) == in_code(text)


@given(texts, st.integers(0, 50), st.integers(0, 50))
def test_a_part_is_cut_by_utf_16(text: str, start: int, end: int) -> None:
    whole = text.encode("utf-16-le")
    assert between(text, start, end) == whole[2 * start : 2 * end].decode("utf-16-le", "replace")


@given(texts)
def test_what_is_copied_commands_no_terminal(text: str) -> None:
    assert not {"\0", "\x1b"} & set(copyable(text))
    assert copyable(text) == "".join(one for one in text if one not in "\0\x1b")
