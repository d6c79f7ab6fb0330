"""Older Pythons count references to None, True and False: a library that loses some of them aborts."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel

from app.boot.surroundings import window_obstacle

CALLS = 10_000


class _Ringing(QObject):
    rang = Signal(bool)


def test_calls_and_signals_lose_no_references(qapp: QApplication) -> None:
    if window_obstacle():
        pytest.skip("the window does not start here")
    bell, label, document = _Ringing(), QLabel(), QTextDocument()
    cursor = QTextCursor(document)
    bell.rang.connect(lambda on: None)
    before = [sys.getrefcount(one) for one in (None, True, False)]
    for number in range(CALLS):
        label.setText("a")
        bell.rang.emit(number % 2 == 0)
        cursor.insertText("a")
        label.setEnabled(True)
    after = [sys.getrefcount(one) for one in (None, True, False)]
    lost = [was - now for was, now in zip(before, after, strict=True)]
    assert max(lost) < CALLS // 10, lost
