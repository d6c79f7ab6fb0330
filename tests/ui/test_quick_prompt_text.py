"""What the quick prompt is given to work on: actions, what was brought along, and translation."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit

from app.domain.quick_action import QuickAction
from tests.ui.conftest import until
from tests.ui.quick import CTRL, SHIFT, open_quick

ACTIONS = (
    QuickAction("Shout", "Shout in {language}: {text}", "Ctrl+1"),
    QuickAction("Reply", "Reply to {who}: {text}", "Ctrl+2"),
)


def prompts(it) -> list[str]:
    return [one.text() for one in it.chat.path if not one.is_answer]


async def test_a_text_that_is_handed_over_is_told_of_as_a_pasted_one(qapp):
    async with open_quick(qapp) as it:
        await it.summon("typed")
        await it.summon("pay \u202egpj.exe\u202c\U000e0041")
        notice = it.prompt.pane.notice
        assert notice.text() == "The text has 3 hidden characters."
        it.click("noticeAction")
        assert it.input.toPlainText() == "typed\npay gpj.exe"


async def test_a_blank_text_adds_nothing(qapp):
    async with open_quick(qapp) as it:
        await it.summon("   ")
        assert it.input.toPlainText() == ""
        it.type("typed")
        it.prompt.put_away()
        await it.summon(" \n\t")
        assert it.input.toPlainText() == "typed"


async def test_an_action_runs_on_what_is_typed(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_actions(ACTIONS)
        it.prompt.set_languages("", "German")
        await it.summon()
        it.press(Qt.Key.Key_1, CTRL)
        assert not it.chat.messages, "there is no text"
        it.type("hello")
        it.press(Qt.Key.Key_1, CTRL)
        assert prompts(it) == ["Shout in German: hello"]
        assert it.input.toPlainText() == ""
        it.prompt.pane.stop()
        await it.ends()


async def test_an_action_prefers_what_was_brought_along_and_leaves_what_is_typed(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_actions(ACTIONS)
        await it.summon()
        QGuiApplication.clipboard().setText("brought")
        assert not it.sees("context"), "nothing is read by itself"
        it.click("bringClipboardButton")
        assert it.sees("context")
        it.type("typed")
        it.press(Qt.Key.Key_1, CTRL)
        assert prompts(it) == ["Shout in English: brought"]
        assert it.input.toPlainText() == "typed"
        assert not it.sees("context")
        it.prompt.pane.stop()
        await it.ends()


async def test_a_question_on_what_was_brought_along_is_sent_with_it(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        QGuiApplication.clipboard().setText("brought")
        it.click("bringClipboardButton")
        it.ask("What is this?")
        assert prompts(it) == ["What is this?\n\nbrought"]
        assert not it.sees("context")
        it.prompt.pane.stop()
        await it.ends()


async def test_escape_leaves_first_what_an_action_asks_for_and_clears_what_was_brought(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_actions(ACTIONS)
        await it.summon("typed")
        it.press(Qt.Key.Key_2, CTRL)
        assert it.prompt.pane.asking.bar.is_asking
        it.press(Qt.Key.Key_Escape)
        assert not it.prompt.pane.asking.bar.is_asking
        assert it.input.toPlainText() == "typed"
        QGuiApplication.clipboard().setText("brought")
        it.click("bringClipboardButton")
        it.press(Qt.Key.Key_Escape)
        assert it.input.toPlainText() == ""
        assert not it.sees("context")
        assert it.prompt.isVisible()


async def test_an_action_waits_for_the_answer_before_it(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_actions(ACTIONS)
        await it.summon()
        it.ask("/demo long 4000")
        await it.begins()
        it.type("hello")
        it.press(Qt.Key.Key_1, CTRL)
        assert it.input.toPlainText() == "hello"
        assert "Esc" in it.status
        it.prompt.pane.stop()
        await it.ends()
        assert prompts(it) == ["/demo long 4000"]


async def test_what_was_brought_is_handed_over_with_what_is_typed(qapp):
    async with open_quick(qapp) as it:
        await it.summon("Look:")
        QGuiApplication.clipboard().setText("brought")
        it.click("bringClipboardButton")
        QGuiApplication.clipboard().setImage(QImage(20, 10, QImage.Format.Format_RGB32))
        it.click("bringClipboardButton")
        await until(lambda: it.prompt.pane.asking.context.images)
        it.press(Qt.Key.Key_Return, CTRL)
        ((_, draft),) = it.opened
        assert draft.text == "Look:\n\nbrought"
        assert [one.media_type for one in draft.images] == ["image/png"]
        await it.summon()
        assert not it.sees("context")


async def test_it_translates_while_one_types_and_sends_nothing(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_actions(ACTIONS)
        it.prompt.set_languages("", "German")
        await it.summon()
        it.press(Qt.Key.Key_T, CTRL)
        assert not it.prompt.pane.asking.bar.isVisible()
        it.type("Where is the station? ")
        result = it.find(QPlainTextEdit, "quickTranslationResult")
        await until(lambda: result.toPlainText().strip().endswith("]"))
        QGuiApplication.clipboard().clear()
        it.press(Qt.Key.Key_Return)
        assert QGuiApplication.clipboard().text() == result.toPlainText().strip()
        assert not it.chat.messages
        it.press(Qt.Key.Key_Escape)
        assert not it.prompt.pane.translating.isVisible()
        assert it.prompt.pane.asking.bar.isVisible()
        assert it.input.toPlainText() == "Where is the station? "
        assert it.input.hasFocus()


async def test_what_was_brought_along_is_translated(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_languages("", "German")
        await it.summon("Good morning.")
        QGuiApplication.clipboard().setText("Where is the station?\n")
        it.click("bringClipboardButton")
        it.press(Qt.Key.Key_T, CTRL)
        assert not it.sees("context")
        assert it.input.toPlainText() == "Good morning.\nWhere is the station?\n"
        result = it.find(QPlainTextEdit, "quickTranslationResult")
        await until(lambda: result.toPlainText().count("[") == 2)
        QGuiApplication.clipboard().setText("Thank you.")
        it.click("bringClipboardButton")
        assert not it.sees("context")
        assert it.input.toPlainText().endswith("station?\nThank you.")
        await until(lambda: result.toPlainText().count("[") == 3)
        it.press(Qt.Key.Key_T, CTRL)
        it.click("bringClipboardButton")
        assert it.sees("context")


async def test_a_new_conversation_begins_without_what_was_brought_along(qapp):
    async with open_quick(qapp) as it:
        await it.summon("typed")
        QGuiApplication.clipboard().setText("brought")
        it.click("bringClipboardButton")
        it.press(Qt.Key.Key_N, CTRL)
        assert not it.sees("context")
        assert it.input.toPlainText() == "typed"


async def test_an_answer_is_there_again_after_a_translation(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("What is Rivulet?")
        it.press(Qt.Key.Key_T, CTRL)
        await it.ends()
        assert not it.sees("quickPromptAnswer")
        assert not it.find(QAbstractButton, "quickPromptCopyButton").isVisible()
        it.press(Qt.Key.Key_T, CTRL)
        assert it.sees("quickPromptAnswer")
        assert "desktop program" in it.answer.plainText()


async def test_while_it_translates_keys_are_for_the_translation(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 1")
        await it.ends()
        it.press(Qt.Key.Key_T, CTRL)
        it.press(Qt.Key.Key_Up)
        assert it.input.toPlainText() == "", "no prompt is edited"
        it.type("Where is the station? ")
        result = it.find(QPlainTextEdit, "quickTranslationResult")
        await until(lambda: result.toPlainText().startswith("[") and "]" in result.toPlainText())
        it.press(Qt.Key.Key_C, CTRL | SHIFT)
        assert QGuiApplication.clipboard().text() == result.toPlainText().strip()
        # Esc gives a half typed language up first.
        language = it.find(QLineEdit, "languageField")
        language.setFocus()
        await asyncio.sleep(0.01)
        QTest.keyClicks(QApplication.focusWidget(), "Xy")
        assert language.text() == "Xy"
        it.press(Qt.Key.Key_Escape)
        assert language.text() == "English"
        assert result.isVisible()


async def test_the_line_has_one_button_at_most(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        send, stop = "quickPromptSendButton", "quickPromptStopButton"
        it.ask("/demo long 4000")
        await it.begins()
        for _ in range(2):
            assert (it.sees(send), it.sees(stop)) == (False, True)
            it.press(Qt.Key.Key_T, CTRL)
        assert (it.sees(send), it.sees(stop)) == (False, True)
        it.press(Qt.Key.Key_T, CTRL)
        it.chat.stop()
        await it.ends()
        assert (it.sees(send), it.sees(stop)) == (False, False), "what is written is not for sending"
        it.press(Qt.Key.Key_T, CTRL)
        assert it.sees(send)


async def test_it_translates_between_the_languages_of_the_settings(qapp):
    async with open_quick(qapp) as it:
        it.prompt.set_languages("", "German")
        it.prompt.language_chosen.connect(lambda name: it.prompt.set_languages("French", name))
        await it.summon()
        it.press(Qt.Key.Key_T, CTRL)
        it.prompt.set_languages("French", "German")
        told = it.find(QLabel, "quickTranslationSource")
        await until(lambda: told.text() == "from French")
        # Into that language itself it is found out.
        language = it.find(QLineEdit, "languageField")
        language.setFocus()
        await asyncio.sleep(0.01)
        QTest.keyClicks(QApplication.focusWidget(), "Fren")
        assert QApplication.activePopupWidget() is not None
        assert it.prompt._has_keyboard(), "the matches belong to it"
        QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
        assert language.text() == "French"
        await until(lambda: told.text() == "")
