"""Characters that mislead, where they are shown: each has a face, and is copied as it was written."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.domain.conversation import PartKind
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.services.standing import Standing
from app.ui.banner_words import details
from app.ui.conversation_row import Row
from app.ui.conversation_rows import ConversationRows
from tests.ui.streaming import Answer, opened, pieces, streamed, unlike
from tests.ui.test_copy import select_all

pytestmark = pytest.mark.ui

HIDDEN = "".join(chr(0xE0000 + ord(letter)) for letter in "hi")
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

WORDS = (
    "some words ",
    "**bold** ",
    "`co\u202ede\x1b` ",
    "turned \u202egpj ",
    "\u202c ",
    "\u2067שלום\u2069 ",
    f"seen{HIDDEN} ",
    f"{SCOTLAND} 👩\u200d👩\u200d👧 ",
    "bell\x07 ",
    "$x^2$. ",
    "\n\n",
    "\n- item ",
    "\n\n```\nco\u202ede\x1b\n```\n",
    "\n\n| a\x1b | b |\n|---|---|\n| \u202ec | d |\n\n",
)


async def test_an_answer_shows_them_and_is_copied_without_what_commands_a_terminal(page):
    async with page() as it:
        it.read("Hi", f"In `a\u202eb\x1bc` and a{HIDDEN}b\x1b\n\n```\nx\u2066y\u200b\x1b[31m\n```\n")
        shown = it.transcript.stack.messages[1]
        letters = "".join(item.shown(it.transcript.stack.style) for _, item in shown.items())
        assert "a⇄b␛c and a▫h▫ib␛" in letters
        documents = [item.document.toPlainText() for _, item in shown.items()]
        assert documents[-1] == "x⇄y▯␛[31m"
        select_all(it)
        assert copied_text(it) == f"Hi\n\nIn a\u202ebc and a{HIDDEN}b\n\nx\u2066y\u200b[31m"


def copied_text(page) -> str:
    page.copied()
    return QGuiApplication.clipboard().mimeData().text()


async def test_a_part_of_a_prompt_is_copied_as_it_was_written(page):
    async with page() as it:
        it.read(f"say{HIDDEN}\u202e it", "Well.")
        item = it.transcript.stack.messages[0].item(0)[1]
        assert item.document.toPlainText() == "say▫h▫i⇄ it"
        assert item.selected(3, 8) == f"{HIDDEN}\u202e"
        assert item.selected(0, 1 << 30) == f"say{HIDDEN}\u202e it"


async def test_what_is_turned_in_code_turns_no_words(page):
    async with page() as it:
        it.read("Hi", "`a\u202eb` \u2067שלום\u2069 c")
        item = it.transcript.stack.messages[1].item(0)[1]
        assert item.document.toPlainText() == "a⇄b \u2067שלום\u2069 c"


async def test_words_of_scripts_and_emoji_stay_whole(page):
    text = f"می\u200cخواهم \u2067שלום\u2069 {SCOTLAND} 👩\u200d👩\u200d👧 ❤️"
    async with page() as it:
        it.read(text.replace("\u2067", "").replace("\u2069", ""), text)
        for message in it.transcript.stack.messages:
            shown = message.item(0)[1].document.toPlainText()
            assert not set(shown) & set("▯⇄▫\ufffd")


async def test_the_arguments_of_a_tool_show_them(qapp: QApplication):
    answer = Answer()
    answer.begin(PartKind.TOOL_CALL)
    answer.grow('{"path": "a')
    answer.grow('\u202egpj.exe"}')
    item = answer.stack.messages[0].item(0)[1]
    assert item.ensure(answer.stack.style).toPlainText() == '{"path": "a⇄gpj.exe"}'


def test_titles_and_the_words_of_a_server_show_them(qapp: QApplication):
    rows = ConversationRows()
    rows.show_entries([Row("1", "a\u202eb", 0.0)])
    assert rows.data(rows.index(0)) == "a⇄b"
    problem = Problem(EndState.REJECTED, "No.", "sent \u202eby\x1b us")
    assert details(Standing(EndState.REJECTED, problem, 0)) == "sent ⇄by␛ us"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=8).map("".join), st.integers(0, 1000))
def test_what_has_streamed_is_what_is_opened(qapp: QApplication, text: str, seed: int) -> None:
    assert not unlike(streamed(pieces(text, random.Random(seed), longest=8)), opened(text))
    text = text.replace("\n", " ")
    for kind in (PartKind.REFUSAL, PartKind.TOOL_CALL):
        answers = []
        for cut in (pieces(text, random.Random(seed), longest=8), [text]):
            answer = Answer()
            answer.begin(kind)
            for piece in cut:
                answer.grow(piece)
            answer.end()
            answers.append(
                [
                    item.ensure(answer.stack.style).toPlainText()
                    for _, item in answer.stack.messages[0].items()
                ]
            )
        assert answers[0] == answers[1]


async def test_pasted_characters_that_nobody_sees_are_told_and_can_be_taken_out(desk):
    async with desk() as it:
        QGuiApplication.clipboard().setText(f"Look{HIDDEN} {SCOTLAND}")
        it.composer.paste()
        assert it.window.notice.text() == "The text has 2 hidden characters."
        assert it.composer.toPlainText() == f"Look{HIDDEN} {SCOTLAND}"
        it.click("noticeAction")
        assert it.composer.toPlainText() == f"Look {SCOTLAND}"
        assert it.composer.hasFocus()
        assert it.window.notice.text() == ""
        it.composer.undo()
        assert it.composer.toPlainText() == f"Look{HIDDEN} {SCOTLAND}"


async def test_pasted_text_of_every_day_is_not_spoken_of(desk):
    async with desk() as it:
        QGuiApplication.clipboard().setText(f"שלום 👩\u200d👧 {SCOTLAND} naïve")
        it.composer.paste()
        assert it.window.notice.text() == ""
