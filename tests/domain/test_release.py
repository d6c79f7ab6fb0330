"""When to look for a new version, and what is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.release import DAY, RELEASES, is_due, newer, untold
from app.domain.updates import Updates

PAGE = "https://github.com/rivulet/rivulet/releases/tag/v0.2.0"
FOUND = Updates(check=True, version="v0.2.0", page=PAGE)
times = st.floats(0, 4e9)


@given(times, st.floats(0, DAY - 1))
def test_there_is_no_second_check_within_a_day(checked: float, later: float) -> None:
    assert not is_due(Updates(checked_at=checked), checked + later)


@given(times, st.floats(DAY + 1, 4e9))
def test_after_a_day_it_is_due(checked: float, later: float) -> None:
    assert is_due(Updates(checked_at=checked), checked + later)


@given(times, st.floats(1, 4e9))
def test_a_clock_that_was_turned_back_puts_nothing_off(checked: float, earlier: float) -> None:
    assert is_due(Updates(checked_at=checked), checked - earlier)


def test_the_first_check_is_due_at_once() -> None:
    assert is_due(Updates(), 1.7e9)


def test_what_is_newer_is_told_until_it_is_dismissed() -> None:
    release = untold(FOUND, "0.1.0")
    assert release is not None
    assert (release.version, release.page) == ("0.2.0", PAGE)
    enough = replace(FOUND, dismissed=release.version)
    assert untold(enough, "0.1.0") is None
    assert newer(enough, "0.1.0") == release
    assert untold(replace(enough, version="0.2.1"), "0.1.0") is not None


@pytest.mark.parametrize("running", ["0.2.0", "0.2.1", "0.3.0rc1", "1.0"])
def test_what_is_not_newer_is_not_told(running: str) -> None:
    assert newer(FOUND, running) is None


def test_a_candidate_learns_of_its_release() -> None:
    assert newer(FOUND, "0.2.0rc2") is not None


@pytest.mark.parametrize(
    "page",
    [
        "",
        "http://github.com/rivulet/rivulet/releases",
        "https://github.com.evil.example/rivulet",
        "https://github.com@evil.example/rivulet",
        "https://evil.example/github.com",
        "https://github.com:8443/rivulet",
        "https://github.com\\@evil.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://[github.com/",
        "https://github.com/a b",
        "https://github.com/\u202egnp",
    ],
)
def test_only_a_page_of_github_is_offered(page: str) -> None:
    release = newer(replace(FOUND, page=page), "0.1.0")
    assert release is not None
    assert release.page == RELEASES
