"""Temporary conversations: unmistakable, kept while the program runs, and never on the disk."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QMenu, QWidget

from app.domain.conversation import Role
from app.domain.policy import Policy
from app.domain.provider import Provider
from app.ui.conversation_rows import RowRole
from tests.ui.conftest import Desk, until
from tests.ui.test_window import click_row, confirm_deletion, titles
from tests.wire.server import DONE, UntilClosed, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PROMPT, ANSWER = "Zyzzyva prompt", "Quokka answer"


def new_temporary(it: Desk) -> None:
    QTest.keyClick(it.composer, Qt.Key.Key_N, CTRL | SHIFT)


def answer(server: WireServer, text: str = ANSWER) -> None:
    server.stream(sse(chat_chunk(text)), sse(chat_chunk(finish="stop")), DONE)


def provider(server: WireServer) -> Provider:
    return Provider("test", server.base_url, "m")


def open_options(it: Desk) -> QMenu:
    it.click("composerOptionsButton")
    return opened(it)


def opened(it: Desk) -> QMenu:
    """One that was closed a moment ago may still be there."""
    (menu,) = (one for one in it.window.findChildren(QMenu, "composerOptions") if one.isVisible())
    return menu


def choose_option(it: Desk, name: str) -> None:
    """In the menu of the composer's options."""
    menu = open_options(it)
    found = menu.findChild(QAction, name)
    assert found is not None
    assert found.isEnabled()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(found).center())


def is_on_disk(folder, *words: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("history") for path in files)
    return [path.name for path in files if any(word.encode() in path.read_bytes() for word in words)]


async def test_it_says_what_it_is_from_the_greeting_to_the_list(desk):
    with WireServer() as server:
        answer(server)
        async with desk(provider=provider(server)) as it:
            line = it.find(QWidget, "temporaryLine")
            assert not line.isVisible()
            new_temporary(it)
            assert it.find(QLabel, "greetingTemporary").isVisible()
            assert "never written to disk" in it.find(QLabel, "greetingTemporary").text()
            assert line.isVisible()
            assert not it.find(QWidget, "keepButton").isVisible(), "there is nothing to keep yet"
            await it.asked(PROMPT)
            assert it.find(QWidget, "keepButton").isVisible()
            await until(lambda: titles(it) == [PROMPT])
            index = it.find(QListView, "conversationList").currentIndex()
            assert index.data(RowRole.ROW).is_temporary
            assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"{PROMPT}, temporary"
            QTest.keyClick(it.composer, Qt.Key.Key_N, CTRL)
            assert not line.isVisible()
            assert not it.find(QLabel, "greetingTemporary").isVisible()


async def test_nothing_of_it_is_in_any_file_whatever_is_done_in_it(desk, tmp_path):
    with WireServer() as server:
        for text in (ANSWER, ANSWER + " two", ANSWER + " three"):
            answer(server, text)
        server.stream(sse(chat_chunk(ANSWER + " four")), UntilClosed())
        async with desk(provider=provider(server)) as it:
            it.click("newTemporaryChatButton")
            await it.asked(PROMPT)
            it.chat.retry()
            await it.idle()
            it.chat.rename(PROMPT + " renamed")
            conversation = it.chat.conversation.id
            it.window.pane.transcript.message_acted.emit("branch", it.answer.id)
            await until(lambda: it.chat.conversation.id != conversation)
            assert it.chat.conversation.is_temporary, "what branches off is temporary too"
            deleted = it.chat.delete(it.answer.id)
            assert deleted is not None
            it.chat.restore(deleted)
            await it.asked(PROMPT + " again")
            it.type("A Zyzzyva draft")
            it.window.new_chat()
            it.window.open_chat(conversation)
            await until(lambda: it.chat.conversation.id == conversation)
            it.send(PROMPT)
            await until(lambda: "four" in it.transcript.plainText())
            assert is_on_disk(tmp_path, "Zyzzyva", "Quokka") == [], "while it streams"
        assert is_on_disk(tmp_path, "Zyzzyva", "Quokka") == [], "after the end"
        async with desk() as it:
            assert titles(it) == []


