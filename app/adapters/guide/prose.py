"""Endless readable text for `/demo long`: the same for everybody, different in each paragraph."""

import itertools
from collections.abc import Iterator
from random import Random

from app.adapters.guide.script import tokens

_SUBJECTS = (
    "The stream",
    "A small boat",
    "The old mill",
    "Morning light",
    "The heron",
    "Each pebble",
    "A slow current",
    "The far bank",
    "The wooden bridge",
    "Evening rain",
    "The path beside it",
    "A dragonfly",
)
_VERBS = (
    "follows",
    "remembers",
    "crosses",
    "carries",
    "leaves behind",
    "looks after",
    "meets",
    "turns towards",
    "waits for",
    "belongs to",
)
_OBJECTS = (
    "the *quiet* valley",
    "a field of tall grass",
    "the sound of distant bells",
    "what the winter has left",
    "the long way to the sea",
    "three white stones",
    "a **single** willow",
    "the last warm days",
    "the names of the villages",
    "yesterday's clouds",
    "the shade of the alders",
)
_ENDINGS = (
    "",
    " without any hurry",
    ", and nobody minds",
    " before the day begins",
    ", as it has done for years",
    " when the wind turns",
    ", one bend at a time",
    " under a pale sky",
)
_HEADINGS = ("Upstream", "The ford", "Still water", "Under the bridge", "The weir", "Reeds", "The sea")


def prose(count: int) -> Iterator[str]:
    """Exactly `count` tokens of Markdown. The last one is an ellipsis, since any text could go on."""
    yield from itertools.islice(_endless(), count - 1)
    yield "…"


def _endless() -> Iterator[str]:
    random = Random(7)
    for number in itertools.count(1):
        yield from tokens(f"## {number}. {random.choice(_HEADINGS)}\n\n")
        for _ in range(random.randint(2, 4)):
            paragraph = " ".join(_sentence(random) for _ in range(random.randint(2, 5)))
            yield from tokens(f"{paragraph}\n\n")
        items = "".join(f"- {_sentence(random)}\n" for _ in range(random.randint(2, 4)))
        yield from tokens(f"{items}\n")


def _sentence(random: Random) -> str:
    subject, verb = random.choice(_SUBJECTS), random.choice(_VERBS)
    return f"{subject} {verb} {random.choice(_OBJECTS)}{random.choice(_ENDINGS)}."
