"""The icons are there, sharp, and cost next to nothing."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QToolButton

from app.ui import icons
from app.ui.icons import FONT, GLYPHS, icon, put_icon

pytestmark = pytest.mark.ui


def ink(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height())
    )


def test_each_glyph_is_where_the_font_has_it() -> None:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    charmap = Path(spec.origin).parent / "fonts" / FONT.replace("-2.5.0.ttf", "-charmap-2.5.0.json")
    known = json.loads(charmap.read_text())
    assert {name: int(known[name], 16) for name in GLYPHS} == GLYPHS


@pytest.mark.parametrize("name", GLYPHS)
def test_each_icon_paints_something_at_any_scale(qapp: QApplication, name: str) -> None:
    colour = QColor("#0B6E78")
    QImage(48, 48, QImage.Format.Format_ARGB32).fill(QColor("red"))  # leaves dirty memory behind
    once, thrice = (icon(name, colour).pixmap(QSize(16, 16), scale).toImage() for scale in (1.0, 3.0))
    assert (once.width(), thrice.width()) == (16, 48)
    assert ink(once) > 10
    assert ink(thrice) > 4 * ink(once)
    assert once.pixelColor(0, 0).alpha() == 0
    assert any(thrice.pixelColor(x, y) == colour for x in range(48) for y in range(48))


def test_a_copy_outlives_the_first_icon(qapp: QApplication) -> None:
    button = QToolButton()
    for _ in range(50):
        button.setIcon(icon("check-line", QPalette.ColorRole.Text))
    assert ink(button.icon().pixmap(16, 16).toImage()) > 10


def test_an_icon_follows_the_palette(qapp: QApplication) -> None:
    before = qapp.palette()
    made = icon("stop-mini-fill", QPalette.ColorRole.Text)
    try:
        for colour in (QColor("#112233"), QColor("#ddeeff")):
            palette = QPalette(before)
            palette.setColor(QPalette.ColorRole.Text, colour)
            qapp.setPalette(palette)
            assert made.pixmap(16, 16).toImage().pixelColor(8, 8) == colour
    finally:
        qapp.setPalette(before)


def test_a_button_says_in_words_what_its_icon_means(qapp: QApplication) -> None:
    button = QToolButton()
    put_icon(button, "file-copy-line", "Copy")
    assert (button.text(), button.accessibleName(), button.toolTip()) == ("", "Copy", "Copy")


def test_without_the_font_the_words_are_the_face(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icons, "_font", lambda: None)
    button = QToolButton()
    put_icon(button, "file-copy-line", "Copy")
    assert button.icon().isNull()
    assert button.text() == "Copy"


def test_an_unknown_name_is_told_at_once(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icon("no-such-line")
