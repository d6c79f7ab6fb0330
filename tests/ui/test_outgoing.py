"""What goes out: what is shown is what the server then gets, and never the key."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QPlainTextEdit, QPushButton

from app.domain.image import image
from app.domain.outline import RAW_LIMIT
from app.domain.prompt import Outgoing
from app.domain.provider import Provider
from app.ui.composer import Draft
from app.ui.outgoing_dialog import OutgoingDialog
from tests.ui import pictures
from tests.ui.conftest import Desk, until
from tests.ui.test_temporary import choose_option
from tests.wire.server import DONE, UntilClosed, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui

KEY = "sk-secret-0123456789abcdefghijklmnop"
RESPONSES = {"api": "responses", "store": True}


def answer(server: WireServer, text: str = "Yes.") -> None:
    server.stream(sse(chat_chunk(text)), sse(chat_chunk(finish="stop")), DONE)


def words(it: Desk) -> str:
    """All that the dialog shows in readable form."""
    labels = it.find(OutgoingDialog, "outgoingDialog").findChildren(QLabel)
    return "\n".join(label.text() for label in labels if not label.isHidden())


async def shown(it: Desk) -> str:
    """The request as JSON, once the dialog has it; the dialog is closed again."""
    dialog = it.find(OutgoingDialog, "outgoingDialog")
    box = it.find(QCheckBox, "outgoingAsJson")
    await until(box.isEnabled)
    assert KEY not in words(it)
    box.click()
    text = it.find(QPlainTextEdit, "outgoingJson").toPlainText()
    assert KEY not in text
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: it.window.findChild(OutgoingDialog, "outgoingDialog") is None)
    return text


@pytest.mark.parametrize("overrides", [{}, RESPONSES], ids=["completions", "responses"])
async def test_what_is_shown_of_the_composer_is_what_is_then_sent(desk, overrides):
    with WireServer() as server:
        provider = Provider("test", server.base_url, "m", overrides=overrides)
        async with desk(provider=provider) as it:
            it.providers.use_key(provider, KEY)
            if not overrides:
                answer(server)
                await it.asked("First")
                answer(server)
            count = len(server.requests)
            field = image(pictures.file(60, 40), "field.png")
            it.window.pane.composer.set_draft(Draft("What is “this”?\n🌊", (field,)))
            choose_option(it, "outgoingAction")
            await until(lambda: server.base_url in words(it))
            assert f"image, {len(field.data)} bytes" in words(it)
            assert "What is “this”?" in words(it)
            text = await shown(it)
            assert len(server.requests) == count, "to look at it sends nothing"
            QTest.keyClick(it.composer, Qt.Key.Key_Return)
            await until(lambda: len(server.requests) > count)
            assert json.loads(text) == server.requests[count].json
            assert KEY in server.requests[count].headers["authorization"]
            await it.idle()


async def test_of_an_edited_prompt_the_request_takes_the_place_of_the_first(desk):
    with WireServer() as server:
        for _ in range(3):
            answer(server)
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            await it.asked("First")
            await it.asked("Secnod")
            QTest.keyClick(it.composer, Qt.Key.Key_Up)
            it.composer.selectAll()
            it.type("Second")
            choose_option(it, "outgoingAction")
            text = await shown(it)
            QTest.keyClick(it.composer, Qt.Key.Key_Return)
            await until(lambda: len(server.requests) == 3)
            assert json.loads(text) == server.requests[2].json
            assert "Secnod" not in text
            await it.idle()


async def test_of_the_last_answer_it_is_what_another_one_would_be_asked_with(desk):
    with WireServer() as server:
        for _ in range(3):
            answer(server)
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            await it.asked("First")
            await it.asked("Second")
            it.transcript.setFocus()
            QTest.keyClick(it.transcript, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
            QTest.keyClick(it.transcript, Qt.Key.Key_O)
            text = await shown(it)
            assert json.loads(text) == server.requests[1].json
            it.window.activateWindow()
            await until(it.transcript.hasFocus)
            QTest.keyClick(it.transcript, Qt.Key.Key_R)  # of the message at which the keyboard was
            await until(lambda: len(server.requests) == 3)
            assert json.loads(text) == server.requests[2].json
            await it.idle()


async def test_while_an_answer_is_written_what_has_come_of_it_counts(desk):
    with WireServer() as server:
        server.stream(sse(chat_chunk("Half an answer")), UntilClosed())
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            it.send("First")
            await until(lambda: "Half an answer" in it.transcript.plainText())
            it.type("Second")
            choose_option(it, "outgoingAction")
            said = [one["content"] for one in json.loads(await shown(it))["messages"]]
            assert said == ["First", "Half an answer", "Second"]


async def test_without_a_server_it_says_why(desk):
    async with desk(provider=Provider("test", "http://[broken/v1", "m")) as it:
        it.type("Hello")
        choose_option(it, "outgoingAction")
        await until(lambda: "Nothing can be sent now" in words(it))
        line = it.find(QLabel, "outgoingLine")
        assert line.text().endswith(".")
        assert not it.find(QPushButton, "outgoingCopy").isEnabled()


def long_request(count: int) -> Outgoing:
    said = [
        {"role": "user" if n % 2 else "assistant", "content": f"{n}: " + "word " * 200} for n in range(count)
    ]
    return Outgoing("POST", "https://example.com/v1/chat/completions", {"model": "m", "messages": said})


async def test_of_ten_thousand_messages_the_last_are_laid_out_and_others_when_they_are_wanted(desk):
    async with desk() as it:
        dialog = OutgoingDialog(it.window)
        dialog.open()
        dialog.show_outgoing(long_request(10_000))
        assert len(dialog.findChildren(QFrame, "outgoingMessage")) == 12
        earlier = dialog.findChild(QPushButton, "outgoingEarlier")
        assert earlier.text() == "Show 12 of 9,988 earlier messages"
        earlier.click()
        messages = dialog.findChildren(QFrame, "outgoingMessage")
        assert len(messages) == 24
        assert earlier.text() == "Show 12 of 9,976 earlier messages"
        more = messages[0].findChild(QPushButton, "outgoingMore")
        more.click()
        assert max(len(label.text()) for label in messages[0].findChildren(QLabel)) > 1_000
        dialog.findChild(QCheckBox, "outgoingAsJson").click()
        assert len(dialog.findChild(QPlainTextEdit, "outgoingJson").toPlainText()) == RAW_LIMIT
        assert "longer than can be shown" in dialog.findChild(QLabel, "outgoingLine").text()
        dialog.findChild(QPushButton, "outgoingCopy").click()
        assert json.loads(QGuiApplication.clipboard().text()) == long_request(10_000).body
        dialog.close()


async def test_messages_stand_in_the_order_of_the_request(desk):
    async with desk() as it:
        dialog = OutgoingDialog(it.window)
        dialog.open()
        dialog.show_outgoing(long_request(50))
        for _ in range(4):
            dialog.findChild(QPushButton, "outgoingEarlier").click()
        await until(lambda: dialog.findChild(QPushButton, "outgoingEarlier").isHidden())
        frames = dialog.findChildren(QFrame, "outgoingMessage")
        await until(lambda: len({frame.y() for frame in frames}) == 50)
        frames.sort(key=lambda one: one.y())
        first_words = [frame.findChildren(QLabel)[1].text().partition(":")[0] for frame in frames]
        assert first_words == [str(number) for number in range(50)]
        dialog.close()
