"""Pictures for tests."""

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QLibraryInfo,
    QMimeData,
    QPointF,
    Qt,
    QUrl,
    QVersionNumber,
)
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QWidget


def pixels(width: int = 64, height: int = 48, colour: str = "#c04040") -> QImage:
    """From this colour, at the left, to blue."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    gradient = QLinearGradient(0, 0, width, height)
    gradient.setColorAt(0.3, QColor(colour))
    gradient.setColorAt(1, QColor("#3060c0"))
    painter = QPainter(made)
    painter.fillRect(made.rect(), gradient)
    painter.end()
    return made


def file(width: int = 64, height: int = 48, kind: str = "PNG", colour: str = "#c04040") -> bytes:
    """A file of this kind."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert pixels(width, height, colour).save(buffer, kind)
    return bytes(data.data())


GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
"""Qt reads these, and writes none."""


def files(*paths: object) -> QMimeData:
    """As a file manager copies and drags them: with their names as a text."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(map(str, paths)))
    return mime


def drop(mime: QMimeData, target: QWidget) -> bool:
    """Drags it onto the middle of a widget and lets it go; whether it was taken."""
    where = QPointF(target.rect().center())
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # Qt 6.12 counts in fractions of a pixel, earlier ones do not.
    at = where if QLibraryInfo.version() >= QVersionNumber(6, 12) else where.toPoint()
    enter = QDragEnterEvent(at, action, mime, left, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    let_go = QDropEvent(where, action, mime, left, none)
    QApplication.sendEvent(target, let_go)
    return let_go.isAccepted()
