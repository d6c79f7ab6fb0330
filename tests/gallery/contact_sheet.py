"""All pictures of one theme on one sheet, with their names."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

COLUMNS = 5
_CELL = QSize(440, 330)
_LABEL = 26
_GAP = 20
_GROUNDS = {"light": ("#D9D9D4", "#1C1D1B"), "dark": ("#3A3D3B", "#ECEDE8")}


def contact_sheet(folder: Path, theme: str) -> QImage:
    """The pictures of scale 1 in `folder`, in the order of their names."""
    ground, letters = _GROUNDS[theme]
    paths = sorted(path for path in folder.glob("*.png") if not path.stem.endswith("@2x"))
    rows = -(-len(paths) // COLUMNS)
    step = QSize(_CELL.width() + _GAP, _CELL.height() + _LABEL + _GAP)
    sheet = QImage(COLUMNS * step.width() + _GAP, rows * step.height() + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(ground))
    painter = QPainter(sheet)
    font = QFont(QGuiApplication.font())
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(QColor(letters))
    for number, path in enumerate(paths):
        left = _GAP + number % COLUMNS * step.width()
        top = _GAP + number // COLUMNS * step.height()
        where = QRect(left, top + _LABEL, _CELL.width(), _CELL.height())
        painter.drawText(left, top, _CELL.width(), _LABEL, Qt.AlignmentFlag.AlignVCenter, path.stem)
        _paint_picture(painter, path, where)
    painter.end()
    return sheet


def _paint_picture(painter: QPainter, path: Path, where: QRect) -> None:
    image = QImage(str(path))
    image.setDevicePixelRatio(1)
    if image.width() > where.width() or image.height() > where.height():
        image = image.scaled(
            where.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    painter.drawImage(where.topLeft(), image)
