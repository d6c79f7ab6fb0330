"""The quick prompt: how it comes, what its keys do, and how it goes away."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from app.domain.ending import EndState
from app.domain.hotkey import Press
from app.domain.provider import Provider
from app.ui.composer import Draft
from app.ui.quick_prompt.placing import brought_onto, most_height_on, moved_onto, place_on, width_on
from tests.ui.conftest import until
from tests.ui.quick import CTRL, SHIFT, open_history, open_quick

SCREENS = [
    QRect(0, 0, 1920, 1080),
    QRect(1920, 27, 2560, 1413),
    QRect(-1280, 0, 1280, 720),
    QRect(0, 0, 480, 320),
]


async def test_it_comes_with_the_keyboard_in_it_and_goes_with_the_same_key(qapp):
    async with open_quick(qapp) as it:
        assert not it.prompt.isVisible()
        await it.summon(press=Press(time=7))
        assert it.prompt.isVisible()
        assert it.input.hasFocus()
        assert it.desktop.asked == ["remember", "take 7"]
        it.prompt.summon()
        assert not it.prompt.isVisible()
        assert it.desktop.asked[-1] == "give back"


async def test_enter_sends_and_the_answer_streams_in_place(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        small = it.prompt.height()
        assert not it.sees("quickPromptAnswer")
        it.type("/demo long 4000")
        it.press(Qt.Key.Key_Return, SHIFT)
        assert it.input.toPlainText() == "/demo long 4000\n"
        it.press(Qt.Key.Key_Return)
        await it.begins()
        assert it.input.toPlainText() == ""
        assert it.sees("quickPromptAnswer")
        assert it.sees("quickPromptStopButton")
        assert not it.sees("quickPromptSendButton")
        it.click("quickPromptStopButton")
        await it.ends()
        assert it.chat.last.end is EndState.STOPPED
        assert it.sees("quickPromptSendButton")
        assert it.answer.messageCount() == 2
        assert "/demo long 4000" in it.answer.plainText()
        assert it.prompt.height() > small


async def test_escape_stops_then_clears_then_hides(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 4000")
        await it.begins()
        it.type("more")
        it.press(Qt.Key.Key_Escape)
        await it.ends()
        assert it.chat.last.end is EndState.STOPPED
        assert it.input.toPlainText() == "more"
        it.press(Qt.Key.Key_Escape)
        assert it.input.toPlainText() == ""
        assert it.prompt.isVisible()
        it.press(Qt.Key.Key_Escape)
        assert not it.prompt.isVisible()
        assert it.desktop.asked[-1] == "give back"


async def test_a_prompt_sent_while_an_answer_streams_waits_in_the_line(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 4000")
        await it.begins()
        it.ask("next")
        assert it.input.toPlainText() == "next"
        assert "Esc" in it.status
        it.prompt.pane.stop()
        await it.ends()
        assert it.status == ""


async def test_ctrl_enter_hands_the_conversation_over_while_it_streams(qapp, tmp_path: Path):
    async with open_history(tmp_path) as history, open_quick(qapp, history) as it:
        await it.summon()
        it.ask("/demo long 4000")
        await it.begins()
        chat = it.chat
        it.type("and then")
        it.press(Qt.Key.Key_Return, CTRL)
        assert not it.prompt.isVisible()
        assert it.opened == [(chat, Draft("and then"))]
        assert it.desktop.asked == ["remember", "take 0"], "the main window has the keyboard now"
        assert chat.turn is not None
        assert chat.conversation.id in it.library.conversations
        await it.summon()
        assert it.chat is not chat
        assert it.input.toPlainText() == ""
        assert not it.sees("quickPromptAnswer")
        chat.stop()
        await until(lambda: chat.turn is None)


async def test_what_is_only_typed_is_handed_over_unsent(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.type("a thought")
        it.click("quickPromptOpenButton")
        ((chat, draft),) = it.opened
        assert draft == Draft("a thought")
        assert not chat.messages
        assert not it.library.conversations


async def test_it_keeps_the_conversation_and_begins_anew_on_request(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 20")
        await it.ends()
        it.press(Qt.Key.Key_Escape)
        await it.summon()
        assert it.answer.messageCount() == 2
        assert it.input.hasFocus()
        it.type("typed")
        it.press(Qt.Key.Key_N, CTRL)
        assert it.answer.messageCount() == 0
        assert not it.sees("quickPromptAnswer")
        assert it.input.toPlainText() == "typed"
        assert not it.library.conversations


async def test_nothing_is_drawn_while_it_is_hidden_and_all_is_there_again(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("What is Rivulet?")
        chat = it.chat
        it.prompt.put_away()
        assert not chat.is_watched
        await until(lambda: chat.turn is None)
        assert it.library.activities.of(chat.conversation.id) is not None
        await it.summon()
        assert "desktop program" in it.answer.plainText()
        assert it.prompt.is_looked_at(chat.conversation.id)
        assert it.library.activities.of(chat.conversation.id) is None


async def test_a_text_is_added_to_what_is_written_and_never_hides_it(qapp):
    async with open_quick(qapp) as it:
        await it.summon("first")
        assert it.input.toPlainText() == "first"
        it.type("!")
        await it.summon("second")
        assert it.prompt.isVisible()
        assert it.input.toPlainText() == "first!\nsecond"
        assert it.input.textCursor().atEnd()


async def test_it_goes_when_another_program_has_the_keyboard_unless_it_is_pinned(qapp):
    async with open_quick(qapp) as it:
        other = QPlainTextEdit()
        other.show()
        await it.summon()
        it.type("kept")
        it.press(Qt.Key.Key_P, CTRL)
        other.activateWindow()
        await asyncio.sleep(0.2)
        assert it.prompt.isVisible(), "it is pinned"
        await it.summon()
        assert it.prompt.isVisible(), "it is called, not toggled: it had no keyboard"
        it.click("quickPromptPinButton")
        other.activateWindow()
        await asyncio.sleep(0.2)
        assert not it.prompt.isVisible()
        assert "give back" not in it.desktop.asked, "the user has gone elsewhere"
        await it.summon()
        assert it.input.toPlainText() == "kept"
        other.deleteLater()


async def test_its_own_dialogs_and_menus_do_not_send_it_away(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        dialog = QWidget(it.prompt, Qt.WindowType.Dialog)
        dialog.show()
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        await asyncio.sleep(0.2)
        assert it.prompt.isVisible()
        dialog.close()


async def test_the_banner_works_as_in_the_main_window(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo drop")
        await it.ends()
        assert it.find(QWidget, "banner").property("kind") == "disconnected"
        it.click("bannerAction_retry")
        assert it.chat.turn is not None
        assert it.input.hasFocus()
        await it.ends()
        it.ask("/demo filter")
        await it.ends()
        it.click("bannerAction_edit")
        assert it.input.toPlainText() == "/demo filter"
        assert "Editing" in it.status
        it.press(Qt.Key.Key_Escape)
        assert it.status == ""


async def test_an_edited_prompt_takes_the_place_of_the_one_before(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 20")
        await it.ends()
        it.press(Qt.Key.Key_Up)
        assert it.input.toPlainText() == "/demo long 20"
        it.input.setPlainText("/demo long 10")
        it.press(Qt.Key.Key_Return)
        await it.ends()
        assert [one.text() for one in it.chat.path if not one.is_answer] == ["/demo long 10"]


async def test_a_new_conversation_has_no_prompt_that_is_edited(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 1")
        await it.ends()
        it.press(Qt.Key.Key_Up)
        assert it.status.startswith("Editing")
        it.press(Qt.Key.Key_N, CTRL)
        assert not it.status


async def test_who_answers_is_told_in_any_length(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        width = it.prompt.width()
        who = it.find(QAbstractButton, "quickPromptModel")
        it.prompt.pane.show_provider(Provider("AT&T", "https://a.example", "m"))
        assert who.text() == "m · AT&&T"
        assert who.shortcut().isEmpty()
        it.prompt.pane.show_provider(Provider("Far " * 20, "https://a.example", "models/of/all-" * 20))
        await asyncio.sleep(0.02)
        assert it.prompt.width() == width
        assert "models/of/all-" * 20 in who.accessibleName()


async def test_the_last_answer_is_copied(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("What is Rivulet?")
        await it.ends()
        QGuiApplication.clipboard().clear()
        it.press(Qt.Key.Key_C, CTRL | SHIFT)
        mime = QGuiApplication.clipboard().mimeData()
        assert mime.text().startswith("What Rivulet is")
        assert mime.hasHtml()
        assert "What is Rivulet?" not in mime.text()


async def test_only_what_can_be_done_here_is_offered_for_a_message(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.ask("/demo long 20")
        await it.ends()
        it.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert it.sees("messageAction_copy")
        assert it.sees("messageAction_retry")
        assert not it.sees("messageAction_branch")
        assert not it.sees("messageAction_delete")


async def test_it_is_one_line_at_first_and_grows_to_its_share_of_the_screen(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        await asyncio.sleep(0.02)
        available = it.prompt.screen().availableGeometry()
        card = it.prompt.geometry().marginsRemoved(it.prompt.room)
        assert card.width() == 640
        parts = it.prompt.pane
        assert card.height() == parts.line.height() + parts.foot.height() + 1, "nothing hidden takes room"
        top = card.top()
        it.ask("/demo long 400")
        await it.ends()
        card = it.prompt.geometry().marginsRemoved(it.prompt.room)
        assert card.top() == top
        assert card.height() == int(available.height() * 0.6)
        assert it.answer.isFollowing()


async def test_it_takes_on_another_appearance(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        before = it.prompt.grab().toImage().pixelColor(it.prompt.rect().center())
        it.appearance.set_mode("dark")
        after = it.prompt.grab().toImage().pixelColor(it.prompt.rect().center())
        assert before.lightness() > 200
        assert after.lightness() < 80


@pytest.mark.parametrize("screen", SCREENS)
def test_it_stands_in_the_upper_third_of_any_screen(screen):
    size = QSize(width_on(screen), 100)
    card = QRect(place_on(screen, size), size)
    assert screen.contains(card)
    assert card.top() - screen.top() < screen.height() / 3
    assert abs(card.center().x() - screen.center().x()) <= 1
    grown = QRect(card.topLeft(), QSize(card.width(), most_height_on(screen)))
    assert screen.contains(grown)
    assert moved_onto(screen, grown) == grown.topLeft()


def test_what_was_dragged_to_the_lower_end_moves_up_as_it_grows():
    screen = SCREENS[0]
    card = QRect(100, 900, 640, 600)
    moved = QRect(moved_onto(screen, card), card.size())
    assert screen.contains(moved)
    assert moved.left() == 100


def move_mouse(prompt: QWidget, kind: QEvent.Type, at: QPoint, held: Qt.MouseButton) -> None:
    """The pointer is at a place on the screen."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    local = QPointF(prompt.mapFromGlobal(at))
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(prompt, QMouseEvent(kind, local, QPointF(at), button, held, keys))


