"""What a release says of itself is what CHANGELOG.md says of its version."""

import datetime as dt

import project
import pytest
from changelog import Section, sections
from hypothesis import given
from hypothesis import strategies as st

CHANGELOG = """# Changelog

All changes, as usual.

## Unreleased

### Added

- What comes next.

## [0.2.0rc1] - 2026-12-24

### Fixed

- A `## heading` in code, and a link: [page](https://example.com).

## 0.1.0 (2026-11-30) [YANKED]

- The first, of which 2025-01-01 tells nothing.

## 0.0.9

[0.2.0rc1]: https://example.com/compare/v0.1.0...v0.2.0rc1
"""


def test_each_section_has_its_version_its_day_and_its_notes():
    unreleased, candidate, first, old = sections(CHANGELOG)
    assert unreleased == Section("Unreleased", None, "### Added\n\n- What comes next.\n")
    assert (candidate.version, candidate.day) == ("0.2.0rc1", dt.date(2026, 12, 24))
    assert candidate.notes.endswith("and a link: [page](https://example.com).\n")
    assert (first.version, first.day) == ("0.1.0", dt.date(2026, 11, 30))
    assert old == Section("0.0.9", None, "")


def test_a_day_that_no_calendar_has_is_an_error():
    with pytest.raises(ValueError, match="day"):
        sections("## 1.0.0 - 2026-02-30\n")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 99),
            st.dates(min_value=dt.date(1000, 1, 1)),
            st.lists(st.text("abc *`", min_size=1).map(lambda words: f"- x{words}x"), max_size=3),
        )
    )
)
def test_what_was_written_is_read(written):
    text = "# Changelog\n\n" + "".join(
        f"## [1.{number}.0] - {day}\n\n" + "".join(f"{line}\n" for line in lines) + "\n"
        for number, day, lines in written
    )
    expected = [
        Section(f"1.{number}.0", day, "".join(f"{line}\n" for line in lines))
        for number, day, lines in written
    ]
    assert sections(text) == expected


@pytest.fixture
def changelog(tmp_path, monkeypatch):
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return monkeypatch


def test_a_version_that_is_released_has_its_own_day_and_notes(changelog):
    changelog.setattr(project, "VERSION", "0.1.0")
    assert project.released() == dt.date(2026, 11, 30)
    assert project.notes().startswith("- The first")
    assert [one.version for one in project.releases()] == ["0.2.0rc1", "0.1.0"]


@pytest.mark.parametrize("version", ["0.1", "0.1.0.1", "0.2.0", "0.3.0"])
def test_before_its_release_it_has_what_is_written_so_far(changelog, version):
    changelog.setattr(project, "VERSION", version)
    assert project.released() is None
    assert project.notes() == "### Added\n\n- What comes next.\n"
    newest = project.releases()[0]
    assert (newest.version, newest.day) == (version, dt.date(2023, 11, 14))


def test_there_is_something_to_tell_of_this_version():
    assert len(project.notes()) > 100
