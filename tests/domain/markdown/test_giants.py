"""What is very long costs no more by the letter than what is short, and no block of it is long."""

import pytest

from app.domain.markdown.blocks import BlockKind, Joint, parse, split
from app.domain.markdown.parser import Work
from app.domain.markdown.splitter import LIMIT, PlainSplitter, Splitter
from tests.domain.markdown.reading import seen, streamed, visible

TOKEN = 4
SENTENCE = "Some **bold words**, `code here`, a [link to it](https://example.org/a) and _more_ of it all. "
MEDIUM, LONG = 20_000, 80_000


def giant(kind, size):
    """The first `size` characters of a text that is one construct."""
    count = range(size // 16)
    match kind:
        case "prose":
            text = f"{SENTENCE}\n\n" * len(count)
        case "list":
            text = "".join(f"{i + 1}. item with **bold** words\n" for i in count)
        case "nested list":
            text = "- top\n" + "".join(f"  - item {i % 10} is nested\n" for i in count)
        case "quote":
            text = "> words in a quote\n> that go on\n>\n" * len(count)
        case "fence":
            text = "```py\n" + "def f(x):\n    return x\n" * len(count)
        case "fence in an item":
            text = "- a\n  ```py\n" + "  def f(x):\n      return x\n" * len(count)
        case "table":
            text = "| a | b |\n|---|--:|\n" + "".join(f"| row {i % 10} | **{i % 10}** |\n" for i in count)
        case "maths":
            text = "$$\n" + "a + b \\\\\n- c\n" * len(count)
        case "paragraph":
            text = SENTENCE * len(count)
        case "wrapped paragraph":
            text = f"{SENTENCE}\n" * len(count)
        case "heading":
            text = "# " + SENTENCE * len(count)
        case "item":
            text = "- " + SENTENCE * len(count)
        case "row":
            text = "| a | b |\n|---|---|\n| " + SENTENCE * len(count)
        case "word":
            text = "a" * size
    return text[:size]


KINDS = ("prose", "list", "nested list", "quote", "fence", "fence in an item", "table", "row", "maths")
KINDS += ("paragraph", "wrapped paragraph", "word", "heading", "item")


def work(text):
    """Characters given to the parser for a text that comes token by token."""
    before = Work.characters
    splitter = Splitter()
    for start in range(0, len(text), TOKEN):
        splitter.feed(text[start : start + TOKEN])
    return Work.characters - before


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_costs_the_same_however_many_there_are(kind):
    text = giant(kind, LONG)
    costs = [work(text[:size]) / size for size in (MEDIUM, LONG)]
    assert costs[1] <= costs[0] * 1.1 + 0.05
    assert work(text[: LONG // 20]) / (LONG // 20) <= costs[1] * 1.1 + 0.5
    assert costs[1] <= 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_giant_is_cut_in_small_blocks_that_say_the_same(kind):
    text = giant(kind, MEDIUM)
    blocks, references = streamed(text, range(0, len(text), TOKEN))
    assert blocks == split(text)
    assert "".join(block.source for block in blocks) == text
    assert len(blocks) > 4
    assert all(len(block.source) <= LIMIT for block in blocks)
    if kind != "maths":  # a formula of 20,000 characters without an end is text in one go
        assert seen(blocks, references) == visible(parse(text))


def test_a_word_of_a_million_letters():
    text = "a" * 1_000_000
    assert work(text) <= 4 * len(text)
    blocks = split(text)
    assert {block.joint for block in blocks[1:]} == {Joint.INLINE}
    assert "".join(block.source for block in blocks) == text


@pytest.mark.parametrize("letter", ["👨‍👩‍👧‍👦", "e\u0301", "🇩🇪", "👍🏽", "\ud83d\ude00"])
def test_no_visible_character_is_cut(letter):
    for before in range(len(letter) + 1):
        for block in split("-" * before + letter * 2_000):
            assert block.source.replace(letter, "").strip("-") == ""


@pytest.mark.parametrize("mark", ["**", "`", "[", "$"])
def test_no_mark_is_cut_from_its_end(mark):
    piece = {
        "**": "**bold and bold** ",
        "`": "`code and code` ",
        "[": "[text and](https://a.b) ",
        "$": "$a + b c$ ",
    }
    text = "word " + (piece[mark] + "and ") * 1_000
    blocks, references = streamed(text, [])
    assert len(blocks) > 3
    assert seen(blocks, references) == visible(parse(text))


@pytest.mark.parametrize("line", ["- not an item", "# no heading", "1. none", "> none", "| a | b |"])
def test_what_goes_on_in_a_line_begins_nothing(line):
    text = f"{line} " * 2_000
    blocks, references = streamed(f"word {text}\n", [])
    assert len(blocks) > 3
    types = {token.type for block in blocks for token in block.tokens(references)}
    assert types == {"paragraph_open", "inline", "paragraph_close"}


def test_lists_go_on_where_they_were_cut():
    text = "4. a\n" + "1. b\n" * 9 + "\n1. c\n"
    blocks, references = streamed(text, [])
    starts = [block.tokens(references)[0].attrs.get("start", 1) for block in blocks]
    assert starts == list(range(4, 15))
    assert [block.joint for block in blocks] == [Joint.NONE] + [Joint.NEXT] * 10
    assert [block.is_loose for block in blocks] == [False] * 10 + [True]


def test_a_list_in_an_item_goes_on_where_it_was_cut():
    text = "1. top\n" + "".join(f"   {number}. item\n" for number in range(1, 300))
    blocks, references = streamed(text, [])
    assert len(blocks) > 3
    number = 0
    for block in blocks:
        tokens = block.tokens(references)
        inner = [token for token in tokens if token.type == "ordered_list_open"][1]
        assert inner.attrs.get("start", 1) == number + 1
        number += sum(token.type == "list_item_open" for token in tokens) - 1
    assert number == 299


def test_an_item_that_began_before_has_no_mark_again():
    blocks, references = streamed(giant("nested list", 3_000), [])
    for block in blocks[1:]:
        items = [token.hidden for token in block.tokens(references) if token.type == "list_item_open"]
        assert items == [True] + [False] * (len(items) - 1)
        assert len(items) > 1


def test_later_rows_have_no_head_and_keep_their_alignment():
    blocks, references = streamed(giant("table", 2_000), [])
    assert {block.kind for block in blocks} == {BlockKind.TABLE}
    for block in blocks[1:]:
        tokens = block.tokens(references)
        assert block.joint is Joint.NEXT
        assert [token.type for token in tokens[:3]] == ["table_open", "tbody_open", "tr_open"]
        assert [token.attrs.get("style") for token in tokens if token.type == "td_open"][:2] == [
            None,
            "text-align:right",
        ]


def test_segments_of_code_join_to_the_whole():
    code = "".join(f"line {i}\n\n" for i in range(200)) + "x" * 9_000 + "\nend"
    blocks = split(f"```py\n{code}\n```\n")
    assert {(block.kind, block.language) for block in blocks} == {(BlockKind.CODE, "py")}
    joins = {Joint.NONE: "", Joint.NEXT: "\n", Joint.INLINE: ""}
    assert "".join(joins[block.joint] + block.code for block in blocks) == code


def test_plain_text_is_cut_in_lines_and_long_words():
    text = "short\n" * 100 + "**no** mark " * 1_000 + "w" * 10_000
    splitter, blocks = PlainSplitter(), []
    for start in range(0, len(text), 7):
        blocks += splitter.feed(text[start : start + 7])
    blocks += splitter.finish()
    whole = PlainSplitter()
    assert blocks == whole.feed(text) + whole.finish()
    assert "".join(block.source for block in blocks) == text
    assert all(len(block.source) <= LIMIT for block in blocks)
    assert {block.kind for block in blocks} == {BlockKind.PLAIN}


def test_plain_code_has_no_fences():
    splitter = PlainSplitter(BlockKind.CODE, "json")
    splitter.feed('{"a": "```"\n```')
    assert splitter.open_block().code == '{"a": "```"\n```'
