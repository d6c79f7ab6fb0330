"""Decodes the pictures that are seen, away from the thread that paints."""

from contextlib import suppress

from PySide6.QtCore import QObject, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage

from app.ui.image_file import ImageFile
from app.ui.transcript.items.picture import Picture


class Decoder(QObject):
    """
    Signals:
        decoded(): a picture can be painted now.
    """

    decoded = Signal()
    _read = Signal(object, QImage)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._read.connect(self._on_read)

    def want(self, picture: Picture, scale: float) -> None:
        """Lets it be decoded, unless it is or will be.

        Args:
            scale: device pixels in a pixel.
        """
        size = picture.ask(scale)
        if size is not None:
            QThreadPool.globalInstance().start(lambda: self._decode(picture, size))

    def _decode(self, picture: Picture, size: QSize) -> None:
        """In a thread of the pool."""
        pixels = ImageFile(picture.part.data).read(size)
        # The window may be gone.
        with suppress(RuntimeError):
            self._read.emit(picture, pixels)

    def _on_read(self, picture: Picture, pixels: QImage) -> None:
        picture.take(pixels)
        self.decoded.emit()
