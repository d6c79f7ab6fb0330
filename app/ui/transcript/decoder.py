"""Decodes the pictures that are seen, away from the thread that paints."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.ui.image_file import ImageFile
from app.ui.transcript.errands import Errands
from app.ui.transcript.items.picture import Picture


class Decoder(QObject):
    """
    Signals:
        decoded(): a picture can be painted now.
    """

    decoded = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._errands = Errands(self)

    def want(self, picture: Picture, scale: float) -> None:
        """Lets it be decoded, unless it is or will be.

        Args:
            scale: device pixels in a pixel.
        """
        size = picture.ask(scale)
        if size is not None:
            data = picture.part.data
            self._errands.send(lambda: ImageFile(data).read(size), lambda pixels: self._take(picture, pixels))

    def _take(self, picture: Picture, pixels: QImage | None) -> None:
        picture.take(pixels or QImage())
        self.decoded.emit()
