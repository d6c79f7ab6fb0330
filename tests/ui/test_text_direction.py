"""Marks of lists and quotations stand where the text begins, whichever side that is."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.domain.markdown.blocks import Block, BlockKind, References
from app.ui.theme import LIGHT
from app.ui.transcript.items.item import Column
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.text.typography import Typography

pytestmark = pytest.mark.ui

WIDTH = 400


def prose(source: str) -> Prose:
    return Prose(Block(BlockKind.PROSE, source), References())


def inked(source: str) -> tuple[int, int]:
    """The first and the last column of pixels that is not empty."""
    item = prose(source)
    item.lay_out(Column(0, WIDTH), Typography.of(LIGHT, 1.0))
    image = QImage(WIDTH, int(item.height) + 1, QImage.Format.Format_RGB32)
    image.fill(LIGHT.window)
    painter = QPainter(image)
    item.paint(painter, QRectF(image.rect()), None)
    painter.end()
    empty = LIGHT.window.rgb()
    columns = [x for x in range(WIDTH) if any(image.pixel(x, y) != empty for y in range(image.height()))]
    return columns[0], columns[-1]


@pytest.mark.parametrize("mark", ["- ", "3. ", "> ", "> - "])
def test_marks_stand_before_the_text(qapp: QApplication, mark: str) -> None:
    first, last = inked(f"{mark}river")
    assert first < 24
    assert last < WIDTH / 2
    first, last = inked(f"{mark}نهر")
    assert first > WIDTH / 2
    assert last > WIDTH - 24


@pytest.mark.parametrize(("source", "indent"), [("river", 0), ("> river", 16), ("- river", 24)])
def test_text_is_indented_on_its_own_side(qapp: QApplication, source: str, indent: int) -> None:
    item = prose(source)
    item.lay_out(Column(0, WIDTH), Typography.of(LIGHT, 1.0))
    assert item.document.begin().layout().lineAt(0).x() == indent
    item = prose(source.replace("river", "نهر"))
    item.lay_out(Column(0, WIDTH), Typography.of(LIGHT, 1.0))
    assert item.document.begin().layout().lineAt(0).naturalTextRect().right() == pytest.approx(
        WIDTH - indent, abs=1
    )
