"""The moderation check through the whole window, with the Guide's own check."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.adapters.guide import showcase
from app.domain.ending import EndState
from app.domain.policy import Policy
from app.domain.provider import Provider
from tests.ui.conftest import until
from tests.wire.server import DONE, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui

PROMPTS, ANSWERS = Policy(check_prompts=True), Policy(check_answers=True)
LINE = "Hidden by the moderation check"


async def test_a_prompt_that_is_held_back_can_be_edited(desk):
    async with desk() as it:
        it.providers.policy = PROMPTS
        await it.asked("/demo moderation")
        assert it.kind() == "moderated"
        assert it.said().startswith("The moderation check held this prompt back: harassment.")
        assert it.offered() == ["edit", "send_anyway"]
        assert it.answer.parts == ()
        it.act("edit")
        assert it.composer.toPlainText() == "/demo moderation"
        it.composer.selectAll()
        await it.asked("Thanks")
        assert it.kind() == ""
        assert it.answer.end is EndState.COMPLETE
        assert it.chat.path[0].text() == "Thanks"


async def test_a_prompt_that_is_held_back_can_be_sent_anyway(desk):
    async with desk() as it:
        it.providers.policy = PROMPTS
        await it.asked("/demo moderation")
        held_back = it.answer
        it.act("send_anyway")
        assert it.streaming
        await it.idle()
        assert it.kind() == ""
        assert it.answer.text() == showcase.MODERATION
        assert it.answer.parent_id == held_back.parent_id


async def test_the_settings_can_forbid_to_send_anyway(desk):
    async with desk() as it:
        it.providers.policy = replace(PROMPTS, may_send_anyway=False)
        await it.asked("/demo moderation")
        assert it.offered() == ["edit"]


async def test_a_prompt_that_is_held_back_does_not_reach_the_model(desk):
    flagged = {"results": [{"flagged": True, "categories": {"hate/threatening": True}}]}
    with WireServer() as server:
        server.reply(200, flagged)
        server.stream(sse(chat_chunk("Hi.", finish="stop")), DONE)
        provider = Provider("test", server.base_url, "m", overrides={"moderation": True})
        async with desk(provider=provider) as it:
            it.providers.policy = PROMPTS
            await it.asked("Hello")
            assert "hateful threats" in it.said()
            assert [one.path for one in server.requests] == ["/v1/moderations"]
            it.act("send_anyway")
            await it.idle()
            assert it.answer.text() == "Hi."
            assert [one.path for one in server.requests][1:] == ["/v1/chat/completions"]


async def test_a_check_that_cannot_be_made_is_told_with_a_way_out(desk):
    with WireServer() as server:
        server.stream(sse(chat_chunk("Hi.", finish="stop")), DONE)
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            it.providers.policy = PROMPTS
            await it.asked("Hello")
            assert it.kind() == "rejected"
            assert it.said().startswith("The moderation check could not be made, so the prompt was not sent.")
            assert server.requests == []
            it.act("send_anyway")
            await it.idle()
            assert it.answer.text() == "Hi."


async def test_an_answer_that_is_flagged_ends_in_the_middle_and_is_hidden(desk):
    async with desk() as it:
        it.providers.policy = ANSWERS
        await it.asked("/demo moderation answer")
        assert it.kind() == "moderated"
        assert it.said().startswith("The moderation check ended this answer: violence.")
        assert it.offered() == ["rephrase", "send_anyway"]
        text = it.answer.text()
        assert showcase.MODERATED_ANSWER.startswith(text)
        assert 200 < len(text) < len(showcase.MODERATED_ANSWER)
        assert it.transcript.plainText().endswith(LINE)
        QTest.keyClick(it.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(it.transcript, Qt.Key.Key_H)
        assert "begins harmlessly" in it.transcript.plainText()
        conversation = it.chat.conversation.id
        await it.asked("Thanks")
        assert it.answer.end is EndState.COMPLETE
        assert it.kind() == ""
    async with desk() as it:
        it.window.open_chat(conversation)
        await until(lambda: it.transcript.messageCount() == 4)
        assert LINE in it.transcript.plainText()
        assert "begins harmlessly" not in it.transcript.plainText()


async def test_a_harmless_conversation_is_not_disturbed(desk):
    async with desk() as it:
        it.providers.policy = Policy(check_prompts=True, check_answers=True)
        await it.asked("/demo reasoning")
        assert it.answer.text() == showcase.CONCLUSION
        assert it.kind() == ""
