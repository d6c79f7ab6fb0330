"""Every way in which an answer can end: what the window says, and that each of its offers works."""

import asyncio
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QTextEdit

from app.adapters.guide import showcase
from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Role
from app.domain.ending import EndState
from app.domain.provider import Provider
from tests.ui.conftest import until
from tests.wire.server import DONE, Until, UntilClosed, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui


def whole(text: str) -> str:
    """A demo's whole answer."""
    return text.replace("|", "")


@pytest.mark.parametrize(
    ("prompt", "kind", "offered", "says"),
    [
        ("/demo length", "length", ["continue"], "length limit"),
        ("/demo filter", "filtered", ["edit", "retry"], "content filter"),
        ("/demo refusal", "refused", ["rephrase", "retry"], "declined"),
        ("/demo drop", "disconnected", ["continue", "retry"], "broke"),
        ("/demo error", "provider_error", ["retry"], "What came is kept"),
        ("/demo quota", "quota", ["open_billing", "open_settings"], "credit"),
        ("/demo unauthorized", "unauthorized", ["open_settings", "retry"], "key"),
        ("/demo too-long", "too_long", ["shorten", "retry"], "too long"),
        ("/demo rejected", "rejected", ["edit", "retry"], "rejected"),
    ],
)
async def test_each_end_is_told_with_what_can_be_done(desk, prompt, kind, offered, says):
    async with desk() as it:
        await it.asked(prompt)
        assert it.kind() == kind
        assert [verb for verb in it.offered() if verb != "details"] == offered
        assert says in it.said()
        shown = it.transcript.plainText()
        assert prompt in shown
        assert it.said() not in shown
        problem = it.answer.problem
        assert problem is None or (problem.title not in shown and (problem.detail or "\0") not in shown)
        assert it.transcript.messageCount() == 2


@pytest.mark.parametrize("prompt", ["/demo markdown", "/demo code", "/demo tool", "/demo reasoning"])
async def test_a_complete_answer_needs_no_banner(desk, prompt):
    async with desk() as it:
        await it.asked(prompt)
        assert it.answer.end is EndState.COMPLETE
        assert it.kind() == ""
        assert it.transcript.messageCount() == 2


@pytest.mark.parametrize(
    ("prompt", "kind", "text"),
    [
        ("/demo length", "length", whole(showcase.LENGTH)),
        ("/demo drop", "disconnected", whole(showcase.DROP)),
    ],
)
async def test_continue_brings_the_rest_into_the_same_message(desk, prompt, kind, text):
    async with desk() as it:
        await it.asked(prompt)
        cut = it.answer
        assert it.kind() == kind
        it.act("continue")
        assert it.streaming
        assert it.kind() == ""
        await it.idle()
        assert it.answer.id == cut.id
        assert it.answer.text() == text
        assert it.transcript.messageCount() == 2
        assert it.transcript.plainText().endswith(text.strip())
        assert it.kind() == ""


@pytest.mark.parametrize(
    ("prompt", "verb"), [("/demo filter", "edit"), ("/demo refusal", "rephrase"), ("/demo rejected", "edit")]
)
async def test_another_wording_makes_a_sibling(desk, prompt, verb):
    async with desk() as it:
        await it.asked(prompt)
        first = it.chat.path
        it.act(verb)
        assert it.composer.toPlainText() == prompt
        assert it.composer.hasFocus()
        it.composer.selectAll()
        await it.asked("Thank you")
        assert it.chat.path[0].text() == "Thank you"
        assert it.answer.end is EndState.COMPLETE
        assert it.chat.path[0].parent_id == first[0].parent_id
        assert {one.id for one in first} < set(it.chat.messages)
        assert prompt not in it.transcript.plainText()
        assert it.kind() == ""


async def test_who_gives_up_editing_has_an_empty_field_and_asks_anew(desk):
    async with desk() as it:
        await it.asked("/demo refusal")
        it.act("rephrase")
        QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        assert it.composer.toPlainText() == ""
        await it.asked("Thanks")
        assert [one.text() for one in it.chat.path if one.role is Role.USER] == ["/demo refusal", "Thanks"]


