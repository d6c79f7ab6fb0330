"""What can be done with a text at the press of a key: prompts with places for the text and for other values.

A place is "{name}"; "{name: this}" has a value to begin with, "{name: this|that}" a choice of them.
"{{name}}" is no place: it is sent as "{name}". All other braces are themselves.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

TEXT = "text"
LANGUAGE = "language"
DATE = "date"

_NAME, _CHOICES = r"[^\W\d_][\w -]{0,30}", r"[^{}\n]{0,200}"
_PLACE = re.compile(
    rf"\{{\{{(?P<literal>{_NAME}(?::{_CHOICES})?)\}}\}}|\{{(?P<name>{_NAME})(?::(?P<choices>{_CHOICES}))?\}}"
)


@dataclass(frozen=True, slots=True)
class QuickAction:
    name: str
    """As it stands on its button."""
    prompt: str
    """With variables: "{text}", "{language}", "{date}", and others, which are asked for."""
    key: str = ""
    """The chord that runs it while the quick prompt is open; "" for none. `key_fault` says which are good."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    """In small letters: "{Tone}" and "{tone}" are one."""
    choices: tuple[str, ...] = ()
    """One is what the value is at first; several are all that it can be, the first one at first."""


# Digits with Ctrl: on a Mac, Alt with a letter types a character, and elsewhere Ctrl with Alt does; nothing
# that edits a text has a digit.
DEFAULT_ACTIONS = (
    QuickAction("Explain", "Explain this so that a newcomer understands it:\n\n{text}", "Ctrl+1"),
    QuickAction(
        "Translate", "Translate this into {language}. Give the translation alone:\n\n{text}", "Ctrl+2"
    ),
    QuickAction("Summarise", "Summarise this in a few sentences:\n\n{text}", "Ctrl+3"),
    QuickAction(
        "Fix",
        "Correct spelling, grammar and punctuation of this, and change nothing else. "
        "Give the corrected text alone:\n\n{text}",
        "Ctrl+4",
    ),
    QuickAction(
        "Rewrite",
        "Rewrite this so that it is clear and pleasant to read, in its own language and with its own "
        "meaning. Give the new text alone:\n\n{text}",
        "Ctrl+5",
    ),
)


def variables(prompt: str) -> list[Variable]:
    """Of a prompt, each once, in their order; where one is written several times, with all of its choices."""
    found: dict[str, tuple[str, ...]] = {}
    for place in _PLACE.finditer(prompt):
        if place["name"]:
            name = _name(place)
            choices = (choice.strip() for choice in (place["choices"] or "").split("|"))
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *(one for one in choices if one))))
    return [Variable(name, choices) for name, choices in found.items()]


def asked_for(prompt: str) -> list[Variable]:
    """Those whose value only the user knows: also the language, where the prompt has a choice of its own."""
    known = (Variable(LANGUAGE), Variable(DATE))
    return [one for one in variables(prompt) if one.name != TEXT and one not in known]


def filled(prompt: str, values: Mapping[str, str]) -> str:
    """The prompt with its variables' values by name, in one pass: a value's own braces stay what they are.

    A variable without a value stays as it is written. A prompt without "{text}" gets the text at its end.
    """

    def value(place: re.Match[str]) -> str:
        if place["literal"]:
            return f"{{{place['literal']}}}"
        return values.get(_name(place), place[0])

    whole = _PLACE.sub(value, prompt)
    text = values.get(TEXT, "")
    has_place = any(one.name == TEXT for one in variables(prompt))
    return whole if has_place or not text else f"{whole}\n\n{text}"


def text_for(context: str, typed: str) -> str:
    """What an action works on: what was brought along, or else what is typed; "" if there is neither."""
    return context if context.strip() else typed if typed.strip() else ""


def with_context(typed: str, context: str) -> str:
    """A prompt of one's own on what was brought along: the question first, then the text."""
    return "\n\n".join(part for part in (typed.rstrip(), context) if part.strip())


def restored(actions: Iterable[QuickAction]) -> tuple[QuickAction, ...]:
    """The five that came with the program, as they came, and after them the user's own as they are.

    One that comes back leaves its key to whom it was given meanwhile.
    """
    names = {action.name for action in DEFAULT_ACTIONS}
    own = [action for action in actions if action.name not in names]
    taken = {action.key for action in own}
    return (*(replace(one, key="") if one.key in taken else one for one in DEFAULT_ACTIONS), *own)


def _name(place: re.Match[str]) -> str:
    return place["name"].strip().lower()
