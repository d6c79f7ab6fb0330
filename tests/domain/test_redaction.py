"""No key is left in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.redaction import REMOVED, redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Incorrect API key: sk-proj-abc_DEF-123.", f"Incorrect API key: {REMOVED}."),
        ("Authorization: Bearer abc.def", f"Authorization: {REMOVED}"),
        ("risk-free, a task-based desk", "risk-free, a task-based desk"),
        ("sk-short", "sk-short"),
        ("via http://me:pw@proxy:1/", f"via http://{REMOVED}@proxy:1/"),
        ("via http://me:p@ss@proxy:1", f"via http://{REMOVED}@proxy:1"),
        ("via http://:pw@proxy:1", f"via http://{REMOVED}@proxy:1"),
        ("via socks5://token@proxy:1", f"via socks5://{REMOVED}@proxy:1"),
        ("see http://host:80/a@b and mailto:a@b", "see http://host:80/a@b and mailto:a@b"),
        ("", ""),
    ],
)
def test_what_looks_like_a_key_goes(text: str, redacted: str) -> None:
    assert redact(text) == redacted


KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=60)


@given(st.text(), KEYS, st.text())
def test_a_given_secret_goes_wherever_it_stands(before: str, key: str, after: str) -> None:
    if key not in REMOVED:
        assert key not in redact(before + key + after, [key]).replace(REMOVED, "")


def test_the_longer_of_two_secrets_goes_whole() -> None:
    assert redact("x secret-12345 y", ["secret-1", "secret-12345"]) == f"x {REMOVED} y"


def test_a_dummy_key_is_no_secret() -> None:
    assert redact("ollama runs none of these", ["ollama", "none", ""]) == "ollama runs none of these"
