"""Hands on the transcript: selecting, copying, links that must not open, and what must not be loaded."""

import asyncio
import ctypes
import os
import random
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from app.adapters.guide import showcase
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fold import Fold
from tests.ui.page import Page
from tests.wire.server import WireServer

pytestmark = pytest.mark.ui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

TALK = (
    "What is a river?",
    "A river is water that flows.\n\nIt begins at a *source*, and ends in the **sea**.",
    "And a lake?",
    "A lake is water that stays.",
)
PLAIN = (
    "What is a river?\n\n"
    "A river is water that flows.\n\nIt begins at a source, and ends in the sea.\n\n"
    "And a lake?\n\n"
    "A lake is water that stays."
)


def select_all(it: Page) -> None:
    it.transcript.setFocus()
    QTest.keyClick(it.transcript, Qt.Key.Key_A, CTRL)


# Selecting


async def test_everything_is_copied_as_it_reads(page):
    async with page() as it:
        it.read(*TALK)
        assert it.copied() == "", "nothing is selected yet"
        select_all(it)
        assert it.copied() == PLAIN


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("river is", "flows", "river is water that "),
        ("flows", "river is", "river is water that "),
        ("begins", "lake?", PLAIN[PLAIN.index("begins") : PLAIN.index("lake?")]),
        ("is a river", "water that stays", PLAIN[PLAIN.index("is a") : PLAIN.index("water that st")]),
        ("source", ", and", "source"),
    ],
)
async def test_a_drag_selects_from_word_to_word_across_messages(page, start, end, text):
    async with page() as it:
        it.read(*TALK)
        it.drag(it.place(start), it.place(end))
        assert it.copied() == text


async def test_a_selection_stays_while_the_answer_grows(page):
    async with page() as it:
        await it.ask("What is a river?")
        await it.say("A river is water that flows. ")
        it.drag(it.place("river is"), it.place("flows"))
        for _ in range(30):
            await it.say("It begins at a source, and ends in the sea. ")
        assert it.copied() == "river is water that "
        await it.say("\n\nThat is\n\n- all\n- of it\n")
        await it.finish()
        assert it.copied() == "river is water that "


async def test_a_selection_stays_while_its_paragraph_is_still_open(page):
    async with page() as it:
        await it.ask("What is a river?")
        await it.say("A river is water.\n\nIt begins at a source")
        it.drag(it.place("begins"), it.place("source"))
        assert it.copied() == "begins at a "
        await it.say(" and flows.\n\nIt ends in the sea.\n\nThat is all.\n\n")
        assert it.copied() == "begins at a "
        await it.finish()
        assert it.copied() == "begins at a "


async def test_a_selection_outlives_documents_and_a_resize(page):
    async with page() as it:
        texts = [f"Question {n}" if n % 2 == 0 else f"Answer {n}, at some length." for n in range(400)]
        it.read(*texts)
        select_all(it)
        bar = it.transcript.verticalScrollBar()
        for value in (0, bar.maximum() // 2, bar.maximum()):
            bar.setValue(value)
            await asyncio.sleep(0.01)
        it.window.resize(500, 500)
        await asyncio.sleep(0.02)
        assert it.copied() == "\n\n".join(texts)


async def test_a_double_click_selects_a_word_and_shift_extends_it(page):
    async with page() as it:
        it.read(*TALK)
        where = it.place("source", 3)
        QTest.mouseDClick(
            it.transcript.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where
        )
        assert it.copied() == "source"
        it.click(it.place("and ends"), SHIFT)
        assert it.copied() == "source, "


async def test_a_click_takes_the_selection_away(page):
    async with page() as it:
        it.read(*TALK)
        select_all(it)
        it.click(it.place("flows"))
        assert it.copied() == ""


async def test_any_two_places_give_a_piece_of_the_whole(page):
    chance = random.Random(7)
    async with page() as it:
        it.read("Show me", showcase.MARKDOWN, "And code", showcase.CODE)
        select_all(it)
        whole = it.copied()
        viewport = it.transcript.viewport().rect()
        bar = it.transcript.verticalScrollBar()
        for _ in range(40):
            bar.setValue(chance.randint(0, bar.maximum()))
            start, end = (
                QPoint(chance.randrange(viewport.width()), chance.randrange(viewport.height())) for _ in "12"
            )
            it.drag(start, end)
            assert it.copied() in whole


async def test_the_menu_copies_a_message_its_code_and_a_link(page):
    async with page() as it:
        it.read("Show me", "Look [here](https://example.com/a):\n\n```python\nprint(1)\n```\n")

        def chosen(words: str, where: QPoint) -> str:
            QApplication.clipboard().clear()
            viewport = it.transcript.viewport()
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, viewport.mapToGlobal(where))
            QApplication.sendEvent(viewport, event)
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            next(action for action in menu.actions() if action.text() == words).trigger()
            menu.close()
            return QApplication.clipboard().text()

        assert chosen("Copy link", it.place("here", 1)) == "https://example.com/a"
        assert chosen("Copy code", it.place("print")) == "print(1)"
        assert chosen("Copy message", it.place("print")) == "Look here:\n\nprint(1)"
        assert chosen("Copy message", it.place("Show")) == "Show me"
        await asyncio.sleep(0.01)


