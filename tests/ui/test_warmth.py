"""The signs at which the program loads what an answer needs."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.ui.warmth import Warmth

pytestmark = pytest.mark.ui

Sign = Callable[[QPlainTextEdit, Warmth], None]


def _key(field: QPlainTextEdit, warmth: Warmth) -> None:
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)


def _pointer(field: QPlainTextEdit, warmth: Warmth) -> None:
    QTest.mouseMove(field.windowHandle(), QPoint(20, 20))


def _word(field: QPlainTextEdit, warmth: Warmth) -> None:
    warmth.begin()


@pytest.mark.parametrize("sign", [_key, _pointer, _word])
def test_it_loads_once_at_the_first_sign_and_not_before(qtbot: QtBot, sign: Sign) -> None:
    field, loads = QPlainTextEdit(), []
    qtbot.addWidget(field)
    warmth = Warmth(lambda: loads.append(1), field)
    warmth.watch(field)
    field.show()
    qtbot.waitExposed(field)
    field.setPlainText("what is shown without anybody's doing is no sign")
    qtbot.wait(20)
    assert loads == []
    sign(field, warmth)
    _key(field, warmth)
    qtbot.waitUntil(lambda: loads == [1])
    assert loads == [1]
    assert field.toPlainText().startswith("a")
