"""What one does with a message: by the bar that hovers, by keys and by the menu."""

import asyncio
import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QToolButton, QWidget

from app.domain.conversation import Role
from app.ui.transcript.page import MARGIN
from tests.ui.conftest import Desk, until

pytestmark = pytest.mark.ui

ALT, CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


async def talk(it: Desk, *prompts: str) -> None:
    for prompt in prompts:
        await it.asked(prompt)
        await it.idle()


def words(it: Desk) -> list[str]:
    return [one.text() for one in it.chat.path if one.role is Role.USER]


def hover(it: Desk, index: int) -> None:
    stack, view, value = (
        it.transcript.stack,
        it.transcript.viewport(),
        it.transcript.verticalScrollBar().value(),
    )
    top = stack.top(index) + MARGIN - value
    y = max(2, top + 4)
    assert y < min(view.height(), top + stack.messages[index].height), "it is out of view"
    # Sent by itself: QTest would have Qt's loop run within a task of ours.
    point = QPointF(3, y)
    button, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, point, point, button, button, keys))


def bar(it: Desk) -> QWidget:
    return it.find(QWidget, "messageActions")


def verbs(it: Desk) -> list[str]:
    if not bar(it).isVisible():
        return []
    buttons = bar(it).findChildren(QToolButton)
    return [one.objectName().removeprefix("messageAction_") for one in buttons if one.isVisible()]


