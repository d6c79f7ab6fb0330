"""Colours of code: the same whether the code came at once or line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.transcript.text.highlight import Run, line_lexer, lines, load, loaded
from tests.ui.code_samples import SAMPLES

APPROXIMATE = {"c", "cpp", "dockerfile", "php", "swift", "yaml"}
"""While the code grows, names of functions and of the library are not all known yet."""
NOT_RESUMABLE = {"ruby"}


@pytest.fixture(autouse=True, scope="module")
def lexers() -> None:
    for language in SAMPLES:
        load(language)


def exact(language: str, code: str) -> list[list[Run]]:
    return [runs for runs in lines(language, code) if runs is not None]


def grown(language: str, code: str) -> list[list[Run]]:
    lexer = line_lexer(language)
    assert lexer is not None
    return [lexer.line(line + "\n") for line in code.split("\n")]


def joined(rows: list[list[Run]]) -> str:
    return "\n".join("".join(piece for piece, _ in runs) for runs in rows)


@pytest.mark.parametrize("language", sorted(SAMPLES.keys() - NOT_RESUMABLE - APPROXIMATE))
def test_code_that_grows_has_the_colours_of_all_of_it(language: str) -> None:
    code = SAMPLES[language]
    assert grown(language, code) == exact(language, code)


@pytest.mark.parametrize("language", sorted(SAMPLES.keys() - NOT_RESUMABLE))
def test_lexing_goes_on_from_the_state_another_lexer_left(language: str) -> None:
    whole, rows = grown(language, SAMPLES[language]), []
    state: tuple[str, ...] = ("root",)
    for line in SAMPLES[language].split("\n"):
        lexer = line_lexer(language, state)
        assert lexer is not None
        rows.append(lexer.line(line + "\n"))
        state = lexer.state
    assert rows == whole


@pytest.mark.parametrize("language", SAMPLES)
def test_code_is_coloured_and_nothing_of_it_is_lost(language: str) -> None:
    rows = exact(language, SAMPLES[language])
    assert joined(rows) == SAMPLES[language]
    assert len({kind for runs in rows for _, kind in runs}) >= 2


@given(code=st.text(alphabet=st.sampled_from("ab \t\n\r\"'`/*<!->{}#\\$\x1b\x00é🎉\u2028"), max_size=80))
@pytest.mark.parametrize("language", ["python", "javascript", "html", "json", "c", "bash", "yaml", "php"])
def test_nothing_is_lost_of_broken_code(language: str, code: str) -> None:
    assert joined(exact(language, code)) == code
    assert joined(grown(language, code)) == code


def test_what_looks_like_a_comment_in_a_string_is_none() -> None:
    code = "const a = `/* no\n`;\nlet b = 1;\n"
    assert grown("javascript", code)[1:] == exact("javascript", code)[1:]


def test_a_language_that_nobody_knows_is_plain() -> None:
    assert not loaded("vulcan")
    load("vulcan")
    assert loaded("vulcan")
    assert line_lexer("vulcan") is None
    assert exact("vulcan", "a\nb") == [[("a", "text")], [("b", "text")]]


def test_a_lexer_that_cannot_be_resumed_waits_for_all_of_the_code() -> None:
    assert line_lexer("ruby") is None
    assert exact("ruby", "def a") == [[("def", "keyword"), (" ", "text"), ("a", "name")]]


def test_no_language_is_plain() -> None:
    assert loaded("")
    assert exact("", "x = 1") == [[("x = 1", "text")]]
