"""What is streamed: a mixture of all that answers are made of, and constructs that do not end."""

import random
from collections.abc import Callable, Iterator
from itertools import cycle, islice

TOKEN = 4
"""Characters."""

_RIVER = """
the river a stream of water carries what it is given and never asks where it came from while its banks
hold for as long as they are looked after which is why people who live beside it know each stone bridge
ferry and mill by name because someone before them had to find out slowly
"""
_WORDS = _RIVER.split()

_PYTHON = '''```python
@dataclass(frozen=True)
class Reach{n}:
    """A piece of a river between two gauges."""
    length: float = {n}.5

    def travel_time(self, speed: float) -> float:
        # Metres per second.
        return self.length * 1000 / max(speed, 0.01)
```
'''
_JAVASCRIPT = """```js
export async function gauge{n}(station) {
  const answer = await fetch(`/gauges/${station}?last={n}`);
  if (!answer.ok) throw new Error("no level"); // shown as a gap
  return (await answer.json()).map(({ at, level }) => [new Date(at), level]);
}
```
"""
_RUST = """```rust
pub fn mean_{n}(levels: &[f64]) -> Option<f64> {
    if levels.is_empty() {
        return None; // nothing was measured
    }
    Some(levels.iter().sum::<f64>() / levels.len() as f64)
}
```
"""
SCRIPTS = (
    "水は低い所へ流れる。川の名前は土地の記憶であり、橋の名前は人の記憶である。今日の水位は三メートルだった。",
    "ينبع النهر من الجبل ويجري نحو البحر، وطوله 1006 كم تقريبًا (river length).",
    "הנהר זורם לאט בקיץ ומהר באביב, ורוחבו 42 מטר ליד הגשר.",
    "A dry year 🌵 and a wet one 🌧️: the ferry 🚢 waits, the miller 👩‍🌾 does not 👍🏽.",
)


def _sentences(chance: random.Random, characters: int) -> str:
    words, length = [], 0
    while length < characters:
        word = chance.choice(_WORDS)
        match chance.randrange(24):
            case 0:
                word = f"**{word}**"
            case 1:
                word = f"`{word}`"
            case 2:
                word = f"[{word}](https://example.org/{word})"
            case 3:
                word += "."
        words.append(word)
        length += len(word) + 1
    return " ".join(words).capitalize() + "."


def _paragraph(chance: random.Random) -> str:
    return _sentences(chance, chance.randrange(250, 480))


def _list(chance: random.Random) -> str:
    mark = chance.choice(("- ", "1. "))
    return "\n".join(mark + _sentences(chance, chance.randrange(30, 90)) for _ in range(5))


def _table(chance: random.Random) -> str:
    rows = "".join(_row(chance) for _ in range(6))
    return "| River | Length | Ends in |\n|:--|--:|---|\n" + rows.rstrip("\n")


def _row(chance: random.Random) -> str:
    return f"| {chance.choice(_WORDS)} | {chance.randrange(5000):,} km | {_sentences(chance, 14)} |\n"


def _quote(chance: random.Random) -> str:
    return "> " + _sentences(chance, 120) + "\n>\n> " + _sentences(chance, 60)


def _maths(chance: random.Random) -> str:
    n = chance.randrange(2, 9)
    return f"The flow $Q_{n} = v \\cdot A$ gives\n\n$$\n\\int_0^{n} \\frac{{v^2}}{{2g}}\\,dx = h_{n}\n$$"


def _scripts(chance: random.Random) -> str:
    return "\n\n".join(chance.sample(SCRIPTS, 2))


def _heading(chance: random.Random) -> str:
    return "## " + " ".join(chance.sample(_WORDS, 3))


def _pieces(seed: int) -> Iterator[str]:
    """42 % of the characters are paragraphs, and each round has some of all."""
    chance = random.Random(seed)
    codes = cycle((_PYTHON, _JAVASCRIPT, _RUST))

    def code(chance: random.Random) -> str:
        return next(codes).replace("{n}", str(chance.randrange(100))).rstrip("\n")

    p = _paragraph
    kinds: tuple[Callable[[random.Random], str], ...]
    kinds = (_heading, p, _list, p, code, p, _table, p, _quote, code, p, _maths, p, _scripts, code)
    for kind in cycle(kinds):
        yield kind(chance) + "\n\n"


def mixed(tokens: int, seed: int = 4) -> str:
    """An answer of this length with everything in it, the same at each call."""
    text, length = [], 0
    for piece in _pieces(seed):
        text.append(piece)
        length += len(piece)
        if length >= tokens * TOKEN:
            break
    return "".join(text)[: tokens * TOKEN]


def giants(tokens: int) -> dict[str, str]:
    """One construct that takes the whole answer, by name."""
    chance, characters = random.Random(5), tokens * TOKEN

    def repeated(make: Callable[[], str]) -> str:
        count = characters // len(make()) * 2 + 2
        return "".join(islice(iter(make, ""), count))[:characters]

    code = repeated(lambda: f"    total_{chance.randrange(99)} = sum(n * 2 for n in levels)  # a line\n")
    words = repeated(lambda: chance.choice(_WORDS) + " ")
    return {
        "list": repeated(lambda: "- " + _sentences(chance, 60) + "\n"),
        "fence": "```python\n" + code,
        "table": "| River | Length | Ends in |\n|:--|--:|---|\n" + repeated(lambda: _row(chance)),
        "paragraph": words,
        "word": "x" * characters,
        "quote": repeated(lambda: "> " + _sentences(chance, 90) + "\n>\n"),
    }


def prose(characters: int) -> str:
    """Plain words in short paragraphs."""
    chance = random.Random(6)
    paragraph = " ".join(chance.choice(_WORDS) for _ in range(60)) + ".\n\n"
    return (paragraph * (characters // len(paragraph) + 1))[:characters]


def batches(text: str, tokens: int) -> Iterator[str]:
    """The text in pieces of so many tokens."""
    size = tokens * TOKEN
    return (text[at : at + size] for at in range(0, len(text), size))
