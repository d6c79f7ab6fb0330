"""What can be done with a text at the press of a key: prompts with a place for the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TEXT = "text"
LANGUAGE = "language"

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_ ]{0,30})\}")


@dataclass(frozen=True, slots=True)
class QuickAction:
    name: str
    """As it stands on its button."""
    prompt: str
    """With variables: "{text}", "{language}", and others, which are asked for."""
    key: str = ""
    """The chord that runs it while the quick prompt is open; "" for none."""


DEFAULT_ACTIONS = (
    QuickAction("Explain", "Explain this so that a newcomer understands it:\n\n{text}", "Alt+E"),
    QuickAction(
        "Translate", "Translate this into {language}. Give the translation alone:\n\n{text}", "Alt+T"
    ),
    QuickAction("Summarise", "Summarise this in a few sentences:\n\n{text}", "Alt+S"),
    QuickAction(
        "Fix",
        "Correct spelling, grammar and punctuation of this, and change nothing else. "
        "Give the corrected text alone:\n\n{text}",
        "Alt+F",
    ),
    QuickAction(
        "Rewrite",
        "Rewrite this so that it is clear and pleasant to read, in its own language and with its own "
        "meaning. Give the new text alone:\n\n{text}",
        "Alt+R",
    ),
)


def variables(prompt: str) -> list[str]:
    """The names of a prompt's variables, each once, in their order."""
    return list(dict.fromkeys(_VARIABLE.findall(prompt)))


def filled(prompt: str, values: Mapping[str, str]) -> str:
    """The prompt with its variables' values, in one pass: a value's own braces stay what they are."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), prompt)
