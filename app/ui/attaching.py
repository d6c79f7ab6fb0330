"""What is chosen, pasted or dropped, as images of a prompt."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from app.domain.conversation import Part
from app.domain.image import LARGEST_FILE, LONGEST_SIDE, MEDIA_TYPES, image, media_type_of
from app.ui.image_file import ImageFile, encoded, fitted

PASTED = "Pasted picture.png"
FILTER = f"Pictures ({' '.join(f'*.{ending}' for endings in MEDIA_TYPES.values() for ending in endings)})"
"""For a file dialog."""


class CannotAttachError(Exception):
    """Says why, in a sentence."""


def brings_images(mime: QMimeData) -> bool:
    """Whether this is to be attached: files, or a picture that does not just stand beside a text."""
    if files_in(mime):
        return True
    # Office programs give a picture of the text along with it; browsers, the address of the picture.
    has_words = mime.hasFormat("text/plain") and bool(mime.text().strip())
    return mime.hasImage() and (mime.hasUrls() or not has_words)


def files_in(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def image_of_file(path: Path) -> Part:
    """The file as it is, or smaller where it has more pixels than models see. Raises CannotAttachError."""
    name = path.name
    try:
        with path.open("rb") as file:
            head = file.read(16)
            if media_type_of(head) is None:
                raise CannotAttachError(f"Rivulet can attach pictures so far, not {name}.")
            if path.stat().st_size > LARGEST_FILE:
                raise CannotAttachError(f"{name} is larger than {LARGEST_FILE // 2**20} MB.")
            data = head + file.read()
    except IsADirectoryError:
        raise CannotAttachError(f"Rivulet can attach pictures so far, not the folder {name}.") from None
    except OSError as error:
        raise CannotAttachError(f"{name} could not be read: {error.strerror}.") from None
    found = ImageFile(data)
    size = found.size()
    if max(size.width(), size.height()) <= LONGEST_SIDE:
        return image(data, name)
    pixels = found.read(fitted(size, LONGEST_SIDE, LONGEST_SIDE))
    if pixels.isNull():
        raise CannotAttachError(unreadable(name))
    if found.media_type == "image/jpeg":
        return image(encoded(pixels, photograph=True), name)
    return image(encoded(pixels), path.with_suffix(".png").name)


def image_of_pixels(pixels: QImage) -> Part:
    """A picture from the clipboard, which has no file. Raises CannotAttachError."""
    if pixels.isNull():
        raise CannotAttachError("The picture in the clipboard cannot be read.")
    size = fitted(pixels.size(), LONGEST_SIDE, LONGEST_SIDE)
    if size != pixels.size():
        pixels = pixels.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
    return image(encoded(pixels), PASTED)


def unreadable(name: str) -> str:
    return f"{name} cannot be read as a picture."
