"""What has streamed is what is opened: the same items, the same letters and formats, at the same heights."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from app.domain.conversation import PartKind
from app.domain.ending import EndState
from tests.domain.markdown.reading import examples
from tests.domain.markdown.test_giants import KINDS, giant
from tests.ui.streaming import Answer, opened, pieces, streamed, unlike
from tests.ui.test_transcript import RICH

pytestmark = pytest.mark.ui


@pytest.fixture(autouse=True)
def typesetting_is_over() -> None:
    """Formulas of tests before do not become ready in the middle of this one."""
    QThreadPool.globalInstance().waitForDone()


SIZES = [(800, 1.0), (420, 1.0), (800, 1.5), (1100, 1.5)]
"""Widths and zooms."""

CONSTRUCTS = (
    "# A heading\n\n",
    "words that go on **boldly** and `so` on, " * 4 + "\n\n",
    "a [reference][r] and a note[^1]\n\n",
    "[r]: https://example.org\n\n",
    "[^1]: what is noted\n\n",
    "- one\n- two\n  - inner\n\n    of it\n- three\n",
    "3. three\n4. four\n\n   ```sh\n   code\n   ```\n",
    "> quoted\n> > twice\n>\n> - item\n",
    "```python\ndef f():\n    return 1\n```\n",
    "    indented\n\n    code\n",
    "| a | b |\n|:-:|--:|\n| 1 | **two** |\n| `3` | a longer cell of it |\n",
    "so $x^2$ is\n\n$$\n\\frac{a}{b}\n$$\n\n",
    "שלום עולם\n\n中文字符 👩‍👩‍👧‍👦\n\n",
    "***\n",
    "\n",
    "Setext\n---\n",
    *(f"{'long ' * 900}\n\n", "```\n" + "line\n" * 150 + "```\n"),
    "| n |\n|---|\n" + "".join(f"| {n} |\n" for n in range(60)),
)
texts = st.lists(
    st.one_of(
        st.sampled_from(CONSTRUCTS), st.sampled_from([one["markdown"] for one in examples("commonmark")])
    ),
    min_size=1,
    max_size=6,
).map("".join)


@pytest.mark.parametrize(("width", "zoom"), SIZES)
def test_all_of_the_constructs(qapp: QApplication, width: float, zoom: float) -> None:
    for seed in range(2):
        cut = pieces(RICH, random.Random(seed), longest=(4, 40)[seed])
        assert not unlike(streamed(cut, width, zoom), opened(RICH, width, zoom))


@pytest.mark.parametrize("kind", KINDS)
def test_giants(qapp: QApplication, kind: str) -> None:
    text = giant(kind, 9_000)
    for width, zoom in SIZES[1:3]:
        cut = pieces(text, random.Random(kind), longest=300)
        assert not unlike(streamed(cut, width, zoom), opened(text, width, zoom))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, seed=st.integers(0, 1000), size=st.sampled_from(SIZES))
def test_any_mixture(qapp: QApplication, text: str, seed: int, size: tuple[float, float]) -> None:
    # Some 600 pieces at most: letter by letter, a paragraph of thousands takes seconds.
    longest = max((3, 30, 600)[seed % 3], len(text) // 300)
    cut = pieces(text, random.Random(seed), longest)
    assert not unlike(streamed(cut, *size), opened(text, *size))


HALVES = {
    "fence": "Look:\n\n```python\ndef f(x):\n    return 'a",
    "fence's mark": "Look:\n\n```python\nx = 1\n``",
    "table": "| a | b |\n|---|--:|\n| 1 | **tw",
    "header of a table": "Text\n\n| a | b |\n|--",
    "bold": "so **bold and `co",
    "formula": "so\n\n$$\n\\frac{a}{",
    "formula in a line": "so $x^",
    "list": "- one\n- two **b\n  - ",
    "number": "1. one\n2",
    "quote": "> quoted *and\n> > twi",
    "link": "see [the text](https://exam",
    "reference": "see [the text][r]\n\n[r]: https://exa",
    "footnote": "see[^1]\n\n[^1]: not",
    "setext": "Heading\n==",
    "fence in an item": "- one\n\n  ```sh\n  ls",
    "escape": "a line\\",
    "giant fence": "```\n" + "line of code\n" * 200 + "li",
    "giant table": "| a |\n|---|\n" + "| **row** |\n" * 100 + "| **ro",
    "giant paragraph": "words **and** more " * 400 + "**half",
}


@pytest.mark.parametrize("end", [EndState.STOPPED, EndState.INTERRUPTED])
@pytest.mark.parametrize("text", HALVES.values(), ids=HALVES)
def test_an_answer_that_ends_in_the_middle_is_what_it_says_so_far(
    qapp: QApplication, text: str, end: EndState
) -> None:
    answer = Answer()
    answer.begin()
    for piece in pieces(text, random.Random(len(text)), longest=60):
        answer.grow(piece)
    answer.end(end)
    assert not unlike(answer.stack, opened(text))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(1, len(RICH)), seed=st.integers(0, 1000))
def test_an_answer_can_end_anywhere(qapp: QApplication, at: int, seed: int) -> None:
    # The whole of it takes long: what stands far above the end makes no difference to it.
    text = RICH[max(0, at - 1500) : at]
    assert not unlike(streamed(pieces(text, random.Random(seed), 60)), opened(text))


@pytest.mark.parametrize("is_open", [True, False])
def test_reasoning_that_ends_in_the_middle(qapp: QApplication, is_open: bool) -> None:
    text = "First I think.\n\nThen **I\n" * 200 + "thi"
    answer = Answer()
    answer.begin(PartKind.REASONING)
    answer.grow("First")
    if is_open:
        answer.stack.toggle(0, 0)
    for piece in pieces(text[5:], random.Random(1), longest=200):
        answer.grow(piece)
    answer.end(EndState.STOPPED)
    whole = opened(text, kind=PartKind.REASONING)
    whole.prepare(0)
    for stack in (answer.stack, whole):
        if stack.messages[0].count() == 1:
            stack.toggle(0, 0)
    assert not unlike(answer.stack, whole)
