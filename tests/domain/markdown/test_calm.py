"""A text that is being written shows no mark that is about to mean something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.markdown.splitter import Splitter
from tests.domain.markdown.reading import examples

NAMES = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>", "s_open": "<s>"}
NAMES |= {"s_close": "</s>", "link_open": "<a>", "link_close": "</a>", "softbreak": " "}


def shown(text):
    """The open block after `text`, its marks as tags."""
    splitter = Splitter()
    splitter.feed(text)
    block = splitter.open_block()
    words = []
    for token in block.tokens(splitter.references) if block else ():
        for child in token.children or ():
            word = f"{{{child.content}}}" if child.type == "code_inline" else child.content
            words.append(NAMES.get(child.type, word))
        if token.type == "math_display":
            words.append(token.markup + token.content)
    return "".join(words).strip()


@pytest.mark.parametrize(
    ("text", "sight"),
    [
        ("a **bo", "a <b>bo</b>"),
        ("a **bold*", "a <b>bold</b>"),
        ("a **bold** b", "a <b>bold</b> b"),
        ("a **", "a"),
        ("a ***b", "a <i><b>b</b></i>"),
        ("**b *i", "<b>b <i>i</i></b>"),
        ("__b _i", "<b>b <i>i</i></b>"),
        ("~~gone", "<s>gone</s>"),
        ("so `co de", "so {co de}"),
        ("so `", "so"),
        ("**b `c*", "<b>b {c*}</b>"),
        ("see [the te", "see the te"),
        ("see [the **te", "see the <b>te</b>"),
        ("see [text](https://a", "see text"),
        ("see [text](https://a.b)", "see <a>text</a>"),
        ("an ![alt](pic", "an alt"),
        ("5 * 3 ** x", "5 * 3 ** x"),
        ("a_b and c*d", "a_b and c*d"),
        ("#", ""),
        ("-", ""),
        ("12.", ""),
        ("text\n-", "text"),
        ("> ", ""),
        ("- **b", "<b>b</b>"),
        ("text\n```p", "text"),
        ("| a | b", ""),
        ("| a | b |\n|--", ""),
        ("| a |\n|---|\n|", "a"),
        ("| a |\n|---|\n| **1", "a<b>1</b>"),
        ("$$\na +", "$$\na +"),
        ("\\[\na +", "\\[\na +"),
    ],
)
def test_what_has_begun_is_closed(text, sight):
    assert shown(text) == sight


def test_a_fence_that_may_be_ending_is_not_code():
    splitter = Splitter()
    splitter.feed("```py\nx\n``")
    assert splitter.open_block().code == "x"


def test_what_is_finished_is_shown_as_it_is():
    splitter = Splitter()
    (block,) = splitter.feed("a **b") + splitter.finish()
    assert [child.content for child in block.tokens(splitter.references)[1].children] == ["a **b"]


@given(st.sampled_from([example["markdown"] for example in examples("commonmark")]), st.integers(0, 500))
def test_any_beginning_can_be_shown(text, end):
    shown(text[:end])
