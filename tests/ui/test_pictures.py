"""Pictures of a prompt, end to end: dropped on the window, sent, shown, opened large, read back."""

import asyncio
import base64
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.domain.conversation import Part, PartKind
from app.domain.image import image
from app.domain.provider import Provider
from app.ui.image_file import ImageFile, encoded, size_of
from app.ui.picture_viewer import PictureViewer
from app.ui.theme import LIGHT
from app.ui.transcript.items.item import Column
from app.ui.transcript.items.picture import Picture
from app.ui.transcript.text.typography import Typography
from tests.ui import pictures
from tests.ui.conftest import Desk, until
from tests.wire.server import DONE, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui

WIDE = Column(40, 700)


@pytest.fixture
def style(qapp: QApplication) -> Typography:
    return Typography.of(LIGHT, 1.0)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def shown(it: Desk) -> list[Picture]:
    stack = it.transcript.stack
    items = [item for message in stack.messages for _, item in message.items()]
    return [item for item in items if isinstance(item, Picture)]


def said(it: Desk) -> str:
    return it.find(QLabel, "noticeText").text()


# In the window


async def test_what_is_dropped_is_sent_shown_kept_and_edited(desk, tmp_path):
    data = pictures.file(640, 480)
    with WireServer() as server:
        for text in ("A cat.", "An otter."):
            server.stream(sse(chat_chunk(text)), sse(chat_chunk(finish="stop")), DONE)
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            assert pictures.drop(pictures.files(put(tmp_path, "cat.png", data)), it.window.pane.greeting)
            await it.asked("What is this?")
            (picture,) = shown(it)
            assert it.transcript.plainText() == "[Picture cat.png]\n\nWhat is this?\n\nA cat."
            await until(lambda: not picture.ask(1.0) and picture._pixels is not None)
            assert not it.find(QWidget, "attachments").isVisible()

            QTest.keyClick(it.composer, Qt.Key.Key_Up)
            assert [one.name for one in it.window.pane.composer.draft().images] == ["cat.png"]
            assert it.composer.toPlainText() == "What is this?"
            await it.asked(" Look again.")
            contents = [one.json["messages"][-1]["content"] for one in server.requests]
            url = {"url": "data:image/png;base64," + base64.b64encode(data).decode()}
            assert contents == [
                [{"type": "text", "text": text}, {"type": "image_url", "image_url": url}]
                for text in ("What is this?", "What is this? Look again.")
            ]

            first, asked = it.chat.conversation.id, it.chat.last_prompt
            it.click("newChatButton")
            it.window.open_chat(first)
            await until(lambda: it.transcript.messageCount() == 2)
            assert it.chat.last_prompt == asked
            assert len(shown(it)) == 1


async def test_the_guide_says_that_it_cannot_see(desk, tmp_path):
    async with desk() as it:
        path = put(tmp_path, "cat.png", pictures.file())
        assert pictures.drop(pictures.files(path, path), it.composer.viewport())
        assert it.composer.toPlainText() == ""
        QTest.keyClick(it.composer, Qt.Key.Key_Return)
        await it.idle()
        assert it.answer.text().startswith("I got your 2 pictures, but I cannot see")
        assert it.chat.conversation.title == "cat.png, cat.png"


async def test_pictures_wait_with_the_text_in_their_own_conversation(desk, tmp_path):
    async with desk() as it:
        await it.asked("Thanks")
        first = it.chat.conversation.id
        pictures.drop(pictures.files(put(tmp_path, "cat.png", pictures.file())), it.window.pane)
        it.type("and this")
        it.click("newChatButton")
        assert it.window.pane.composer.draft().images == ()
        it.window.open_chat(first)
        await until(lambda: it.composer.toPlainText() == "and this")
        assert [one.name for one in it.window.pane.composer.draft().images] == ["cat.png"]


async def test_what_is_no_picture_is_said_in_the_notice(desk, tmp_path):
    async with desk() as it:
        pictures.drop(pictures.files(put(tmp_path, "cat.zip", b"PK\3\4")), it.transcript.viewport())
        assert said(it) == "Rivulet can attach pictures so far, not cat.zip."


async def test_text_is_still_dropped_into_the_field(desk):
    async with desk() as it:
        mime = QMimeData()
        mime.setText("a word")
        assert pictures.drop(mime, it.composer.viewport())
        assert it.composer.toPlainText() == "a word"
        assert not pictures.drop(mime, it.window.pane)


# Looked at closely


async def opened(it: Desk, tmp_path: Path) -> PictureViewer:
    """By key."""
    pictures.drop(pictures.files(put(tmp_path, "cat.png", pictures.file(640, 480))), it.window)
    await it.asked("Look")
    it.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(it.transcript, Qt.Key.Key_Return)
    return it.find(PictureViewer, "pictureViewer")