async def test_one_that_is_begun_while_the_window_is_still_empty_is_temporary_too(desk, tmp_path):
    def early(it: Desk) -> None:
        it.window.new_chat(temporary=True)  # its key: tests/e2e/test_window.py
        assert it.find(QWidget, "temporaryLine").isVisible()
        it.send(PROMPT)

    with WireServer() as server:
        answer(server)
        async with desk(provider=provider(server), early=early) as it:
            await it.idle()
            assert it.answer.text() == ANSWER
            assert it.chat.conversation.is_temporary
            assert is_on_disk(tmp_path, "Zyzzyva", "Quokka") == []


async def test_left_for_another_it_waits_in_the_list_with_all_that_it_had(desk):
    with WireServer() as server:
        answer(server)
        answer(server, "Other")
        async with desk(provider=provider(server)) as it:
            new_temporary(it)
            await it.asked(PROMPT)
            it.type("A draft")
            it.click("newChatButton")
            await it.asked("Something else")
            await until(lambda: titles(it) == ["Something else", PROMPT])
            click_row(it, PROMPT)
            await until(lambda: ANSWER in it.transcript.plainText())
            assert it.composer.toPlainText() == "A draft"
            view = it.find(QListView, "conversationList")
            view.setFocus()
            QTest.keyClick(view, Qt.Key.Key_Delete)
            confirm_deletion(it)
            await until(lambda: titles(it) == ["Something else"])


async def test_kept_while_it_streams_it_is_stored_whole(desk, tmp_path):
    with WireServer() as server:
        answer(server)
        server.stream(sse(chat_chunk("Half of it")), UntilClosed())
        async with desk(provider=provider(server)) as it:
            new_temporary(it)
            await it.asked(PROMPT)
            it.send("And then?")
            await until(lambda: "Half of it" in it.transcript.plainText())
            it.click("keepButton")
            assert not it.find(QWidget, "temporaryLine").isVisible()
            assert it.composer.hasFocus()
            await asyncio.sleep(0.05)
        async with desk() as it:
            assert titles(it) == [PROMPT]
            click_row(it, PROMPT)
            await until(lambda: it.chat.messages)
            said = [one.text() for one in it.chat.path]
            assert said == [PROMPT, ANSWER, "And then?", "Half of it"]
            row = it.find(QListView, "conversationList").currentIndex().data(RowRole.ROW)
            assert not row.is_temporary


async def test_the_option_turns_an_empty_conversation_and_keeps_what_is_typed(desk):
    async with desk() as it:
        it.type("Not sent yet")
        choose_option(it, "temporaryAction")
        assert it.chat.conversation.is_temporary
        assert it.composer.toPlainText() == "Not sent yet"
        choose_option(it, "temporaryAction")
        assert not it.chat.conversation.is_temporary
        assert it.composer.toPlainText() == "Not sent yet"
        it.composer.clear()
        await it.asked("Thanks")
        menu = open_options(it)
        assert menu.findChild(QAction, "temporaryAction") is None, "it has begun as what it is"
        menu.close()


async def test_running_at_the_provider_is_offered_where_it_can_be_had(desk):
    async with desk() as it:
        assert it.providers.capabilities().background
        choose_option(it, "makeAtProviderAction")
        assert it.providers.policy == Policy(background=True)
        assert it.settings[-1].policy == Policy(background=True)
        new_temporary(it)
        menu = open_options(it)
        there = menu.findChild(QAction, "makeAtProviderAction")
        assert not there.isEnabled(), "of a temporary conversation nothing is kept there either"
        assert not there.isChecked()
        menu.close()
        await until(lambda: it.window.findChild(QMenu, "composerOptions") is None)


async def test_the_options_open_by_keyboard(desk):
    async with desk() as it:
        button = it.find(QWidget, "composerOptionsButton")
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Return)
        menu = opened(it)
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert it.chat.conversation.is_temporary
        assert all(one.role is Role.USER for one in it.chat.messages.values())
