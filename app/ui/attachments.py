"""The images that go with a prompt, as a row of small pictures that can be removed."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from app.domain.conversation import Part
from app.domain.image import MOST_IMAGES
from app.ui.attaching import (
    FILTER,
    CannotAttachError,
    files_in,
    image_of_file,
    image_of_pixels,
    unreadable,
)
from app.ui.thumbnail import CELL, Thumbnail, small

_MOST_FAULTS = 3
"""That are told at once."""


class Attachments(QWidget):
    """Hidden while there are none.

    Signals:
        changed()
        left(): the last one was removed.
        noticed(str): why something could not be attached.
    """

    changed = Signal()
    left = Signal()
    noticed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachments")
        self.setAccessibleName("Attached pictures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._thumbnails: list[Thumbnail] = []
        self.hide()

    def images(self) -> tuple[Part, ...]:
        return tuple(one.image for one in self._thumbnails)

    def buttons(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [one.button for one in self._thumbnails]

    def set_images(self, images: tuple[Part, ...]) -> None:
        for one in self._thumbnails:
            _discard(one)
        self._thumbnails = [self._thumbnail(one, small(one)) for one in images]
        self._arrange()
        self.changed.emit()

    def attach(self, mime: QMimeData) -> None:
        """Attaches what was pasted or dropped."""
        if files := files_in(mime):
            self.attach_files([str(path) for path in files])
        else:
            self._attach_each([lambda: image_of_pixels(QImage(mime.imageData()))])

    def attach_files(self, paths: Sequence[str]) -> None:
        self._attach_each([partial(image_of_file, Path(path)) for path in paths])

    def choose_files(self) -> None:
        """Asks for files, and attaches them."""
        dialog = QFileDialog(self.window(), self.tr("Attach pictures"), "", FILTER)
        dialog.setObjectName("attachDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.attach_files)
        dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _attach_each(self, makers: Sequence[Callable[[], Part]]) -> None:
        """As many as may be attached, and why the others may not."""
        faults = []
        for make in makers:
            if len(self._thumbnails) == MOST_IMAGES:
                faults.append(f"Rivulet sends at most {MOST_IMAGES} pictures with one prompt.")
                break
            try:
                self._add(make())
            except CannotAttachError as fault:
                faults.append(str(fault))
        self._arrange()
        self.changed.emit()
        if faults:
            self.noticed.emit(" ".join(faults[:_MOST_FAULTS]))

    def _add(self, image: Part) -> None:
        pixels = small(image)
        if pixels.isNull():
            raise CannotAttachError(unreadable(image.name))
        self._thumbnails.append(self._thumbnail(image, pixels))

    def _thumbnail(self, image: Part, pixels: QImage) -> "Thumbnail":
        made = Thumbnail(image, pixels, self)
        made.button.clicked.connect(lambda: self._remove(made))
        return made

    def _remove(self, thumbnail: "Thumbnail") -> None:
        number = self._thumbnails.index(thumbnail)
        del self._thumbnails[number]
        if not self._thumbnails:
            self.left.emit()
        elif thumbnail.button.hasFocus():
            self._thumbnails[min(number, len(self._thumbnails) - 1)].button.setFocus()
        _discard(thumbnail)
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        in_a_row = max(1, self.width() // CELL.width())
        for number, one in enumerate(self._thumbnails):
            row, place = divmod(number, in_a_row)
            one.move(QPoint(place * CELL.width(), row * CELL.height()))
            one.show()
        rows = -(-len(self._thumbnails) // in_a_row)
        self.setFixedHeight(rows * CELL.height())
        self.setVisible(bool(rows))


def _discard(thumbnail: Thumbnail) -> None:
    thumbnail.hide()
    thumbnail.deleteLater()
