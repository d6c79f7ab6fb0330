"""The program's icon for its windows: a drawing for small sizes, and one for the others."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

SMALL_SIDES = (16, 20, 22, 24)
LARGE_SIDES = (32, 48, 64, 128, 256)
"""Pixels. Title bars have up to 24; task bars and switchers of windows have the others."""


def program_icon(large: Path, small: Path) -> QIcon:
    """
    Args:
        large, small: SVG files.
    """
    icon = QIcon()
    for file, sides in ((small, SMALL_SIDES), (large, LARGE_SIDES)):
        drawing = QIcon(str(file))
        for side in sides:
            icon.addPixmap(drawing.pixmap(QSize(side, side), 1.0))
    return icon
