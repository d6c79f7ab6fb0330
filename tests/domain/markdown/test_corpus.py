"""Each example of the specifications, however it arrives, gives the same blocks and says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.markdown.blocks import parse, split
from app.domain.markdown.splitter import LIMIT
from tests.domain.markdown.reading import examples, seen, streamed, visible

COMMONMARK, EXTENSIONS = examples("commonmark"), examples("extensions")
SECTIONS = [COMMONMARK[start : start + 82] for start in range(0, len(COMMONMARK), 82)]


@pytest.mark.parametrize("part", [*SECTIONS, EXTENSIONS], ids=lambda part: f"{part[0]['example']}-")
def test_every_way_to_cut_an_example_gives_the_same(part):
    for example in part:
        text = example["markdown"]
        blocks = split(text)
        assert "".join(block.source for block in blocks) == text
        for cuts in (range(len(text)), *([cut] for cut in range(len(text)))):
            assert streamed(text, cuts)[0] == blocks, (example["example"], list(cuts))


@pytest.mark.parametrize("part", [*SECTIONS, EXTENSIONS], ids=lambda part: f"{part[0]['example']}-")
def test_blocks_say_what_the_whole_says(part):
    for example in part:
        text = example["markdown"]
        assert seen(*streamed(text, [])) == visible(parse(text)), example["example"]


def test_all_of_the_specification_is_here():
    assert [example["example"] for example in COMMONMARK] == list(range(1, 653))


stray = st.sampled_from(
    (
        "\n",
        "  ",
        "    ",
        "> ",
        "- ",
        "7. ",
        "\t",
        "```\n",
        "$$ ",
        "$$\n",
        "\\[",
        "|",
        "\r\n",
        "\r",
        "**",
        "\0",
    )
)
documents = st.lists(
    st.one_of(st.sampled_from([example["markdown"] for example in COMMONMARK + EXTENSIONS]), stray),
    max_size=9,
).map("".join)


@given(documents, st.lists(st.integers(0, 10_000), max_size=12))
def test_examples_together_give_the_same_blocks(text, cuts):
    blocks = split(text)
    assert "".join(block.source for block in blocks) == text
    assert all(len(block.source) <= LIMIT for block in blocks)
    assert streamed(text, cuts)[0] == blocks
    assert streamed(text, range(len(text)))[0] == blocks


@given(st.text(st.sampled_from("ab1 \n\t-+*_`~$\\[](){}<>#|:.!^&;x\r漢👍\u200d\ud83d\ude00"), max_size=300))
def test_any_text_at_all_is_kept(text):
    blocks, references = streamed(text, range(len(text)))
    assert "".join(block.source for block in blocks) == text
    assert blocks == split(text)
    seen(blocks, references)
