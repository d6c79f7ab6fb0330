"""Pictures in the composer: chosen, pasted, looked at, and taken away again."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QPlainTextEdit, QWidget

from app.domain.conversation import Part
from app.domain.image import LARGEST_FILE, MOST_IMAGES
from app.ui.composer import Composer, Draft
from tests.ui import pictures

pytestmark = pytest.mark.ui


@pytest.fixture
def field(composer: Composer) -> QPlainTextEdit:
    return composer.findChild(QPlainTextEdit, "composer")


@pytest.fixture
def said(composer: Composer) -> list[str]:
    heard: list[str] = []
    composer.noticed.connect(heard.append)
    return heard


def paste(field: QPlainTextEdit, mime: QMimeData) -> None:
    QApplication.clipboard().setMimeData(mime)
    field.setFocus()
    assert field.canPaste()
    field.paste()


def names(composer: Composer) -> list[str]:
    return [image.name for image in composer.draft().images]


def removers(composer: Composer) -> dict[str, QAbstractButton]:
    buttons = composer.findChildren(QAbstractButton)
    return {one.accessibleName(): one for one in buttons if one.accessibleName().startswith("Remove")}


def decoded(image: Part) -> QImage:
    return QImage.fromData(image.data)


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "kind", "media_type"),
    [("a.png", "PNG", "image/png"), ("b.jpg", "JPG", "image/jpeg"), ("c.webp", "WEBP", "image/webp")],
)
def test_a_pasted_file_goes_out_as_it_is(composer, field, said, tmp_path, name, kind, media_type) -> None:
    data = pictures.file(kind=kind)
    paste(field, pictures.files(put(tmp_path / name, data)))
    (image,) = composer.draft().images
    assert (image.name, image.media_type, image.data) == (name, media_type, data)
    assert (composer.text(), said) == ("", [])


def test_a_gif_and_a_name_that_lies_are_taken_by_what_they_are(composer, field, tmp_path) -> None:
    paste(field, pictures.files(put(tmp_path / "a.gif", pictures.GIF), put(tmp_path / "b.txt", pictures.GIF)))
    assert [image.media_type for image in composer.draft().images] == ["image/gif"] * 2


def test_a_picture_without_a_file_is_pasted_as_png(composer, field) -> None:
    mime = QMimeData()
    mime.setImageData(pictures.pixels(80, 60))
    mime.setHtml('<img src="https://example.org/cat.png">')
    paste(field, mime)
    (image,) = composer.draft().images
    assert (image.name, image.media_type) == ("Pasted picture.png", "image/png")
    assert decoded(image).convertToFormat(QImage.Format.Format_RGB32) == pictures.pixels(80, 60)


def test_a_text_that_brings_its_picture_along_is_a_text(composer, field) -> None:
    mime = QMimeData()
    mime.setImageData(pictures.pixels())
    mime.setText("from a spreadsheet")
    paste(field, mime)
    assert composer.draft() == Draft("from a spreadsheet")


@pytest.mark.parametrize(
    ("width", "height", "kind", "name", "size"),
    [
        (4096, 1024, "JPG", "wide.jpg", (2048, 512)),
        (1000, 4000, "PNG", "high.png", (512, 2048)),
        (2048, 2048, "PNG", "just.png", (2048, 2048)),
    ],
)
def test_more_pixels_than_models_see_are_not_sent(
    composer, field, tmp_path, width, height, kind, name, size
) -> None:
    paste(field, pictures.files(put(tmp_path / name, pictures.file(width, height, kind))))
    (image,) = composer.draft().images
    assert image.name == name
    assert decoded(image).size().toTuple() == size


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cat.zip", b"PK\3\4 zip", "Rivulet can attach pictures so far, not cat.zip."),
        ("cat.svg", b"<svg/>", "Rivulet can attach pictures so far, not cat.svg."),
        ("empty.png", b"", "Rivulet can attach pictures so far, not empty.png."),
        ("cut.png", pictures.GIF[:4] + b"9a", "cut.png cannot be read as a picture."),
        ("head.png", b"\x89PNG\r\n\x1a\n", "head.png cannot be read as a picture."),
        ("big.gif", pictures.GIF + bytes(LARGEST_FILE), "big.gif is larger than 20 MB."),
    ],
)
def test_what_cannot_be_attached_is_said_and_the_rest_is_taken(
    composer, field, said, tmp_path, name, data, sentence
) -> None:
    fine = put(tmp_path / "fine.png", pictures.file())
    paste(field, pictures.files(put(tmp_path / name, data), fine))
    assert said == [sentence]
    assert names(composer) == ["fine.png"]
    assert composer.text() == ""


def test_a_folder_and_a_missing_file_are_said_too(composer, field, said, tmp_path) -> None:
    (tmp_path / "holiday").mkdir()
    paste(field, pictures.files(tmp_path / "holiday", tmp_path / "gone.png"))
    assert said == [
        "Rivulet can attach pictures so far, not the folder holiday. "
        "gone.png could not be read: No such file or directory."
    ]


def test_more_than_a_prompt_takes_are_not_read(composer, field, said, tmp_path) -> None:
    path = put(tmp_path / "a.png", pictures.file())
    paste(field, pictures.files(*[path] * (MOST_IMAGES + 3)))
    assert len(names(composer)) == MOST_IMAGES
    assert said == ["Rivulet sends at most 10 pictures with one prompt."]


def test_a_picture_alone_can_be_sent(qtbot, composer, field, tmp_path) -> None:
    heard = []
    composer.submitted.connect(lambda text, images: heard.append((text, [one.name for one in images])))
    send = composer.findChild(QAbstractButton, "sendButton")
    assert not send.isEnabled()
    paste(field, pictures.files(put(tmp_path / "cat.png", pictures.file())))
    assert send.isEnabled()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [("", ["cat.png"])]
    composer.clear()
    assert not send.isEnabled()
    assert not composer.findChild(QWidget, "attachments").isVisible()


def test_pictures_are_removed_by_mouse_and_by_key(qtbot, composer, field, tmp_path) -> None:
    paste(field, pictures.files(*(put(tmp_path / f"{name}.png", pictures.file()) for name in "abc")))
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is removers(composer)["Remove a.png"]
    qtbot.mouseClick(removers(composer)["Remove b.png"], Qt.MouseButton.LeftButton)
    assert names(composer) == ["a.png", "c.png"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert QApplication.focusWidget() is removers(composer)["Remove c.png"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert names(composer) == []
    assert field.hasFocus()
    assert not composer.findChild(QWidget, "attachments").isVisible()


def test_the_row_breaks_where_the_field_is_narrow(composer, field, tmp_path) -> None:
    row = composer.findChild(QWidget, "attachments")
    path = put(tmp_path / "a.png", pictures.file())
    paste(field, pictures.files(path))
    one_row = row.height()
    paste(field, pictures.files(*[path] * 9))
    composer.window().resize(360, 480)
    QApplication.sendPostedEvents()
    assert row.height() == 2 * one_row
    assert all(
        one.geometry().right() < row.width() for one in row.findChildren(QWidget) if one.parent() is row
    )


def test_the_button_asks_for_files_without_stopping_the_loop(qtbot, composer, tmp_path) -> None:
    path = put(tmp_path / "cat.png", pictures.file())
    qtbot.mouseClick(composer.findChild(QAbstractButton, "attachButton"), Qt.MouseButton.LeftButton)
    dialog = composer.window().findChild(QFileDialog, "attachDialog")
    assert dialog.isVisible()
    assert "*.webp" in dialog.nameFilters()[0]
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    assert names(composer) == ["cat.png"]
