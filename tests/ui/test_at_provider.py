"""Answers that are made at the provider, as the window shows them, and several that stream at once."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QPushButton

from app.adapters.guide.server import GuideServer
from app.boot import resources
from app.domain.ending import EndState
from app.domain.policy import Policy
from app.domain.provider import Provider
from app.services.activity import Activity
from app.ui.conversation_rows import RowRole
from tests.services.program import CAN
from tests.ui.conftest import Desk, until
from tests.ui.test_window import click_row, confirm_deletion, titles
from tests.wire.relay import Relay
from tests.wire.server import DONE, Close, UntilClosed, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui


def activity(it: Desk, title: str) -> Activity | None:
    """What the list says of a conversation."""
    model = it.find(QListView, "conversationList").model()
    rows = [model.index(at, 0).data(RowRole.ROW) for at in range(model.rowCount())]
    return next(row.activity for row in rows if row is not None and row.title == title)


def footer(it: Desk) -> str:
    return it.find(QLabel, "statusUsage").text()


def far(base_url: str) -> Provider:
    return Provider("far", base_url, "guide", overrides=CAN)


async def test_an_answer_outlives_its_connection_and_is_resumed_at_a_click(desk):
    with GuideServer(resources.manual()) as base_url, Relay(base_url) as relay:
        async with desk(provider=far(relay.base_url)) as it:
            it.providers.policy = Policy(background=True)
            it.send("/demo background")
            await until(lambda: len(it.transcript.plainText()) > 60)
            assert "being made at the provider" in footer(it)
            await until(lambda: activity(it, "/demo background") is Activity.AT_PROVIDER)
            relay.cut()
            await until(lambda: it.kind() in ("disconnected", "offline"))
            assert "The answer is still being made at the provider. Taking it up again" in it.said()
            assert [word for word in it.offered() if word != "details"] == ["resume", "cancel"]
            assert it.find(QPushButton, "bannerAction_cancel").text() == "Stop"
            so_far = it.transcript.plainText()
            relay.mend()
            it.act("resume")
            await until(lambda: not it.kind())
            await until(lambda: len(it.transcript.plainText()) > len(so_far))
            assert "being made at the provider" in footer(it)
            it.window.pane.stop()
            await it.idle()
            assert it.answer.end is EndState.STOPPED
            assert "at the provider" not in footer(it)


async def test_stop_that_does_not_reach_the_provider_is_told(desk):
    with GuideServer(resources.manual()) as base_url, Relay(base_url) as relay:
        async with desk(provider=far(relay.base_url)) as it:
            it.providers.policy = Policy(background=True)
            it.send("/demo background")
            await until(lambda: len(it.transcript.plainText()) > 60)
            relay.cut()
            await until(it.kind)
            it.act("cancel")
            await it.idle()
            assert it.answer.end is EndState.STOPPED
            await until(lambda: it.faults)
            assert it.faults.pop().startswith("The provider may go on with an answer in “/demo background”. ")
            it.faults.clear()


async def test_what_ended_elsewhere_is_news_until_it_is_opened(desk):
    with WireServer() as server:
        server.stream(sse(chat_chunk("Well.")), sse(chat_chunk(finish="stop")), DONE)
        server.stream(sse(chat_chunk("Half")), Close())
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            for title in ("One", "Two"):
                it.send(title)
                it.click("newChatButton")
                await until(lambda title=title: activity(it, title) not in (None, Activity.ANSWERING))
            assert [activity(it, one) for one in ("One", "Two")] == [Activity.UNSEEN, Activity.NEEDS_YOU]
            view = it.find(QListView, "conversationList")
            said = [view.model().index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) for at in (1, 2)]
            assert said == ["Two, needs your attention", "One, new answer"]
            for title in ("One", "Two"):
                click_row(it, title)
                await until(lambda title=title: activity(it, title) is None)
            assert it.kind() == "disconnected"


async def test_a_deleted_conversation_stops_its_answer_and_leaves_the_others_alone(desk):
    with WireServer() as server:
        for word in ("Alpha", "Beta"):
            server.stream(sse(chat_chunk(word)), UntilClosed())
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            for title in ("One", "Two"):
                it.click("newChatButton")
                it.send(title)
                await until(lambda: it.chat.turn.state.parts)
            await until(lambda: titles(it) == ["Two", "One"])
            view = it.find(QListView, "conversationList")
            view.setFocus()

            QTest.keyClick(view, Qt.Key.Key_Delete)
            confirm_deletion(it)
            await until(lambda: titles(it) == ["One"])
            await asyncio.to_thread(server.requests[1].wait_closed)
            assert activity(it, "One") is Activity.ANSWERING
            assert server.requests[0].closed_at is None


async def test_closing_the_window_in_the_middle_of_several_asks_nothing_and_loses_nothing(desk):
    with WireServer() as server:
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            for number in range(4):
                server.stream(sse(chat_chunk(f"Answer {number}")), UntilClosed())
                it.click("newChatButton")
                it.send(f"Prompt {number}")
                await until(lambda: it.chat.turn.state.parts)
        async with desk() as it:
            assert sorted(titles(it)) == [f"Prompt {number}" for number in range(4)]
            for number in range(4):
                click_row(it, f"Prompt {number}")
                await until(lambda number=number: f"Answer {number}" in it.transcript.plainText())
                assert it.kind() == "interrupted"