# Code


async def test_the_button_of_a_block_copies_its_code(page):
    async with page() as it:
        await it.ask()
        await it.say(showcase.CODE)
        for _ in range(2):  # while it streams, and afterwards
            codes = [item for _, item in it.items() if isinstance(item, Code)]
            assert len(codes) == 3
            for code in codes:
                QGuiApplication.clipboard().clear()
                button = QRect(round(code.width) - 60, 8, 40, 16)
                bar = it.transcript.verticalScrollBar()
                bar.setValue(bar.value() + it.rect(code, button).y() - 100)
                it.click(it.rect(code, button))
                copied = QGuiApplication.clipboard().text()
                assert f"```{code.fence.language}\n{copied}\n```" in showcase.CODE
            await it.finish()


async def test_wide_code_moves_sideways_and_not_the_page(page):
    async with page() as it:
        it.read("Show me", "```text\n" + "a very long line of text " * 20 + "\n```\n")
        code = next(item for _, item in it.items() if isinstance(item, Code))
        before = it.anew()
        where = QPointF(it.place("very"))
        event = QWheelEvent(
            where,
            QPointF(it.transcript.viewport().mapToGlobal(where.toPoint())),
            QPoint(),
            QPoint(0, -240),
            Qt.MouseButton.NoButton,
            SHIFT,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(it.transcript.viewport(), event)
        assert code.fence.scroll > 0
        assert it.transcript.verticalScrollBar().value() == 0
        await asyncio.sleep(0.03)
        assert it.anew() != before
        select_all(it)
        assert "a very long line of text a very long" in it.copied()


async def test_fingers_that_stray_sideways_over_code_scroll_the_page(page):
    async with page() as it:
        it.read("Show me", "```text\n" + "a very long line of text " * 20 + "\n```\n\n" + "word\n\n" * 60)
        bar = it.transcript.verticalScrollBar()
        bar.setValue(0)
        code = next(item for _, item in it.items() if isinstance(item, Code))
        where = QPointF(it.place("very"))
        event = QWheelEvent(
            where,
            QPointF(it.transcript.viewport().mapToGlobal(where.toPoint())),
            QPoint(),
            QPoint(-4, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(it.transcript.viewport(), event)
        assert bar.value() > 0
        assert code.fence.scroll == 0


# Links and pictures

UNSAFE = [
    "[words](javascript:alert(1))",
    "[words](file:///etc/passwd)",
    "[words](data:text/html,hello)",
    "[words](vbscript:x)",
    "[words](smb://host/share)",
    "[words](JaVaScRiPt:alert(1))",
    "[words](&#106;avascript:alert(1))",
    "[words](//host/share)",
    "[words](/etc/passwd)",
    "[words](C:\\windows\\calc.exe)",
    "![words](data:image/png;base64,iVBORw0KGgo=)",
    "![words](file:///etc/passwd)",
    "<file:///words>",
    "<javascript:words>",
]
SCHEMES = ("javascript", "file", "data", "vbscript", "smb", "c", "", "http", "https", "mailto")


@pytest.mark.parametrize("source", UNSAFE)
async def test_a_link_that_could_do_harm_is_only_text(page, opened_links, source):
    async with page() as it:
        it.read("Show me", f"Some {source} here")
        with opened_links(*SCHEMES) as opened:
            for at in range(5):
                it.click(it.place("words", at))
        assert opened == []


@pytest.mark.parametrize("link", ["https://example.com/a?b=c#d", "http://example.com/", "mailto:a@b.c"])
async def test_a_link_opens_where_it_leads(page, opened_links, link):
    async with page() as it:
        it.read("Show me", f"Some [words]({link}) here")
        with opened_links(*SCHEMES) as opened:
            it.click(it.place("here"))
            assert opened == []
            it.click(it.place("words", 2))
            assert opened == [link]
            it.drag(it.place("words"), it.place("here"))
            assert opened == [link], "selecting a link is not opening it"


async def test_a_link_opens_only_where_the_left_button_went_down_on_it(page, opened_links):
    async with page() as it:
        it.read("Show me", "Some [words](https://example.com/) here", reasoning="Some thoughts")
        fold = next(item for _, item in it.items() if isinstance(item, Fold))
        elsewhere = it.rect(fold, QRect(0, 0, 100, int(fold.height)))
        viewport, keys = it.transcript.viewport(), Qt.KeyboardModifier.NoModifier
        with opened_links(*SCHEMES) as opened:
            for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
                QTest.mouseClick(viewport, button, keys, it.place("words", 2))
            QTest.mousePress(viewport, Qt.MouseButton.LeftButton, keys, elsewhere)
            QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, keys, it.place("words", 2))
        assert opened == []


async def test_the_target_of_a_link_goes_when_the_text_moves_away(page):
    async with page() as it:
        it.read("Show me", "Some [words](https://example.com/) here\n\n" + "more\n\n" * 60)
        it.transcript.verticalScrollBar().setValue(0)
        QTest.mouseMove(it.transcript.viewport(), it.place("words", 2))
        line = it.window.findChild(QLabel, "linkLine")
        assert line.isVisible()
        it.transcript.verticalScrollBar().setValue(40)
        assert not line.isVisible()


class Watched:
    """Tells whether anybody opens a file in a folder."""

    _OPEN, _NONBLOCK = 0x20, os.O_NONBLOCK

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._notify = libc.inotify_init1(self._NONBLOCK)
        assert libc.inotify_add_watch(self._notify, os.fsencode(folder), self._OPEN) >= 0

    def was_opened(self) -> bool:
        try:
            return bool(os.read(self._notify, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._notify)


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
async def test_pictures_in_an_answer_are_never_loaded(page, tmp_path):
    picture = tmp_path / "picture.png"
    async with page() as it, asyncio.timeout(20):
        it.anew().save(str(picture))
        watched = Watched(tmp_path)
        with WireServer() as server:
            address = f"{server.base_url}/picture.png"
            sources = [f"file://{picture}", str(picture), address]
            text = "\n\n".join(
                f'![a picture]({source}) <img src="{source}"> [![inner]({source})](https://example.com)'
                f"\n\n| a |\n|---|\n| ![in a table]({source}) |"
                for source in sources
            )
            await it.ask(f"![]({picture}) <img src='{picture}'>")
            await it.say(text)
            await it.finish()
            select_all(it)
            copied = it.copied()
            it.read("Show me", text)
            await asyncio.sleep(0.05)
            it.anew()
            assert server.requests == []
        assert not watched.was_opened()
        picture.read_bytes()
        assert watched.was_opened(), "the watch itself does not work"
        watched.close()
        assert "a picture" in copied
        assert "<img src=" in copied


async def test_positions_count_as_qt_does(page):
    async with page() as it:
        it.read("Q", "😀 hello world\n\n- alpha\n- gamma delta")
        it.drag(it.place("hello"), it.place("world"))
        assert it.copied() == "hello "
        QTest.mouseDClick(it.transcript.viewport(), Qt.MouseButton.LeftButton, pos=it.place("gamma", 2))
        assert it.copied() == "gamma"


async def test_a_footnote_leads_to_its_definition(page, opened_links):
    async with page() as it:
        middle = "\n\n".join(f"Paragraph {n}." for n in range(60))
        it.read("Show me", f"A word[^n].\n\n{middle}\n\n[^n]: What the word means.\n")
        bar = it.transcript.verticalScrollBar()
        bar.setValue(0)
        with opened_links(*SCHEMES) as opened:
            it.click(it.place("wordn", 4))
        assert opened == []
        assert it.transcript.viewport().rect().contains(it.place("What the word means"))
        assert not it.transcript.isFollowing() or bar.maximum() == bar.value()
        assert "What the word means." in it.copied()


async def test_reached_by_tab_from_either_side_a_ring_is_seen_and_stays_whole(page):
    async with page() as it:
        middle = "\n\n".join(f"Paragraph {n}." for n in range(60))
        it.read("Show me", middle + "\n\n" + "word " * 700 + "[end](https://example.com)")
        bar = it.transcript.verticalScrollBar()
        for reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            for value in (0, bar.maximum() - 600):  # the link's paragraph is in view, but not the link
                bar.setValue(value)
                it.transcript.clearFocus()
                before = it.anew()
                it.transcript.setFocus(reason)
                assert it.anew() != before
                bar.setValue(value + 40)
                await asyncio.sleep(0.02)
                assert it.on_screen() == it.anew(), "it has not gone along with the text"


async def test_a_triple_click_selects_the_paragraph(page):
    async with page() as it:
        it.read("Show me", "First one.\n\n- An item of it.\n- Another item.\n\nLast one.")
        viewport, left = it.transcript.viewport(), Qt.MouseButton.LeftButton
        for words, whole in (("First", "First one."), ("Another", "Another item.")):
            where = it.place(words, 2)
            QTest.mouseClick(viewport, left, pos=where)
            QTest.mouseDClick(viewport, left, pos=where)
            QTest.mouseClick(viewport, left, pos=where)
            assert it.copied() == whole
            await asyncio.sleep(0.001)
