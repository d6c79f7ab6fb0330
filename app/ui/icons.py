"""The few icons, drawn as outlines of the Remix font that QtAwesome brings along.

QtAwesome itself is not imported: that costs 115 ms and loads eleven fonts. Its font file alone takes 1.3 ms
as a QRawFont, which also leaves the application's font database alone (adding a font to that resolves
all fonts of all widgets again), and 0.06 ms for each icon that is really painted.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
    QRawFont,
)
from PySide6.QtWidgets import QAbstractButton

FONT = "remixicon-2.5.0.ttf"

GLYPHS = {
    "alert-line": 0xEA21,
    "arrow-down-line": 0xEA4C,
    "arrow-down-s-line": 0xEA4E,
    "arrow-left-right-line": 0xEA62,
    "arrow-left-s-line": 0xEA64,
    "arrow-right-s-line": 0xEA6E,
    "arrow-up-line": 0xEA76,
    "attachment-2": 0xEA84,
    "check-line": 0xEB7B,
    "close-line": 0xEB99,
    "cloud-line": 0xEB9D,
    "delete-bin-line": 0xEC2A,
    "edit-box-line": 0xEC82,
    "equalizer-line": 0xEC9D,
    "error-warning-fill": 0xECA0,
    "error-warning-line": 0xECA1,
    "external-link-line": 0xECAF,
    "eye-line": 0xECB5,
    "eye-off-line": 0xECB7,
    "file-copy-line": 0xECD5,
    "ghost-line": 0xEDB5,
    "git-branch-line": 0xEDBD,
    "information-line": 0xEE59,
    "key-2-line": 0xEE6F,
    "layout-left-line": 0xEE94,
    "pencil-line": 0xEFE0,
    "pushpin-fill": 0xF038,
    "pushpin-line": 0xF039,
    "refresh-line": 0xF064,
    "search-line": 0xF0D1,
    "settings-3-line": 0xF0E6,
    "shield-line": 0xF108,
    "stop-mini-fill": 0xF1A2,
    "time-line": 0xF20F,
    "translate-2": 0xF226,
    "upload-2-line": 0xF24A,
    "volume-up-line": 0xF2A2,
    "wifi-off-line": 0xF2C2,
}
"""The names are those of QtAwesome's character map."""

_EM = 24.0
"""The grid that the font is drawn on; the glyphs stand on its lower edge."""

Colour = QColor | QPalette.ColorRole
"""A role is looked up when the icon is painted, so that it follows the theme."""


@cache
def _font() -> QRawFont | None:
    # find_spec only locates the package. Of it the frozen program has nothing but its fonts.
    spec = find_spec("qtawesome")
    for folder in (spec and spec.submodule_search_locations) or ():
        font = QRawFont(str(Path(folder) / "fonts" / FONT), _EM)
        if font.isValid():
            return font
    return None


@cache
def _outline(name: str) -> QPainterPath:
    font = _font()
    glyphs = font.glyphIndexesForString(chr(GLYPHS[name])) if font else []
    return font.pathForGlyph(glyphs[0]) if font and glyphs else QPainterPath()


def paint_icon(painter: QPainter, name: str, colour: QColor, where: QRectF) -> None:
    """Paints the icon into a square, sharp at any size and scale."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(where.left(), where.bottom()))
    painter.scale(where.width() / _EM, where.height() / _EM)
    painter.fillPath(_outline(name), colour)
    painter.restore()


def icon(name: str, colour: Colour = QPalette.ColorRole.PlaceholderText) -> QIcon:
    """An icon of any size; a null one where the font is missing."""
    if name not in GLYPHS:
        raise KeyError(name)
    return QIcon() if _font() is None else QIcon(_Engine(name, colour))


def put_icon(
    button: QAbstractButton, name: str, words: str, colour: Colour = QPalette.ColorRole.PlaceholderText
) -> None:
    """Makes the icon the button's face, and `words` its name and tool tip (its face too, without a font)."""
    made = icon(name, colour)
    button.setIcon(made)
    button.setText(words if made.isNull() else "")
    button.setToolTip(words)
    button.setAccessibleName(words)


class _Engine(QIconEngine):
    def __init__(self, name: str, colour: Colour) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._colour
        if isinstance(colour, QPalette.ColorRole):
            colour = QGuiApplication.palette().color(colour)
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(0.4)
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        paint_icon(painter, self._name, colour, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # Qt's own way paints onto memory that nobody has cleared.
        pixmap = QPixmap(size)
        if pixmap.isNull():  # a button that is squeezed to nothing
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        side = min(size.width(), size.height())
        return QSize(side, side)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)
