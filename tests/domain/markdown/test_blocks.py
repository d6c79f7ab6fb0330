"""However a text arrives, it is cut in the same blocks, and nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.markdown.blocks import BlockKind, parse, split
from app.domain.markdown.splitter import Splitter
from tests.domain.markdown.reading import seen, streamed, visible

RICH = """# Title
Para one
goes on.

- a
- b
  ```py
  x
  ```

text
```python
def f():
    pass
```
after

| a | b |
|---|---|
| 1 | 2 |

> quote
> on

Setext
------
1. one

   more of one
2. two

~~~
tilde ``` inside
~~~
last line"""

lines = st.sampled_from(
    (
        *("", "a", "# h", "- x", "  - y", "1. z", "> q", "```py", "```", "~~~", "    code", "---", "==="),
        *("| a | b |", "|---|---|", "| 1 | 2 |", "**b", "text `c`", "\ttab", "   ```", "````"),
    )
)
documents = st.lists(lines, max_size=14).map("\n".join)


@given(st.lists(st.integers(0, 10_000)))
def test_any_split_of_a_rich_text_gives_the_same_blocks(cuts):
    assert streamed(RICH, cuts)[0] == split(RICH)


def test_letter_by_letter_gives_the_same_blocks():
    assert streamed(RICH, range(len(RICH)))[0] == split(RICH)


@given(documents, st.lists(st.integers(0, 10_000), max_size=8))
def test_no_letter_is_lost(text, cuts):
    assert "".join(block.source for block in streamed(text, cuts)[0]) == text


@given(documents)
def test_blocks_say_what_the_whole_says(text):
    assert seen(*streamed(text, [])) == visible(parse(text))


@given(documents)
def test_a_last_line_break_makes_no_difference(text):
    def bare(blocks):
        return [(block.kind, block.source.rstrip("\n")) for block in blocks if block.source.strip()]

    assert bare(split(text + "\n")) == bare(split(text))


def test_code_stands_alone_and_keeps_its_language():
    code = next(block for block in split(RICH) if block.kind is BlockKind.CODE)
    assert (code.language, code.code) == ("python", "def f():\n    pass")


def test_a_fence_that_is_still_open_is_code_already():
    splitter = Splitter()
    splitter.feed("```js\nlet a")
    block = splitter.open_block()
    assert (block.kind, block.language, block.code) == (BlockKind.CODE, "js", "let a")


def test_code_keeps_what_only_looks_like_an_end():
    def code(text):
        return split(text)[0].code

    assert code("````\n```\nx\n````\n") == "```\nx"
    assert code("```\n\n```") == ""


def test_a_table_is_one_behind_a_fence_and_an_empty_line():
    blocks = split("```py\nfoo\n```\n\n|a|b|\n|-|-|\n|1|2|\n")
    assert [block.kind for block in blocks] == [BlockKind.CODE, BlockKind.TABLE]