async def test_a_silent_answer_can_be_waited_for_and_asked_anew(desk):
    async with desk(idle_timeout=0.4) as it:
        it.send("/demo stall")
        await it.banner("stalled")
        assert it.streaming, "the connection is still open"
        assert it.offered() == ["wait", "retry"]
        it.act("wait")
        await until(lambda: it.kind() == "")
        assert it.streaming
        await it.banner("stalled")
        first = it.answer
        it.act("retry")
        await until(lambda: it.answer.id != first.id)
        await it.banner("stalled")
        assert it.chat.messages[first.id].end is EndState.STALLED
        assert it.chat.messages[first.id].text() == showcase.STALL.split("|")[0]
        it.click("stopButton")
        await it.banner("stopped")
        assert showcase.STALL.split("|")[0] in it.transcript.plainText()


async def test_an_answer_that_goes_on_by_itself_takes_its_banner_away(desk):
    more = Event()
    with WireServer() as server:
        server.stream(sse(chat_chunk("One")), Until(more), sse(chat_chunk(", two", finish="stop")), DONE)
        async with desk(provider=Provider("test", server.base_url, "m", idle_timeout=0.2)) as it:
            it.send("Count")
            await it.banner("stalled")
            more.set()
            await it.idle()
            assert it.kind() == ""
            assert it.transcript.plainText().endswith("One, two")


async def test_retry_asks_again_beside_the_first_answer(desk):
    async with desk() as it:
        await it.asked("/demo error")
        first = it.answer
        it.act("retry")
        assert it.streaming
        await it.idle()
        assert it.kind() == "provider_error"
        assert it.answer.id != first.id
        assert it.answer.parent_id == first.parent_id
        assert it.transcript.messageCount() == 2
        assert it.answer.text() == showcase.ERROR.split("|")[0]


async def test_a_rate_limit_counts_down_and_asks_again_by_itself(desk):
    async with desk() as it:
        it.send("/demo rate-limit")
        await it.banner("rate_limited")
        texts = {it.said()}
        assert it.offered()[:2] == ["retry", "cancel"]
        while it.kind() == "rate_limited":
            texts.add(it.said())
            await asyncio.sleep(0.02)
        assert len(texts) >= 4, "the countdown stood still"
        await it.idle()
        assert it.answer.text() == showcase.RATE_LIMIT
        assert it.transcript.messageCount() == 2


async def test_a_rate_limit_can_be_tried_at_once_and_given_up(desk):
    with WireServer() as server:
        for _ in range(2):
            server.reply(429, {"error": {"message": "Slow down."}}, {"Retry-After": "60"})
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            it.send("Hello")
            await it.banner("rate_limited")
            it.act("retry")
            await until(lambda: len(server.requests) == 2)
            await it.banner("rate_limited")
            it.act("cancel")
            await it.idle()
            assert it.kind() == "rate_limited"
            assert it.offered()[0] == "retry"
            assert "cancel" not in it.offered()
            assert len(server.requests) == 2
            server.stream(sse(chat_chunk("Hi.", finish="stop")), DONE)
            it.act("retry")
            await it.idle()
            assert it.answer.text() == "Hi."


@pytest.mark.parametrize(
    ("prompt", "verb"),
    [
        ("/demo quota", "open_settings"),
        ("/demo quota", "open_billing"),
        ("/demo unauthorized", "open_settings"),
    ],
)
async def test_what_only_settings_can_mend_leads_there(desk, prompt, verb):
    async with desk() as it:
        wanted: list[bool] = []
        for signal in (it.window.settings_requested, it.window.key_requested):
            signal.connect(lambda: wanted.append(True))
        await it.asked(prompt)
        it.act(verb)
        assert wanted == [True]


async def test_billing_opens_the_providers_page(desk, opened_links):
    with WireServer() as server, opened_links("https") as opened:
        server.reply(429, {"error": {"message": "No.", "code": "insufficient_quota"}})
        provider = Provider("test", server.base_url, "m", billing_url="https://example.com/pay")
        async with desk(provider=provider) as it:
            await it.asked("Hello")
            it.act("open_billing")
    assert opened == ["https://example.com/pay"]


