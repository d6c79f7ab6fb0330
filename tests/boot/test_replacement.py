"""A program that is updated while it runs says so, once."""

import pytest
from PySide6.QtCore import Qt

from app.boot.replacement import REPLACED, watch_program

pytestmark = pytest.mark.ui


def test_an_update_is_told_of_once(qapp, tmp_path):
    program, told = tmp_path / "rivulet", []
    program.write_text("old")

    def come_back() -> None:
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)

    watch_program(told.append, str(program))
    come_back()
    program.rename(tmp_path / "gone")
    come_back()
    assert told == []
    program.write_text("new")
    come_back()
    come_back()
    assert told == [REPLACED]
