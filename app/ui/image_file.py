"""The bytes of a picture: how large it is, its pixels, and a file made of pixels."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from app.domain.image import MEDIA_TYPES, media_type_of

_JPEG_QUALITY = 90
_HEAD = 256 * 1024
"""Bytes at the beginning of a file, which nearly always tell its size. To copy all of it takes a frame."""


class ImageFile:
    """Reads a picture without trusting it: only as one of the kinds that can be attached, by its content.

    Sizes are those in which it is shown: a photograph may lie on its side in its file.
    """

    def __init__(self, data: bytes) -> None:
        self._buffer = QBuffer()
        self._buffer.setData(data)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.media_type = media_type_of(data)
        kind = MEDIA_TYPES[self.media_type][0] if self.media_type else "none"
        self._reader = QImageReader(self._buffer, kind.encode())
        self._reader.setAutoDetectImageFormat(False)
        self._reader.setAutoTransform(True)

    def size(self) -> QSize:
        """In pixels, from the file's head alone; an empty one if it is no picture."""
        if self.media_type is None:
            return QSize()
        size = self._reader.size()
        return size.transposed() if self._lies_on_its_side() else size

    def read(self, size: QSize | None = None) -> QImage:
        """The (first) picture, in this size or its own; a null one if it cannot be read. May take long."""
        if self.media_type is None:
            return QImage()
        if size is not None:
            self._reader.setScaledSize(size.transposed() if self._lies_on_its_side() else size)
        return self._reader.read()

    def _lies_on_its_side(self) -> bool:
        quarter = QImageIOHandler.Transformation.TransformationRotate90
        return bool(self._reader.transformation() & quarter)


def size_of(data: bytes) -> QSize:
    """As `ImageFile.size`, quickly."""
    size = ImageFile(data[:_HEAD]).size()
    return ImageFile(data).size() if size.isEmpty() and len(data) > _HEAD else size


def fitted(size: QSize, width: int, height: int) -> QSize:
    """A size with the same sides to each other that is at most as large; never enlarged, never empty."""
    if size.width() > width or size.height() > height:
        size = size.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(QSize(1, 1))


def encoded(pixels: QImage, *, photograph: bool = False) -> bytes:
    """The pixels as a file: PNG, or JPEG where nobody sees the difference."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if photograph:
        pixels.save(buffer, "JPG", _JPEG_QUALITY)  # type: ignore[call-overload]
    else:
        pixels.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())