async def test_shorten_asks_again_with_less(desk):
    with WireServer() as server:
        for text in ("One.", "Two."):
            server.stream(sse(chat_chunk(text, finish="stop")), DONE)
        server.reply(400, {"error": {"message": "Too much.", "code": "context_length_exceeded"}})
        server.stream(sse(chat_chunk("Three.", finish="stop")), DONE)
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            for prompt in ("first", "second", "third"):
                await it.asked(prompt)
            assert it.kind() == "too_long"
            it.act("shorten")
            await it.idle()
            assert it.answer.text() == "Three."
            sent = [message["content"] for message in server.requests[-1].json["messages"]]
            assert sent == ["second", "Two.", "third"]
            assert it.transcript.messageCount() == 6, "nothing is taken out of the conversation"


async def test_details_show_what_the_server_said(desk):
    async with desk() as it:
        await it.asked("/demo rejected")
        detail = it.find(QTextEdit, "bannerDetail")
        before = it.find(QFrame, "banner").height()
        assert not detail.isVisible()
        it.act("details")
        assert detail.isVisible()
        assert "The Guide rejected this request" in detail.toPlainText()
        await until(lambda: it.find(QFrame, "banner").height() > before)
        assert "The Guide rejected" not in it.transcript.plainText()
        it.act("details")
        assert not detail.isVisible()


async def test_an_interrupted_answer_goes_on_after_the_next_start(desk, tmp_path):
    async with desk(idle_timeout=5) as it:
        it.send("/demo stall")
        await until(lambda: it.transcript.plainText().endswith("connection open."))
        conversation = it.chat.conversation.id
    async with desk() as it:
        it.window.open_chat(conversation)
        await it.banner("interrupted")
        assert it.offered() == ["continue", "retry"]
        assert showcase.STALL.split("|")[0].strip() in it.transcript.plainText()
        it.act("continue")
        await it.idle()
        assert it.answer.text() == whole(showcase.STALL)
        assert it.answer.end is EndState.COMPLETE
    history = SqliteHistory(tmp_path / "history.sqlite3", on_fault=print)
    await history.open(recover=False)
    try:
        stored = await history.messages(conversation)
    finally:
        await history.close()
    assert [one.text() for one in stored] == ["/demo stall", whole(showcase.STALL)]


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_stop_keeps_what_came_and_offers_the_rest(desk, way):
    async with desk() as it:
        it.send("/demo code")
        await until(lambda: "counts the words" in it.transcript.plainText())
        if way == "button":
            it.click("stopButton")
        else:
            QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        await it.banner("stopped")
        assert not it.streaming
        text = it.answer.text()
        assert showcase.CODE.startswith(text)
        await asyncio.sleep(0.1)
        assert it.answer.text() == text
        it.act("continue")
        await it.idle()
        assert it.answer.text() == showcase.CODE


async def test_stop_before_the_first_word(desk):
    async with desk() as it:
        it.send("/demo slow")
        await until(lambda: it.streaming)
        await asyncio.sleep(0.2)
        it.click("stopButton")
        await it.banner("stopped")
        assert it.offered() == ["retry"]
        assert "before it began" in it.said()
        assert it.answer.parts == ()
        it.act("retry")
        assert it.streaming
        it.click("stopButton")
        await it.banner("stopped")


async def test_stop_closes_the_connection(desk):
    with WireServer() as server:
        server.stream(sse(chat_chunk("One")), UntilClosed())
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            it.send("Count")
            await until(lambda: "One" in it.transcript.plainText())
            it.click("stopButton")
            await it.banner("stopped")
            await asyncio.to_thread(server.requests[0].wait_closed, 2)


async def test_earlier_ends_stay_to_be_seen_in_a_quiet_line(desk):
    async with desk() as it:
        await it.asked("/demo length")
        before = it.seen()
        await it.asked("Thanks")
        assert it.kind() == ""
        assert it.transcript.stack.messages[1].note.startswith("The answer reached its length limit")
        assert "length limit" not in it.transcript.plainText()
        assert it.seen() != before
