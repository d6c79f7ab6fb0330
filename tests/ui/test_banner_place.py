"""The banner under the last answer is whole: as high as its words and its buttons, whatever led to it."""

import asyncio

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.provider import Provider
from app.domain.settings import Settings
from tests.ui.conftest import Desk, until

pytestmark = pytest.mark.ui


def cut(it: Desk) -> list[str]:
    """What of the banner cannot be seen whole."""
    banner, text = it.find(QWidget, "banner"), it.find(QLabel, "bannerText")
    buttons = it.find(QWidget, "bannerActions")
    wrong = [] if buttons.geometry().bottom() < banner.height() else ["buttons"]
    if text.height() < text.heightForWidth(text.width()) or text.geometry().bottom() >= buttons.y():
        wrong.append("text")
    for button in buttons.findChildren(QPushButton):
        whole = button.visibleRegion().boundingRect().size() == button.size()
        if not whole or button.height() < button.sizeHint().height():
            wrong.append(button.text())
    return wrong


def open_titled(it: Desk, title: str) -> None:
    it.window.open_chat(next(one.id for one in it.library.recent() if one.title == title))


@pytest.mark.parametrize("width", [1000, 560, 430])
@pytest.mark.parametrize("zoom", [100, 160])
async def test_it_is_whole_when_another_conversation_is_shown(desk, width, zoom):
    async with desk(settings=Settings(zoom=zoom)) as it:
        it.window.resize(width, 700)
        await it.asked("/demo length")
        it.window.new_chat()
        await it.asked("/demo too-long")
        it.window.notice.show_text("The disk is full. What is written from now on is not kept.")
        for title, kind in 2 * (("/demo length", "length"), ("/demo too-long", "too_long")):
            open_titled(it, title)
            await it.banner(kind)
            assert cut(it) == []


async def test_it_is_whole_while_it_counts_down_and_its_words_wrap(desk):
    refused = Provider("here", "http://127.0.0.1:9/v1", "m")
    async with desk(provider=refused) as it:
        it.window.resize(430, 700)
        it.send("one")
        await until(it.kind)
        it.window.new_chat()
        it.send("two")
        await until(it.kind)
        it.window.notice.show_text("The disk is full.")
        for title in ("one", "two", "one"):
            open_titled(it, title)
            await until(lambda title=title: it.chat.conversation.title == title)
            assert cut(it) == []
            await asyncio.sleep(0.1)
            assert cut(it) == []
        it.window.pane.stop()
