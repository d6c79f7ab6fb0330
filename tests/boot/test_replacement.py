"""A program that is updated or removed while it runs says so, once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.boot.own_file import REMOVED
from app.boot.replacement import REPLACED, watch_program

pytestmark = pytest.mark.ui


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "rivulet"
    path.write_text("old")
    return path


@pytest.fixture
def come_back(qapp) -> Callable[[], None]:
    def leave_and_come() -> None:
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)

    return leave_and_come


def test_an_update_is_told_of_once(program, come_back):
    told = []
    watch_program(told.append, str(program), 60)
    come_back()
    program.rename(program.with_name("gone"))
    come_back()
    assert told == []
    program.write_text("new")
    come_back()
    come_back()
    assert told == [REPLACED]


def test_a_removal_is_told_of_once(program, come_back):
    told = []
    watch_program(told.append, str(program), 0.01)
    program.unlink()
    assert told == []
    come_back()
    QTest.qWait(50)
    come_back()
    QTest.qWait(50)
    assert told == [REMOVED]


@pytest.mark.parametrize(("after", "words"), [("old", []), ("new", [REPLACED])])
def test_a_file_that_was_missing_for_a_moment_is_not_taken_for_removed(program, come_back, after, words):
    told = []
    watch_program(told.append, str(program), 0.02)
    aside = program.rename(program.with_name("aside"))
    come_back()
    if after == "old":
        aside.rename(program)
    else:
        program.write_text("new")
    QTest.qWait(60)
    assert told == words