def up(it: Desk, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(it.window, Qt.Key.Key_Up, ALT)


def notice(it: Desk) -> str:
    return it.window.notice.text()


# The pointer


async def test_the_message_under_the_pointer_has_its_actions_and_no_other(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        height = it.transcript.stack.total()
        assert verbs(it) == []
        hover(it, 0)
        assert verbs(it) == ["copy", "edit", "branch", "read", "delete"]
        hover(it, 1)
        assert verbs(it) == ["copy", "retry", "branch", "read", "delete"]
        assert len(it.window.findChildren(QWidget, "messageActions")) == 1
        assert it.transcript.stack.total() == height, "it takes no room"
        QApplication.sendEvent(it.transcript.viewport(), QEvent(QEvent.Type.Leave))
        assert verbs(it) == []


async def test_the_bar_stands_between_its_message_and_the_next_one(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        stack, value = it.transcript.stack, it.transcript.verticalScrollBar().value()
        for index in range(3):
            hover(it, index)
            end = stack.top(index + 1) + MARGIN - value
            assert end - 30 <= bar(it).y() <= end - bar(it).height() + 1


def shown_text(it: Desk) -> list[QRect]:
    """Where the items stand in the viewport."""
    stack, (top, bottom) = it.transcript.stack, it.transcript.page.seen()
    return [
        QRect(int(item.left), int(y - top), int(item.width), int(item.height))
        for _, _, y, item in stack.seen(top, bottom)
    ]


async def test_the_bar_of_a_long_message_stands_above_its_beginning_while_that_alone_is_in_view(desk):
    async with desk() as it:
        await talk(it, "/demo long 900")
        it.transcript.verticalScrollBar().setValue(20)
        hover(it, 1)
        assert verbs(it)
        assert it.transcript.viewport().rect().contains(bar(it).geometry())
        assert not any(one.intersects(bar(it).geometry()) for one in shown_text(it))
        assert not bar(it).property("floating")


def move_to(it: Desk, point: QPoint) -> None:
    view, button = it.transcript.viewport(), Qt.MouseButton.NoButton
    there = QPointF(point)
    QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, there, there, button, button, NONE))


@pytest.mark.parametrize("width", [1080, 420])
async def test_over_text_the_bar_floats_only_near_the_pointer_and_beside_the_way_to_the_end(desk, width):
    async with desk() as it:
        it.window.resize(width, 760)
        await talk(it, "/demo long 900")
        scroll = it.transcript.verticalScrollBar()
        scroll.setValue(scroll.maximum() // 2)
        view = it.transcript.viewport().rect()
        move_to(it, view.center() - QPoint(0, 100))
        assert verbs(it) == []
        move_to(it, view.bottomRight() - QPoint(60, 40))
        assert "copy" in verbs(it)
        assert bar(it).property("floating")
        assert view.contains(bar(it).geometry())
        jump = it.find(QAbstractButton, "jumpToLatestButton")
        assert jump.isVisible()
        assert not jump.geometry().intersects(bar(it).geometry())
        scroll.setValue(scroll.maximum())
        hover(it, 1)
        assert not bar(it).property("floating")


async def test_who_came_by_keyboard_has_the_bar_wherever_the_message_is_read(desk):
    async with desk() as it:
        await talk(it, "/demo long 900", "Thanks")
        up(it, 3)
        assert verbs(it)
        assert not any(one.intersects(bar(it).geometry()) for one in shown_text(it))
        QTest.keyClick(it.transcript, Qt.Key.Key_PageDown)
        assert verbs(it)
        assert bar(it).property("floating")


async def test_under_a_banner_the_bar_covers_neither_it_nor_the_answer(desk):
    async with desk() as it:
        await talk(it, "/demo length")
        hover(it, 1)
        banner = it.find(QWidget, "banner")
        assert banner.isVisible()
        assert verbs(it)
        assert not banner.geometry().intersects(bar(it).geometry())
        assert bar(it).y() > banner.y()


async def test_while_an_answer_streams_only_what_makes_sense_is_offered(desk):
    async with desk() as it:
        await talk(it, "Thanks")
        it.send("/demo slow")
        await until(lambda: it.streaming and it.transcript.messageCount() == 4)
        hover(it, 3)
        assert verbs(it) == ["copy"]
        hover(it, 0)
        assert verbs(it) == ["copy", "branch", "read"]
        it.window.pane.stop()
        await it.idle()
        hover(it, 3)
        assert "retry" in verbs(it)


async def test_each_button_has_a_name_and_tells_its_key(desk):
    async with desk() as it:
        await talk(it, "Thanks")
        tips = {}
        for index in (0, 1):
            hover(it, index)
            for verb in verbs(it):
                button = it.find(QAbstractButton, f"messageAction_{verb}")
                assert button.accessibleName()
                tips[verb] = button.toolTip()
        keys = {verb: tip.rsplit("(", 1)[1].rstrip(")") for verb, tip in tips.items()}
        assert keys == {
            "copy": "C",
            "edit": "E",
            "retry": "R",
            "branch": "B",
            "read": "L",
            "delete": "Delete",
        }


async def test_copy_takes_the_text_and_its_markdown_as_it_was_written(desk):
    async with desk() as it:
        await talk(it, "/demo markdown")
        hover(it, 1)
        it.click("messageAction_copy")
        data = QApplication.clipboard().mimeData()
        assert bytes(data.data("text/markdown").data()).decode().strip() == it.answer.text().strip()
        assert data.hasHtml()
        assert it.find(QAbstractButton, "messageAction_copy").accessibleName() == "Copied"


# What they do


async def test_any_prompt_can_be_edited(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        it.type("draft")
        hover(it, 0)
        it.click("messageAction_edit")
        assert it.composer.toPlainText() == "Thank you"
        it.composer.clear()
        await talk(it, "Hello")
        assert words(it) == ["Hello"]
        assert it.chat.versions(it.chat.path[0].id) == (2, 2)
        assert it.composer.toPlainText() == "draft"


async def test_a_prompt_that_is_deleted_while_it_is_edited_is_sent_as_a_new_one(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        hover(it, 2)
        it.click("messageAction_edit")
        it.click("messageAction_delete")
        it.composer.clear()
        await talk(it, "Hello")
        assert words(it) == ["Thank you", "Hello"]


async def test_an_earlier_answer_is_asked_for_again(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        hover(it, 1)
        it.click("messageAction_retry")
        await it.idle()
        assert words(it) == ["Thank you"]
        assert it.chat.versions(it.answer.id) == (2, 2)


async def test_a_branch_opens_at_once(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        first = it.chat
        hover(it, 1)
        it.click("messageAction_branch")
        assert it.chat is not first
        assert (words(it), it.transcript.messageCount()) == (["Thank you"], 2)
        assert it.chat.conversation.title == "Thank you (branch)"
        await talk(it, "Hello")
        it.window.open_chat(first.conversation.id)
        await until(lambda: it.chat.conversation.id == first.conversation.id)
        assert words(it) == ["Thank you", "Thanks"]


async def test_deleting_can_be_undone_until_something_else_is_said(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks", "Hello")
        it.transcript.verticalScrollBar().setValue(0)
        hover(it, 3)
        it.click("messageAction_delete")
        assert words(it) == ["Thank you", "Thanks"]
        assert it.transcript.messageCount() == 3
        assert notice(it) == "3 messages were deleted."
        it.window.new_chat()
        it.click("noticeAction")
        await until(lambda: len(it.chat.path) == 6)
        assert words(it) == ["Thank you", "Thanks", "Hello"]
        assert it.transcript.messageCount() == 6
        assert notice(it) == ""


@pytest.mark.parametrize("where", ["transcript", "composer"])
async def test_the_key_that_the_notice_names_undoes_a_deletion_too(desk, where):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        up(it, 2)
        QTest.keyClick(it.transcript, Qt.Key.Key_Delete)
        assert words(it) == ["Thank you"]
        assert "Ctrl+Z" in it.find(QAbstractButton, "noticeAction").text()
        it.find(QWidget, where).setFocus()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CTRL)
        await until(lambda: len(it.chat.path) == 4)
        assert notice(it) == ""


async def test_what_is_typed_is_undone_before_a_deletion_is(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        hover(it, 2)
        it.click("messageAction_delete")
        it.type("x")
        QTest.keyClick(it.composer, Qt.Key.Key_Z, CTRL)
        assert (it.composer.toPlainText(), words(it)) == ("", ["Thank you"])
        it.click("noticeDismiss")
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_Z, CTRL)
        await asyncio.sleep(0.02)
        assert words(it) == ["Thank you"], "the notice is gone"


async def test_tab_goes_from_the_transcript_to_the_notice(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        hover(it, 2)
        it.click("messageAction_delete")
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        assert it.find(QAbstractButton, "noticeAction").hasFocus()


async def test_the_composer_says_which_prompt_is_edited(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        said = []
        for index in (0, 2):
            hover(it, index)
            it.click("messageAction_edit")
            said.append(
                {one.text() for one in it.window.pane.composer.findChildren(QLabel) if one.isVisible()}
            )
        assert "Editing an earlier prompt: it becomes another version · Esc to cancel" in said[0]
        assert "Editing your prompt · Esc to cancel" in said[1]


async def test_without_its_first_prompt_the_chat_greets_and_undo_brings_it_back(desk):
    async with desk() as it:
        await talk(it, "Thank you")
        hover(it, 0)
        it.click("messageAction_delete")
        assert it.find(QWidget, "greeting").isVisible()
        assert it.composer.hasFocus()
        it.click("noticeAction")
        await until(it.transcript.isVisible)
        assert words(it) == ["Thank you"]


async def test_undo_of_a_conversation_that_is_gone_says_so(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        hover(it, 2)
        it.click("messageAction_delete")
        it.library.delete(it.chat.conversation.id)
        it.window.new_chat()
        it.click("noticeAction")
        await until(lambda: notice(it) == "This conversation has been deleted.")


# The keyboard


async def test_the_keyboard_goes_from_message_to_message(desk, monkeypatch):
    said = []
    monkeypatch.setattr("app.ui.transcript.attention.announce", lambda widget, text: said.append(text()))
    async with desk() as it:
        await talk(it, "Thank you", "/demo long 600", "Thanks")
        up(it)
        assert it.transcript.hasFocus()
        assert said[-1].startswith("Guide, message 6 of 6: ")
        up(it, 3)
        assert said[-1] == "You, message 3 of 6: /demo long 600"
        stack, seen = it.transcript.stack, it.transcript.page.seen()
        assert seen[0] <= stack.top(2) <= seen[1], "it is in view"
        up(it, 9)
        assert said[-1] == "You, message 1 of 6: Thank you"
        for _ in range(6):
            assert it.transcript.hasFocus()
            QTest.keyClick(it.window, Qt.Key.Key_Down, ALT)
        assert it.composer.hasFocus()
        assert verbs(it) == []


async def test_the_focused_message_has_a_ring_and_its_bar(desk):
    async with desk() as it:
        await talk(it, "Thank you")
        before = it.seen()
        up(it, 2)
        assert verbs(it) == ["copy", "edit", "branch", "read", "delete"]
        with_ring = it.seen()
        assert with_ring != before
        focus = it.appearance.theme.focus
        column = it.transcript.stack.column
        x = int((column.left + column.width / 2) * with_ring.devicePixelRatio())
        colours = {with_ring.pixelColor(x, y).name() for y in range(60)}
        assert focus.name() in colours
        it.composer.setFocus()
        assert it.seen() == before


async def test_the_ring_goes_around_the_banner_and_the_bar(desk):
    async with desk() as it:
        await talk(it, "/demo length")
        up(it)
        picture = it.transcript.viewport().grab().toImage()
        x = int(bar(it).geometry().right() + 20)
        focus = it.appearance.theme.focus.name()
        ys = [y for y in range(picture.height()) if picture.pixelColor(x, y).name() == focus]
        assert max(ys) >= bar(it).geometry().bottom()


async def test_tab_goes_into_the_bar_and_back_to_the_message(desk):
    async with desk() as it:
        await talk(it, "Thank you")
        up(it, 2)
        reached = []
        for _ in range(5):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            reached.append(QApplication.focusWidget().objectName().removeprefix("messageAction_"))
        assert reached == verbs(it)
        for _ in range(5):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, SHIFT)
        assert it.transcript.hasFocus()
        assert verbs(it), "the message still has the keyboard"
        for _ in range(6):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert not bar(it).isAncestorOf(QApplication.focusWidget())
        assert verbs(it) == []


async def test_tab_goes_to_the_banner_below_the_message_before_its_buttons(desk):
    async with desk() as it:
        await talk(it, "/demo too-long")
        up(it)
        reached = []
        for _ in range(4):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            reached.append(QApplication.focusWidget().objectName())
        shown = [f"bannerAction_{verb}" for verb in ("shorten", "retry", "details")]
        assert reached == [*shown, f"messageAction_{verbs(it)[0]}"]
        assert verbs(it), "the message still has the keyboard"
        for _ in range(4):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, SHIFT)
        assert it.transcript.hasFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        it.composer.setFocus()
        assert verbs(it) == [], "the keyboard has gone from the banner"


async def test_arrow_keys_on_a_message_leaf_through_its_versions(desk):
    async with desk() as it:
        await talk(it, "Thanks")
        for _ in range(2):
            it.chat.retry()
            await it.idle()
        up(it)
        shown = []
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
            QTest.keyClick(it.transcript, key)
            shown.append(it.chat.versions(it.answer.id)[0])
        assert shown == [2, 1, 1, 2]
        assert verbs(it), "the message still has the keyboard"


async def test_tab_on_a_message_goes_to_its_arrows_before_its_buttons(desk):
    async with desk() as it:
        await talk(it, "Thanks")
        for _ in range(2):
            it.chat.retry()
            await it.idle()
        up(it)
        QTest.keyClick(it.transcript, Qt.Key.Key_Left)
        QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        QTest.keyClick(it.transcript, Qt.Key.Key_Return)
        assert it.chat.versions(it.answer.id)[0] == 1
        QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        assert bar(it).isAncestorOf(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, SHIFT)
        assert it.transcript.hasFocus()
        assert verbs(it), "the message still has the keyboard"


async def test_single_keys_act_on_the_focused_message_alone(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        up(it, 2)
        QTest.keyClick(it.transcript, Qt.Key.Key_C)
        assert QApplication.clipboard().text() == "Thanks"
        QTest.keyClick(it.transcript, Qt.Key.Key_R)
        assert not it.streaming, "a prompt that has its answer is not asked again"
        QTest.keyClick(it.transcript, Qt.Key.Key_Delete)
        assert words(it) == ["Thank you"]
        assert verbs(it) == ["copy", "retry", "branch", "read", "delete"], "the one before it is next"
        QTest.keyClick(it.transcript, Qt.Key.Key_R)
        await it.idle()
        assert it.chat.versions(it.answer.id) == (2, 2)
        up(it)
        QTest.keyClick(it.transcript, Qt.Key.Key_E)
        assert it.composer.hasFocus()
        assert it.composer.toPlainText() == "Thank you"
        QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        up(it)
        QTest.keyClick(it.transcript, Qt.Key.Key_B)
        assert it.chat.conversation.title == "Thank you (branch)"


async def test_without_a_focused_message_letters_do_nothing(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        it.transcript.setFocus(Qt.FocusReason.MouseFocusReason)
        QTest.keyClick(it.transcript, Qt.Key.Key_Delete)
        QTest.keyClick(it.transcript, Qt.Key.Key_B)
        assert words(it) == ["Thank you", "Thanks"]


async def test_the_menu_key_offers_the_same_for_the_focused_message(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        up(it, 4)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
        QApplication.sendEvent(it.transcript, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        offered = [action.text() for action in menu.actions() if action.text()]
        assert {
            "Copy message",
            "Edit prompt",
            "Branch from here",
            "Read aloud from here",
            "Delete from here",
        } <= set(offered)
        assert "Retry" not in offered
        next(action for action in menu.actions() if action.text() == "Delete from here").trigger()
        menu.close()
        assert it.chat.path == []


async def test_shift_f10_opens_the_menu_of_the_focused_message(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        up(it, 4)
        QTest.keyClick(it.transcript, Qt.Key.Key_F10, SHIFT)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert "Edit prompt" in [action.text() for action in menu.actions()]
        menu.close()


async def test_enter_leafs_through_the_versions_back_and_forth(desk, monkeypatch):
    said = []
    monkeypatch.setattr("app.ui.transcript.keyboard.announce", lambda widget, words: said.append(words))
    async with desk() as it:
        await talk(it, "Thanks")
        for _ in range(2):
            it.chat.retry()
            await it.idle()
        it.transcript.setFocus(Qt.FocusReason.TabFocusReason)
        while said[-1:] != ["Previous version"]:
            assert it.transcript.hasFocus()
            QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        shown = []
        for _ in range(5):
            QTest.keyClick(it.transcript, Qt.Key.Key_Return)
            shown.append(it.chat.versions(it.answer.id)[0])
        assert shown == [2, 1, 2, 3, 2]
        assert said[-5:] == [f"{way} version" for way in ("Previous", "Next", "Next", "Previous", "Previous")]


async def test_a_button_that_was_hidden_under_the_pointer_is_not_hovered_when_it_comes_back(desk):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        hover(it, 2)
        button = it.find(QAbstractButton, "messageAction_delete")
        QApplication.sendEvent(button, QEvent(QEvent.Type.Enter))
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as Qt does with a real pointer
        it.click("messageAction_delete")
        QApplication.sendEvent(it.transcript.viewport(), QEvent(QEvent.Type.Leave))
        it.click("noticeAction")
        await until(lambda: len(it.chat.path) == 4)
        hover(it, 2)
        assert button.isVisible()
        assert not button.underMouse()


# Reading aloud


@pytest.fixture
def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program in the place of the system's voice: writes down what it is given, and then takes its time."""
    folder = tmp_path / "voice"
    folder.mkdir()
    script = folder / "spd-say"
    script.write_text(
        f'#!/bin/sh\necho "$@" >> {folder}/arguments\n'
        f'[ "$1" = --stop ] && exit\necho $$ > {folder}/pid\ncat > {folder}/said\nexec sleep 60\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def is_alive(folder: Path) -> bool:
    try:
        os.kill(int((folder / "pid").read_text()), 0)
    except ProcessLookupError:
        return False
    return True


async def heard(folder: Path) -> str:
    said = folder / "said"
    await until(lambda: said.exists() and said.read_text())
    return said.read_text()


async def test_a_message_and_those_below_it_are_read_and_escape_silences_the_voice(desk, voice):
    async with desk() as it:
        await talk(it, "Thank you", "Thanks")
        up(it, 2)
        QTest.keyClick(it.transcript, Qt.Key.Key_L)
        said = await heard(voice)
        assert said.startswith("You:\nThanks\nAnswer:\n")
        assert "Thanks" not in (voice / "arguments").read_text()
        assert it.find(QAbstractButton, "messageAction_read").accessibleName() == "Stop reading"
        QTest.keyClick(it.transcript, Qt.Key.Key_Escape)
        await until(lambda: not is_alive(voice))
        await until(lambda: "--stop" in (voice / "arguments").read_text())
        assert it.find(QAbstractButton, "messageAction_read").accessibleName() == "Read aloud from here"


async def test_the_same_button_stops_the_voice(desk, voice):
    async with desk() as it:
        await talk(it, "Thank you")
        hover(it, 0)
        it.click("messageAction_read")
        await heard(voice)
        it.click("messageAction_read")
        await until(lambda: not is_alive(voice))


async def test_quitting_silences_the_voice(desk, voice):
    async with desk() as it:
        await talk(it, "Thank you")
        hover(it, 0)
        it.click("messageAction_read")
        await heard(voice)
    assert not is_alive(voice)


async def test_where_there_is_no_voice_the_notice_says_what_to_install(desk, tmp_path, monkeypatch):
    async with desk() as it:
        await talk(it, "Thank you")
        monkeypatch.setenv("PATH", str(tmp_path))
        hover(it, 0)
        it.click("messageAction_read")
        await until(lambda: notice(it))
        assert notice(it) == "No voice was found. Install speech-dispatcher to have answers read."
        await asyncio.sleep(0)
        assert it.find(QLabel, "noticeText").isVisible()
