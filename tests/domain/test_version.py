"""The order of versions, beside that of PyPA's own library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from app.domain.version import is_newer, plain

numbers = st.integers(0, 3).map(str)
releases = st.lists(numbers, min_size=1, max_size=4).map(".".join)
stages = st.sampled_from(["a", "b", "rc", "alpha", "beta", "c", "pre", ".rc", "-b.", "RC", "_a"])
pre = st.just("") | st.builds("{}{}".format, stages, numbers)
post = st.just("") | numbers.map(".post{}".format)
dev = st.just("") | numbers.map(".dev{}".format)
versions = st.builds("{}{}{}{}{}".format, st.sampled_from(["", "v", "V"]), releases, pre, post, dev)


@given(versions, versions)
def test_the_order_is_that_of_pep_440(one: str, other: str) -> None:
    assert is_newer(one, other) == (Version(one) > Version(other))


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("0.2.0", "0.1.9"),
        ("0.10.0", "0.9.0"),
        ("1.2.0", "1.2.0rc1"),
        ("1.2.0rc1", "1.2.0b7"),
        ("1.2.0rc10", "1.2.0rc9"),
        ("v1.2.1", "1.2"),
        ("1.0", "1.0.dev3"),
    ],
)
def test_a_newer_version_is_newer_and_not_the_other_way_round(newer: str, older: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)
    assert not is_newer(newer, newer)


@given(st.text() | st.sampled_from(["", "nightly", "1.2.x", "1.0\n<b>", "9" * 99, "1.0+local", "٣.١"]))
def test_what_is_no_version_is_neither_newer_nor_shown(text: str) -> None:
    if plain(text):
        assert Version(plain(text))
        assert plain(text).isascii()
    else:
        assert not is_newer(text, "0.0.1")
        assert not is_newer("9.9.9", text)


def test_a_tag_is_shown_without_its_letter() -> None:
    assert plain(" v1.2.0rc1 ") == "1.2.0rc1"
