"""What is read beyond CommonMark: maths, footnotes, links without marks; and definitions from elsewhere."""

import pytest

from app.domain.markdown.blocks import parse, split
from app.domain.markdown.splitter import Splitter


def inline(text):
    """The (type, content) of what stands in a text's lines, without plain text."""
    children = [child for token in parse(text) for child in token.children or ()]
    return [(child.type, child.content) for child in children if child.type not in ("text", "text_special")]


def links(text):
    children = [child for token in parse(text) for child in token.children or ()]
    return [child.attrs["href"] for child in children if child.type == "link_open"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$x^2$", [("math_inline", "x^2")]),
        (r"\(a_b*c*\)", [("math_inline", "a_b*c*")]),
        (r"so $\frac{a\,b}{\$}$", [("math_inline", r"\frac{a\,b}{\$}")]),
        ("so $$a$$ it", [("math_display", "a")]),
        (r"so \[a\] it", [("math_display", "a")]),
        ("$5 and $6", []),
        ("$ a $", []),
        ("US$5 and CA$", []),
        (r"\$5$", []),
        ("`$a$`", [("code_inline", "$a$")]),
    ],
)
def test_maths_in_a_line(text, found):
    assert inline(text) == found


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("$$\na \\\\\n- b\n$$\n", "\na \\\\\n- b\n"),
        ("\\[\n\\frac{1}{2}\n\\]", "\n\\frac{1}{2}\n"),
        ("- item\n\n  $$\n  x\n  $$\n", "\nx\n"),
        ("text\n$$x$$\ntext", "x"),
    ],
)
def test_maths_in_lines_of_its_own(text, content):
    assert [token.content for token in parse(text) if token.type == "math_display"] == [content]


def test_dollars_that_are_never_closed_are_text():
    assert [token.type for token in parse("$$ a\n- b\n\nc")][:2] == ["paragraph_open", "inline"]
    assert [block.source for block in split("$$ a\n- b\n\nc")] == ["$$ a\n", "- b\n\n", "c"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("www.a.org/b.", ["http://www.a.org/b"]),
        ("(see https://a.org/x_(y))", ["https://a.org/x_(y)"]),
        ("**https://a.org**", ["https://a.org"]),
        ("http://localhost:8080/x", ["http://localhost:8080/x"]),
        ("mail me@a.org, please", ["mailto:me@a.org"]),
        ("README.md and example.com", []),
        ("`https://a.org`", []),
        ("[https://a.org](https://b.org)", ["https://b.org"]),
        ("xhttps://a.org", []),
    ],
)
def test_links_without_marks(text, found):
    assert links(text) == found


def test_a_footnote_is_a_reference_only_if_it_is_defined():
    assert inline("a[^1] b[^2]\n\n[^1]: note") == [("footnote_ref", "1")]


def test_a_footnote_stands_where_it_is_defined():
    types = [token.type for token in parse("[^a]: one\n\n    two\n\nthree")]
    assert types.index("footnote_close") == 7
    assert types[0] == "footnote_open"
    assert parse("[^a]: one")[0].meta == {"label": "a"}


def test_definitions_that_come_later_tell_which_blocks_they_change():
    splitter = Splitter()
    blocks = splitter.feed("See [Foo  bar] and a note[^n].\n\nNothing here.\n\n")
    assert not splitter.references.new_labels()
    assert [child.type for child in blocks[0].tokens(splitter.references)[1].children] == ["text"]
    blocks += splitter.feed("[foo bar]: https://a.org\n\n[^n]: Its text.\n\nend")
    labels = splitter.references.new_labels()
    assert [block.uses(labels) for block in blocks[:2]] == [True, False]
    types = [child.type for child in blocks[0].tokens(splitter.references)[1].children]
    assert types == ["text", "link_open", "text", "link_close", "text", "footnote_ref", "text"]
    assert not splitter.references.new_labels()


def test_the_first_definition_of_a_label_counts():
    splitter = Splitter()
    blocks = splitter.feed("[a]\n\n[a]: /one\n\n[a]: /two\n\n[a]\n\n")
    targets = [
        child.attrs["href"]
        for block in blocks
        for token in block.tokens(splitter.references)
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert targets == ["/one", "/one"]


def test_an_open_definition_stays_with_its_block():
    splitter = Splitter()
    splitter.feed("[a]: /on")
    splitter.open_block().tokens(splitter.references)
    splitter.feed("e\n\n[a]\n\n")
    assert splitter.references.environment()["references"]["A"]["href"] == "/one"
