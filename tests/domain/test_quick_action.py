"""Prompts with places for values, and the keys that run them."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.domain.action_key import good_keys, key_fault
from app.domain.hotkey import chord
from app.domain.quick_action import (
    DEFAULT_ACTIONS,
    QuickAction,
    Variable,
    asked_for,
    filled,
    restored,
    text_for,
    variables,
    with_context,
)

names = st.sampled_from(["text", "language", "tone", "größe", "word_2", "two words"])
tricky = st.text(st.sampled_from("{}|:\\ \nabg<1text"), max_size=30) | st.text(max_size=20)
places = st.builds("{{{}}}".format, names) | st.builds(
    "{{{}: {}}}".format, names, st.sampled_from(["a", "a|b"])
)
prompts = st.lists(tricky | places, max_size=6).map("".join)


def literally(text: str) -> str:
    """A prompt that is sent as `text`, whatever is in it."""
    return re.sub(r"\{([^\W\d_][\w -]{0,30}(:[^{}\n]{0,200})?)\}", r"{{\1}}", text)


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("{text}", [Variable("text")]),
        ("{Tone} and {tone }", [Variable("tone")]),
        ("{tone: formal}", [Variable("tone", ("formal",))]),
        ("{tone:formal| friendly |}", [Variable("tone", ("formal", "friendly"))]),
        ("{tone} {tone: a|b} {tone: b|c}", [Variable("tone", ("a", "b", "c"))]),
        ("{größe} {two words}", [Variable("größe"), Variable("two words")]),
        ("{{text}}", []),
        ("{{{text}}}", []),
        ('{"a": 1} { text } {1} {} {a.b} {a\n}', []),
    ],
)
def test_what_is_a_variable(prompt: str, found: list[Variable]) -> None:
    assert variables(prompt) == found


def test_only_what_the_user_alone_knows_is_asked_for() -> None:
    prompt = "{text: x} {language} {date} {tone: a|b}"
    assert asked_for(prompt) == [Variable("tone", ("a", "b"))]
    assert asked_for("{language: French|German}") == [Variable("language", ("French", "German"))]


@given(prompts, st.dictionaries(names, tricky))
@example("{tone}", {"tone": "{text}", "text": "secret"})
@example("{tone}{tone}", {"tone": "{{text}}"})
def test_values_are_never_filled_again(prompt: str, values: dict[str, str]) -> None:
    # With values that no place can be made of, and then with the real ones in their stead: the same.
    marks = {name: f"\ue000{number}\ue001" for number, name in enumerate(values)}
    assume("\ue000" not in prompt)
    expected = filled(prompt, marks)
    if not values.get("text"):
        expected = expected.removesuffix(f"\n\n{marks.get('text')}")
    real = {mark: values[name] for name, mark in marks.items()}
    expected = re.sub("\ue000\\d+\ue001", lambda found: real[found[0]], expected)
    assert filled(prompt, values) == expected


@given(prompts)
def test_without_values_every_place_stays_as_it_is_written(prompt: str) -> None:
    assume("{{" not in prompt)
    assert filled(prompt, {}) == prompt
    assert filled(prompt, {"stranger": "x"}) == prompt


@given(prompts)
@example("{{text}}")
@example("{{{text}}")
@example("{text}}}")
def test_any_text_can_be_said_literally(text: str) -> None:
    assert filled(literally(text), {"text": "", "tone": "x", "language": "y"}) == text
    assert variables(literally(text)) == []


@given(prompts, tricky)
def test_the_text_is_in_what_is_sent(prompt: str, text: str) -> None:
    assert text in filled(prompt, {"text": text})


def test_a_prompt_without_a_place_gets_the_text_at_its_end() -> None:
    assert filled("Shorten this.", {"text": "Long {text}"}) == "Shorten this.\n\nLong {text}"
    assert filled("Say {{text}}.", {"text": "x"}) == "Say {text}.\n\nx"
    assert filled("Tell a joke.", {"text": ""}) == "Tell a joke."


def test_what_is_brought_along_comes_before_what_is_typed() -> None:
    assert text_for("brought", "typed") == "brought"
    assert text_for(" \n", "typed") == "typed"
    assert text_for("", " ") == ""
    assert with_context("What is this?\n", "brought") == "What is this?\n\nbrought"
    assert with_context("", "  brought") == "  brought"
    assert with_context("Hello", "") == "Hello"


@pytest.mark.parametrize("alt_types", [False, True])
def test_the_keys_that_come_with_the_program_are_good_everywhere(alt_types: bool) -> None:
    keys = [one.key for one in DEFAULT_ACTIONS]
    assert good_keys(DEFAULT_ACTIONS, alt_types=alt_types) == keys
    assert [str(chord(key)) for key in keys] == keys


@pytest.mark.parametrize("key", ["", "Ctrl+9", "ctrl + j", "Ctrl+Shift+E", "Alt+X", "F1", "F12"])
def test_good_keys(key: str) -> None:
    assert key_fault(key) == ""


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("A", "letter or a digit"),
        ("Shift+A", "letter or a digit"),
        ("nonsense", "letter or a digit"),
        ("Ctrl+Return", "letter or a digit"),
        ("Ctrl+Left", "letter or a digit"),
        ("Alt+Space", "letter or a digit"),
        ("Ctrl+ö", "letter or a digit"),
        ("F13", "letter or a digit"),
        ("Alt+F4", "alone"),
        ("Ctrl+Alt+E", "types characters"),
        ("Meta+E", "Desktops"),
        ("Ctrl+Shift+1", "Shift"),
        ("Ctrl+C", "copies"),
        ("shift+ctrl+v", "clipboard"),
        ("Ctrl+2", "“Translate” has this key"),
    ],
)
def test_what_is_wrong_with_a_key(key: str, part: str) -> None:
    assert part in key_fault(key, DEFAULT_ACTIONS)


def test_alt_is_no_key_where_it_types() -> None:
    assert key_fault("Alt+E", alt_types=True)


def test_of_two_with_one_key_the_first_keeps_it() -> None:
    actions = [QuickAction("A", "a", "Ctrl+7"), QuickAction("B", "b", "ctrl+7"), QuickAction("C", "c", "Esc")]
    assert good_keys(actions) == ["Ctrl+7", "", ""]


def test_the_five_come_back_and_nothing_of_ones_own_is_lost() -> None:
    own = QuickAction("Shout", "{text}!", "Ctrl+3")
    changed = QuickAction("Fix", "Break it: {text}", "Ctrl+9")
    back = restored([changed, own])
    assert [one.name for one in back] == [*(one.name for one in DEFAULT_ACTIONS), "Shout"]
    assert back[-1] == own
    assert back[3] == DEFAULT_ACTIONS[3]
    assert good_keys(back) == ["Ctrl+1", "Ctrl+2", "", "Ctrl+4", "Ctrl+5", "Ctrl+3"]
    assert restored(back) == back