async def test_a_picture_opens_by_key_is_copied_saved_and_closed(desk, tmp_path):
    async with desk() as it:
        viewer = await opened(it, tmp_path)
        assert viewer.isVisible()
        assert viewer.windowTitle() == "cat.png"
        copy = next(one for one in viewer.findChildren(QPushButton) if one.text() == "Copy")
        QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().image().size() == QSize(640, 480)
        viewer.save(str(tmp_path / "copy.png"))
        assert (tmp_path / "copy.png").read_bytes() == (tmp_path / "cat.png").read_bytes()
        line = next(one for one in viewer.findChildren(QLabel))
        assert line.text() == "Saved as copy.png."
        viewer.save(str(tmp_path / "nowhere" / "copy.png"))
        assert line.text() == "copy.png could not be saved: No such file or directory."
        QTest.keyClick(viewer, Qt.Key.Key_Escape)
        assert not viewer.isVisible()
        QGuiApplication.clipboard().clear()


async def test_a_click_opens_it_too(desk, tmp_path):
    async with desk() as it:
        (await opened(it, tmp_path)).close()
        await asyncio.sleep(0)
        top, picture = next(
            (it.transcript.stack.top(0) + top, item)
            for top, item in it.transcript.stack.messages[0].items()
            if isinstance(item, Picture)
        )
        where = it.transcript.viewport().rect().topLeft()
        where.setX(int(picture.left + 20))
        where.setY(int(top + 24 + 20 - it.transcript.verticalScrollBar().value()))
        QTest.mouseClick(it.transcript.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert it.find(PictureViewer, "pictureViewer").isVisible()


# The item


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((640, 480), (420, 315)),
        ((300, 1200), (80, 320)),
        ((100, 50), (100, 50)),
        ((4, 4), (32, 32)),
        ((2000, 10), (420, 32)),
    ],
)
def test_its_height_is_known_from_the_head_of_the_file(style, size, box):
    data = pictures.file(*size)
    head = replace(image(data, "cat.png"), data=data[:100])  # up to the first pixels
    for part in (image(data, "cat.png"), head):
        picture = Picture(part)
        assert picture.estimate(WIDE, style) == box[1]
        picture.lay_out(WIDE, style)
        assert (picture.width, picture.height) == box
        assert picture.left + picture.width == WIDE.left + WIDE.width
        assert [(one.verb, one.label) for one in picture.targets()] == [
            ("view", f"Picture cat.png, {size[0]} by {size[1]}")
        ]
        assert picture.text() == "[Picture cat.png]"


def test_it_is_decoded_once_for_each_size_and_scale_and_only_as_large_as_shown(style):
    picture = Picture(image(pictures.file(2000, 1000), "cat.png"))
    assert picture.ask(1.0) is None  # not laid out yet
    picture.lay_out(WIDE, style)
    assert picture.ask(1.0) == QSize(420, 210)
    assert picture.ask(1.0) is None
    assert picture.ask(2.0) == QSize(840, 420)
    picture.take(pictures.pixels(420, 210))  # too late
    assert picture._pixels is None
    picture.take(pictures.pixels(840, 420))
    assert picture._pixels.size() == QSize(840, 420)
    picture.release()
    assert picture._pixels is None
    assert picture.ask(2.0) == QSize(840, 420)


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"<svg/>", b"GIF8" + bytes(40)])
def test_what_cannot_be_read_is_a_quiet_card(style, data):
    picture = Picture(Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=data))
    picture.lay_out(WIDE, style)
    assert picture.targets() == []
    assert picture.ask(1.0) is None
    assert picture.height == 44


async def test_a_file_that_is_cut_in_its_middle_keeps_its_place_and_becomes_a_card(style):
    data = pictures.file(640, 480)
    picture = Picture(image(data[: len(data) // 8], "cat.png"))
    picture.lay_out(WIDE, style)
    height = picture.height
    size = picture.ask(1.0)
    picture.take(ImageFile(picture.part.data).read(size))
    assert picture.targets() == []
    picture.lay_out(WIDE, style)
    assert picture.height == height


def test_a_photograph_that_lies_on_its_side_is_shown_upright(style):
    """The file says in its Exif data that it has to be turned by a quarter."""
    upright = pictures.pixels(40, 80)
    jpeg = encoded(upright.transformed(QTransform().rotate(-90)), photograph=True)
    exif = bytes.fromhex("4578696600004d4d002a00000008000101120003000000010006000000000000")
    turned = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]
    assert ImageFile(turned).size() == QSize(40, 80)
    assert ImageFile(turned).read().size() == QSize(40, 80)
    small = ImageFile(turned).read(QSize(20, 40))
    assert small.size() == QSize(20, 40)
    expected = upright.scaled(20, 40).convertToFormat(QImage.Format.Format_RGB32)
    near = [
        abs(small.pixelColor(x, y).red() - expected.pixelColor(x, y).red()) for x in (5, 15) for y in (5, 35)
    ]
    assert max(near) < 24


@pytest.mark.parametrize("kind", ["PNG", "JPG", "WEBP"])
def test_the_size_is_found_at_the_beginning_of_a_file(kind):
    assert size_of(pictures.file(640, 480, kind)) == QSize(640, 480)


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")
@pytest.mark.parametrize("previews", [2, 5])
def test_the_size_is_found_also_behind_a_long_head(previews):
    """A photograph may bring colour profiles and previews along before it says how large it is."""
    data = pictures.file(640, 480, "JPG")
    preview = b"\xff\xe2\xff\xff" + bytes(0xFFFD)
    assert size_of(data[:2] + preview * previews + data[2:]) == QSize(640, 480)
