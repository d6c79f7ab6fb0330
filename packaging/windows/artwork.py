"""The pictures of the installer's pages, in the program's colours.

Drawn at twice the size that they have on a plain screen, where they are halved: sharp on others.
"""

from __future__ import annotations

from pathlib import Path

import icons
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.theme import LIGHT

HEADER = 300, 114
SIDE = 328, 628
SURFACE = LIGHT.surface.name()[1:].upper()
TEXT = LIGHT.text.name()[1:].upper()
"""As NSIS writes colours."""


def write_header(path: Path) -> None:
    """Of each page: the icon, at its right end."""
    _write(path, HEADER, LIGHT.surface, icon=80, x=HEADER[0] - 80 - 16, y=17)


def write_side(path: Path) -> None:
    """Of the last page."""
    _write(path, SIDE, LIGHT.user_block, icon=160, x=(SIDE[0] - 160) // 2, y=112)


def _write(path: Path, size: tuple[int, int], ground: QColor, *, icon: int, x: int, y: int) -> None:
    picture = QImage(*size, QImage.Format.Format_RGB32)
    picture.fill(ground)
    painter = QPainter(picture)
    painter.drawImage(x, y, QImage.fromData(icons.png(icon)))
    painter.end()
    if not picture.save(str(path), "BMP"):
        raise OSError(f"{path} could not be written.")