def drag(prompt: QWidget, by: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    ground = prompt.mapToGlobal(QPoint(prompt.width() // 2, prompt.height() - 4))
    move_mouse(prompt, QEvent.Type.MouseButtonPress, ground, left)
    move_mouse(prompt, QEvent.Type.MouseMove, ground + by, left)
    move_mouse(prompt, QEvent.Type.MouseMove, ground + by + by / 10, left)
    move_mouse(prompt, QEvent.Type.MouseButtonRelease, ground + by, none)
    move_mouse(prompt, QEvent.Type.MouseMove, ground + 2 * by, none)


async def test_pinned_it_lies_over_no_window_of_our_own_that_has_the_keyboard(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        it.press(Qt.Key.Key_P, CTRL)
        on_top = Qt.WindowType.WindowStaysOnTopHint
        assert it.prompt.windowHandle().flags() & on_top
        other = QWidget()
        other.show()
        other.activateWindow()
        await until(lambda: not it.prompt.windowHandle().flags() & on_top)
        assert it.prompt.isVisible()
        it.prompt.activateWindow()
        await until(lambda: it.prompt.windowHandle().flags() & on_top)
        other.close()


async def test_it_is_moved_by_its_ground_and_not_by_a_click(qapp):
    async with open_quick(qapp) as it:
        await it.summon()
        place = it.prompt.pos()
        drag(it.prompt, QPoint(3, 2))
        assert it.prompt.pos() == place
        drag(it.prompt, QPoint(30, 40))
        assert it.prompt.pos() == place + QPoint(33, 44)


async def test_it_comes_back_where_it_was_dragged_to(qapp):
    async with open_quick(qapp) as it:
        QCursor.setPos(QGuiApplication.primaryScreen().geometry().center())
        await it.summon()
        usual = it.prompt.pos()
        it.prompt.put_away()
        await it.summon()
        assert it.prompt.pos() == usual
        drag(it.prompt, QPoint(30, 40))
        it.prompt.put_away()
        await it.summon()
        assert it.prompt.pos() == usual + QPoint(33, 44)
        drag(it.prompt, QPoint(-5000, 5000))
        it.prompt.put_away()
        await it.summon()
        card = it.prompt.geometry().marginsRemoved(it.prompt.room)
        assert it.prompt.screen().availableGeometry().contains(card)


@pytest.mark.parametrize("screen", SCREENS)
def test_where_it_was_dragged_to_is_made_to_fit_a_screen(screen):
    size = QSize(width_on(screen), 120)
    for corner in (screen.topLeft(), screen.bottomRight(), screen.topLeft() - QPoint(9000, 9000)):
        card = QRect(corner, size)
        assert screen.contains(QRect(brought_onto(screen, card), size))
    inside = QRect(screen.topLeft() + QPoint(20, 20), size)
    if screen.width() > 1000:
        assert brought_onto(screen, inside) == inside.topLeft()
