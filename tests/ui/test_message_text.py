"""What screen readers are told of a message."""

import pytest
from PySide6.QtGui import QAccessible

from app.ui.transcript.message_text import MessageText, between, last_sentence_end

pytestmark = pytest.mark.ui

ANSWER = "First **words**.\n\n1. one\n2. two 🌵\n\n| a | b |\n|---|---|\n| c | d |\n\nThe last ones.\n"


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


async def test_the_text_is_that_which_is_shown(qapp, page):
    async with page() as it:
        it.read("Question", ANSWER)
        stack = it.transcript.stack
        for index in range(2):
            heard = MessageText(stack).read(index)
            assert between(heard, 0, -1) == stack.text(index)


async def test_a_message_that_nobody_has_seen_is_read_without_keeping_its_items(qapp, page):
    async with page() as it:
        it.read(*(ANSWER * 20 for _ in range(20)))
        stack = it.transcript.stack
        assert stack.messages[0].unmade is not None
        assert "two 🌵" in between(MessageText(stack).read(0), 0, -1)
        assert stack.messages[0].unmade is not None


async def test_of_an_answer_that_grows_only_the_end_is_read_again(qapp, page):
    async with page() as it:
        await it.ask()
        stack = it.transcript.stack
        interface = it.transcript.accessible.message(1)
        for start in range(0, len(ANSWER), 7):
            await it.say(ANSWER[start : start + 7])
            assert between(interface.units(), 0, -1) == stack.text(1)
        await it.finish()
        assert between(interface.units(), 0, -1) == stack.text(1)
        assert interface.text(QAccessible.Text.Name).startswith("Assistant")
        assert it.transcript.accessible.message(0).text(QAccessible.Text.Name) == "You"


async def test_an_interface_goes_with_its_message(qapp, page):
    async with page() as it:
        it.read("Question", ANSWER, "Another", ANSWER)
        gone, kept = it.transcript.accessible.message(3), it.transcript.accessible.message(0)
        number = QAccessible.uniqueId(gone)
        it.read("Question", ANSWER)
        assert QAccessible.accessibleInterface(number) is None
        assert it.transcript.accessible.message(0) is kept


@pytest.mark.parametrize(
    ("text", "complete"),
    [("", ""), ("One", ""), ("One. Two", "One. "), ("One 🌵? Two! Th", "One 🌵? Two! "), ("a\nb", "a\n")],
)
def test_only_whole_sentences_are_told(text, complete):
    end = last_sentence_end(utf16(text))
    assert between(utf16(text), 0, end) == complete
