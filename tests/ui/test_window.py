"""The main window: following and leaving an answer, switching conversations, folding, zooming, keys."""

import asyncio

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QDesktopServices, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPushButton,
    QWidget,
)

from app.adapters.guide import showcase
from app.domain.conversation import Role
from app.domain.ending import EndState
from app.domain.provider import Provider
from app.domain.settings import Settings
from app.ui.sidebar import Sidebar
from app.ui.theme import DARK, NARROW_WINDOW
from tests.ui.conftest import Desk, until
from tests.wire.server import DONE, Sleep, UntilClosed, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def paragraphs(count: int) -> list[bytes]:
    """The beginning of an answer."""
    return [sse(chat_chunk(f"This is paragraph {number} of the answer.\n\n")) for number in range(count)]


def titles(it: Desk) -> list[str]:
    model = it.find(QListView, "conversationList").model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [row.data() for row in rows if row.flags() & Qt.ItemFlag.ItemIsEditable]


def confirm_deletion(it: Desk) -> None:
    box = it.find(QMessageBox, "confirmDelete")
    delete = next(one for one in box.buttons() if one.text() == "Delete")
    QTest.mouseClick(delete, Qt.MouseButton.LeftButton)


def click_row(it: Desk, title: str) -> None:
    view = it.find(QListView, "conversationList")
    model = view.model()
    index = next(i for row in range(model.rowCount()) if (i := model.index(row, 0)).data() == title)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, view.visualRect(index).center())


# Following


async def test_a_long_answer_is_followed_to_its_end(desk):
    async with desk() as it:
        await it.asked("/demo long 3000")
        bar = it.transcript.verticalScrollBar()
        assert bar.maximum() > 2000
        assert it.transcript.isFollowing()
        assert bar.value() == bar.maximum()
        assert not it.find(QPushButton, "jumpToLatestButton").isVisible()
        assert it.transcript.plainText().endswith(it.answer.text().split("\n")[-1].strip())


async def test_who_scrolls_up_while_it_streams_reads_in_peace(desk):
    with WireServer() as server:
        slowly = [step for piece in paragraphs(60) for step in (piece, Sleep(0.01))]
        server.stream(*paragraphs(60), *slowly, UntilClosed())
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            it.send("Write")
            await until(lambda: it.transcript.plainText().count("paragraph") > 60)
            it.wheel(2)
            await asyncio.sleep(0.02)
            assert not it.transcript.isFollowing()
            jump = it.find(QPushButton, "jumpToLatestButton")
            assert jump.isVisible()
            value, seen = it.transcript.verticalScrollBar().value(), it.seen()
            count = it.transcript.plainText().count("paragraph")
            for _ in range(12):
                await asyncio.sleep(0.02)
                assert it.transcript.verticalScrollBar().value() == value
                assert it.seen() == seen, "what is read has moved"
            assert it.transcript.plainText().count("paragraph") > count, "nothing came meanwhile"
            it.click("jumpToLatestButton")
            bar = it.transcript.verticalScrollBar()
            assert it.transcript.isFollowing()
            assert bar.value() == bar.maximum()
            assert not jump.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_Home])
async def test_keys_leave_the_end_and_come_back_to_it(desk, key):
    async with desk() as it:
        await it.asked("/demo long 800")
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, key)
        assert not it.transcript.isFollowing()
        QTest.keyClick(it.transcript, Qt.Key.Key_End)
        assert it.transcript.isFollowing()


async def test_a_new_prompt_leads_back_to_the_end(desk):
    async with desk() as it:
        await it.asked("/demo long 800")
        it.wheel(5)
        assert not it.transcript.isFollowing()
        await it.asked("Thanks")
        assert it.transcript.isFollowing()


# Conversations


async def test_an_answer_streams_on_while_another_conversation_is_read(desk):
    async with desk() as it:
        it.send("/demo markdown")
        await until(lambda: "tour of Markdown" in it.transcript.plainText())
        first = it.chat
        it.click("newChatButton")
        assert it.chat is not first
        assert it.composer.hasFocus()
        assert it.transcript.messageCount() == 0
        await it.asked("Thanks")
        second = it.chat
        assert "Markdown" not in it.transcript.plainText()
        assert first.turn is not None, "the first one was to be still streaming"
        click_row(it, "/demo markdown")
        await until(lambda: it.chat is first)
        assert it.streaming
        assert it.find(QAbstractButton, "stopButton").isVisible()
        assert "tour of Markdown" in it.transcript.plainText()
        await it.idle()
        assert it.answer.text() == showcase.MARKDOWN
        streamed = it.transcript.plainText()
        it.window.open_chat(second.conversation.id)
        await until(lambda: it.chat.conversation.id == second.conversation.id)
        assert [one.text() for one in it.chat.path if one.role is Role.USER] == ["Thanks"]
        it.window.open_chat(first.conversation.id)
        await until(lambda: it.chat.conversation.id == first.conversation.id)
        assert it.transcript.plainText() == streamed, "it looks otherwise when it is opened again"


async def test_conversations_are_listed_renamed_and_deleted(desk):
    async with desk() as it:
        for prompt in ("Thanks", "Hello"):
            it.click("newChatButton")
            await it.asked(prompt)
        assert titles(it) == ["Hello", "Thanks"]
        view = it.find(QListView, "conversationList")
        view.setFocus()
        assert view.currentIndex().data() == "Hello"
        QTest.keyClick(view, Qt.Key.Key_F2)
        editor = view.viewport().findChild(QLineEdit)
        editor.selectAll()
        QTest.keyClicks(editor, "A greeting")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        await asyncio.sleep(0.02)
        assert titles(it) == ["A greeting", "Thanks"]
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Delete)
        confirm_deletion(it)
        await until(lambda: titles(it) == ["Thanks"])
        assert it.transcript.messageCount() == 0, "the deleted one is still shown"
        await it.asked("Hi")
        assert titles(it) == ["Hi", "Thanks"]


async def two_conversations(it: Desk) -> QListView:
    """Hello is open, Thanks is below it."""
    for prompt in ("Thanks", "Hello"):
        it.click("newChatButton")
        await it.asked(prompt)
    return it.find(QListView, "conversationList")


@pytest.mark.parametrize("width", [1000, NARROW_WINDOW - 100])
async def test_f2_renames_what_is_open_from_anywhere(desk, width):
    async with desk() as it:
        view = await two_conversations(it)
        click_row(it, "Thanks")
        await until(lambda: it.chat.conversation.title == "Thanks")
        it.window.resize(width, 500)
        if width > NARROW_WINDOW:
            it.click("sidebarButton")
        await asyncio.sleep(0.02)
        assert it.composer.hasFocus()
        assert not view.isVisible()
        QTest.keyClick(it.composer, Qt.Key.Key_F2)
        assert view.isVisible()
        QTest.keyClicks(view.viewport().findChild(QLineEdit), "A word")
        QTest.keyClick(view.viewport().findChild(QLineEdit), Qt.Key.Key_Return)
        await until(lambda: sorted(titles(it)) == ["A word", "Hello"])


async def test_f2_in_the_list_renames_its_own_row_and_stays_there(desk):
    async with desk() as it:
        view = await two_conversations(it)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_F2)
        QTest.keyClicks(view.viewport().findChild(QLineEdit), "A word")
        QTest.keyClick(view.viewport().findChild(QLineEdit), Qt.Key.Key_Return)
        await until(lambda: titles(it) == ["Hello", "A word"])
        await asyncio.sleep(0.02)
        assert view.hasFocus()
        assert view.currentIndex().data() == "A word"


@pytest.mark.parametrize(("down", "left"), [(0, "Thanks"), (1, "Hello")])
async def test_after_a_deletion_the_neighbour_is_next(desk, down, left):
    async with desk() as it:
        view = await two_conversations(it)
        view.setFocus()
        for _ in range(down):
            QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        confirm_deletion(it)
        await until(lambda: titles(it) == [left])
        await until(view.hasFocus)
        assert view.currentIndex().data() == left


async def test_deleting_what_streams_leaves_nothing(desk):
    async with desk() as it:
        it.send("/demo markdown")
        await until(lambda: "tour" in it.transcript.plainText())
        view = it.find(QListView, "conversationList")
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Delete)
        confirm_deletion(it)
        await until(lambda: titles(it) == [])
        await asyncio.sleep(0.1)
    async with desk() as it:
        assert titles(it) == []


async def test_drafts_stay_with_their_conversation(desk):
    async with desk() as it:
        await it.asked("Thanks")
        it.type("half a thou")
        it.click("newChatButton")
        assert it.composer.toPlainText() == ""
        it.type("something else")
        click_row(it, "Thanks")
        await until(lambda: it.composer.toPlainText() == "half a thou")


async def test_what_is_typed_while_an_answer_streams_stays(desk):
    async with desk() as it:
        it.send("/demo code")
        await until(lambda: "counts the words" in it.transcript.plainText())
        it.send("and then")
        assert it.composer.toPlainText() == "and then"
        await it.idle()
        assert it.composer.toPlainText() == "and then"
        assert it.transcript.messageCount() == 2


async def test_the_greeting_gives_way_to_the_first_prompt(desk):
    async with desk() as it:
        assert it.find(QLabel, "greeting").isVisible()
        assert not it.transcript.isVisible()
        suggestion = next(
            one for one in it.window.findChildren(QPushButton) if one.text() == "How do I connect a model?"
        )
        QTest.mouseClick(suggestion, Qt.MouseButton.LeftButton)
        await it.idle()
        assert not it.find(QLabel, "greeting").isVisible()
        assert it.transcript.isVisible()
        assert it.chat.path[0].text() == "How do I connect a model?"


async def test_up_in_the_empty_field_edits_the_last_prompt(desk):
    async with desk() as it:
        await it.asked("Thanks")
        QTest.keyClick(it.composer, Qt.Key.Key_Up)
        assert it.composer.toPlainText() == "Thanks"
        await it.asked(" a lot")
        assert [one.text() for one in it.chat.path if one.role is Role.USER] == ["Thanks a lot"]
        assert len(it.chat.messages) == 4


async def test_what_is_typed_before_all_is_loaded_stays(desk):
    async with desk(early=lambda it: it.type("half a thou")) as it:
        assert it.composer.toPlainText() == "half a thou"
        assert it.composer.hasFocus()


async def test_what_is_sent_before_all_is_loaded_is_sent_as_soon_as_it_is(desk):
    def send_and_type_on(it: Desk) -> None:
        it.send("Thanks")
        it.type("and then")

    async with desk(early=send_and_type_on) as it:
        await until(lambda: it.transcript.messageCount() == 2)
        await it.idle()
        assert it.answer.text().startswith("You are welcome")
        assert it.composer.toPlainText() == "and then"


# Model and figures


async def test_the_model_picker_lists_and_changes_the_model(desk):
    with WireServer() as server:
        server.reply(200, {"object": "list", "data": [{"id": "big"}, {"id": "small"}]})
        server.stream(sse(chat_chunk("Hi.", model="", finish="stop")), DONE)
        provider = Provider("test", server.base_url, "big")
        settings = Settings(provider="test", providers=(provider,))
        async with desk(provider=provider, settings=settings) as it:
            await it.window.load_models()
            picker = it.find(QComboBox, "modelPicker")
            assert [picker.itemText(i) for i in range(2)] == ["big", "small"]
            picker.setFocus()
            QTest.keyClick(picker, Qt.Key.Key_Down)
            assert it.settings[-1].providers[-1].model == "small"
            await it.asked("Hello")
            assert server.requests[-1].json["model"] == "small"
            assert it.answer.model == "small"


async def test_the_figures_say_who_answered_with_how_many_tokens(desk):
    with WireServer() as server:
        server.stream(
            sse(chat_chunk("Hi.", model="m-2024", finish="stop")),
            sse({**chat_chunk(usage=(1234, 56)), "choices": []}),
            DONE,
        )
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            figures = it.find(QLabel, "statusUsage")
            assert figures.text() == ""
            await it.asked("Hello")
            assert "1,234 tokens in" in figures.text()
            assert "56 out" in figures.text()
            assert "first token after 0." in figures.text()
            it.click("newChatButton")
            assert figures.text() == ""


# The window's own


async def test_zoom_makes_the_text_larger_and_is_kept(desk):
    async with desk(settings=Settings(zoom=100)) as it:
        await it.asked("/demo long 300")
        height = it.transcript.stack.total()
        QTest.keyClick(it.window, Qt.Key.Key_Plus, CTRL)
        QTest.keyClick(it.window, Qt.Key.Key_Plus, CTRL)
        assert it.settings[-1].zoom == 120
        assert it.transcript.stack.total() > height * 1.1
        assert it.transcript.isFollowing()
        QTest.keyClick(it.window, Qt.Key.Key_0, CTRL)
        assert it.settings[-1].zoom == 100
        assert it.transcript.stack.total() == height
        for _ in range(30):
            QTest.keyClick(it.window, Qt.Key.Key_Minus, CTRL)
        assert it.settings[-1].zoom == 50


async def test_the_theme_changes_in_the_middle_of_an_answer(desk):
    async with desk() as it:
        it.send("/demo code")
        await until(lambda: "counts the words" in it.transcript.plainText())
        before = it.transcript.plainText()
        it.appearance.set_mode("dark")
        await asyncio.sleep(0.02)
        assert it.seen().pixelColor(2, 2) == DARK.window
        assert it.transcript.plainText().startswith(before[:40])
        await it.idle()
        assert it.answer.text() == showcase.CODE
        assert it.answer.end is EndState.COMPLETE
        it.appearance.set_mode("light")


async def test_the_sidebar_folds_and_the_choice_is_kept(desk):
    async with desk() as it:
        sidebar = it.find(Sidebar, "sidebar")
        assert sidebar.isVisible()
        width = it.transcript.parentWidget().width()
        QTest.keyClick(it.window, Qt.Key.Key_B, CTRL)
        assert not sidebar.isVisible()
        assert it.settings[-1].sidebar_visible is False
        assert it.transcript.parentWidget().width() == width + sidebar.width()
        it.click("sidebarButton")
        assert sidebar.isVisible()
        assert it.settings[-1].sidebar_visible is True


async def test_in_a_narrow_window_the_sidebar_lies_over_the_conversation(desk):
    async with desk() as it:
        await it.asked("Thanks")
        it.click("newChatButton")
        it.window.resize(NARROW_WINDOW - 100, 500)
        await asyncio.sleep(0.02)
        sidebar = it.find(Sidebar, "sidebar")
        assert not sidebar.isVisible()
        width = it.window.pane.width()
        it.click("sidebarButton")
        assert sidebar.isVisible()
        assert it.window.pane.width() == width, "the conversation was pushed aside"
        click_row(it, "Thanks")
        await until(lambda: it.transcript.messageCount() == 2)
        assert not sidebar.isVisible()
        assert it.settings == [], "that is no choice to be kept"
        it.window.resize(1000, 600)
        await asyncio.sleep(0.02)
        assert sidebar.isVisible()


@pytest.mark.parametrize("width", [1000, NARROW_WINDOW - 100])
async def test_ctrl_k_unfolds_the_sidebar_and_escape_leaves_it(desk, width):
    async with desk() as it:
        it.window.resize(width, 500)
        if width > NARROW_WINDOW:
            it.click("sidebarButton")
        await asyncio.sleep(0.02)
        search = it.find(QLineEdit, "conversationSearch")
        assert not search.isVisible()
        QTest.keyClick(it.composer, Qt.Key.Key_K, CTRL)
        assert search.hasFocus()
        QTest.keyClicks(search, "zebra")
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert search.text() == ""
        assert search.hasFocus()
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert it.composer.hasFocus()
        assert search.isVisible() is (width > NARROW_WINDOW)


async def test_the_keyboard_stays_in_the_sidebar_while_it_covers_the_conversation(desk):
    async with desk() as it:
        await it.asked("Thanks")
        it.window.resize(NARROW_WINDOW - 100, 500)
        await asyncio.sleep(0.02)
        sidebar = it.find(Sidebar, "sidebar")
        for forwards in (True, False):
            QTest.keyClick(it.composer, Qt.Key.Key_B, CTRL)
            assert it.find(QListView, "conversationList").hasFocus()
            reached = _tabbed(it, Qt.Key.Key_Tab if forwards else Qt.Key.Key_Backtab)
            names = {"settingsButton", "newChatButton", "conversationSearch", "conversationList"}
            names |= {"newTemporaryChatButton", "translateButton"}
            assert (set(reached), len(reached)) == (names, 6)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
            assert not sidebar.isVisible()
            assert it.composer.hasFocus()


async def test_a_sidebar_that_folds_gives_the_keyboard_back(desk):
    async with desk() as it:
        it.find(QListView, "conversationList").setFocus()
        QTest.keyClick(it.window, Qt.Key.Key_B, CTRL)
        assert it.composer.hasFocus()


async def test_a_new_chat_is_not_hidden_by_an_old_search(desk):
    async with desk() as it:
        await it.asked("Thanks")
        search = it.find(QLineEdit, "conversationSearch")
        QTest.keyClicks(search, "thank")
        QTest.keyClick(it.window, Qt.Key.Key_N, CTRL)
        await it.asked("Hello")
        assert search.text() == ""
        assert titles(it) == ["Hello", "Thanks"]


async def test_the_smallest_window_cuts_nothing_off(desk):
    async with desk() as it:
        it.window.resize(it.window.minimumSize())
        await it.asked("/demo unauthorized")
        column = it.transcript.viewport().rect()
        banner = it.find(QWidget, "banner")
        assert column.contains(banner.geometry()), "the banner leaves the view"
        for button in it.find(QWidget, "bannerActions").findChildren(QPushButton):
            if button.isVisible():
                corner = button.mapTo(banner, QPoint(0, 0))
                assert banner.rect().contains(button.rect().translated(corner)), button.objectName()
        send = it.find(QAbstractButton, "sendButton")
        assert it.window.rect().contains(send.rect().translated(send.mapTo(it.window, QPoint(0, 0))))


# Keyboard and screen readers


def _tabbed(it: Desk, key: Qt.Key) -> list[str]:
    """Which widgets the key reaches, by name, until it comes around."""
    names: list[str] = []
    start = QApplication.focusWidget()
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), key, SHIFT if key is Qt.Key.Key_Backtab else NONE)
        widget = QApplication.focusWidget()
        names.append(widget.objectName())
        if widget is start:
            return names
    pytest.fail(f"the focus never came back: {names}")


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
async def test_tab_reaches_everything(desk, key):
    async with desk() as it:
        await it.asked("/demo refusal")
        it.type("something to send")
        reached = _tabbed(it, key)
        assert {
            "composer",
            "modelPicker",
            "sendButton",
            "newChatButton",
            "conversationSearch",
            "conversationList",
            "transcript",
            "bannerAction_rephrase",
            "bannerAction_retry",
        } <= set(reached)
        order = [name for name in reached if name in ("composer", "modelPicker", "sendButton")]
        forward = ["modelPicker", "sendButton", "composer"]
        assert order == (forward if key is Qt.Key.Key_Tab else [*forward[1::-1], "composer"])


async def test_whatever_takes_the_focus_has_a_name_for_screen_readers(desk):
    async with desk() as it:
        await it.asked("/demo rejected")
        it.act("details")
        nameless = [
            f"{type(one).__name__} {one.objectName()}"
            for one in it.window.findChildren(QWidget)
            if one.focusPolicy() is not Qt.FocusPolicy.NoFocus
            and one.isVisibleTo(it.window)
            and not one.accessibleName()
            and one.focusProxy() is None
        ]
        assert nameless == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
async def test_enter_presses_the_button_with_the_focus_as_space_does(desk, key):
    def press(name: str) -> None:
        button = it.find(QAbstractButton, name)
        button.setFocus()
        QTest.keyClick(button, key)

    async with desk() as it:
        await it.asked("/demo rejected")
        press("bannerAction_details")
        assert it.find(QWidget, "bannerDetail").isVisible()
        press("sidebarButton")
        assert not it.find(Sidebar, "sidebar").isVisible()
        press("sidebarButton")
        first = it.chat
        press("newChatButton")
        assert it.chat is not first
        suggestion = next(
            one for one in it.window.findChildren(QPushButton) if one.text() == "How do I connect a model?"
        )
        suggestion.setFocus()
        QTest.keyClick(suggestion, key)
        assert it.chat.path[0].text() == suggestion.text()
        await it.idle()


async def test_the_keys_of_the_window(desk):
    async with desk() as it:
        await it.asked("Thanks")
        first = it.chat
        QTest.keyClick(it.window, Qt.Key.Key_K, CTRL)
        assert it.find(QLineEdit, "conversationSearch").hasFocus()
        QTest.keyClick(it.window, Qt.Key.Key_L, CTRL)
        assert it.composer.hasFocus()
        QTest.keyClick(it.window, Qt.Key.Key_Comma, CTRL)
        settings = it.find(QDialog, "settingsDialog")
        assert settings.isVisible()
        QTest.keyClick(settings, Qt.Key.Key_Escape)
        assert not settings.isVisible()
        QTest.keyClick(it.window, Qt.Key.Key_N, CTRL)
        assert it.chat is not first
        assert it.composer.hasFocus()


async def test_what_the_dialog_and_the_window_change_is_kept_together(desk):
    async with desk() as it:
        QTest.keyClick(it.window, Qt.Key.Key_Plus, CTRL)
        QTest.keyClick(it.window, Qt.Key.Key_Comma, CTRL)
        it.click("useServerRadio")
        it.find(QLineEdit, "baseUrlField").setText("http://127.0.0.1:9/v1")
        it.click("saveButton")
        QTest.keyClick(it.window, Qt.Key.Key_B, CTRL)
        await asyncio.sleep(0.05)
    kept = it.settings[-1]
    assert (kept.zoom, kept.sidebar_visible) == (110, False)
    assert (kept.provider, kept.current.base_url) == ("127.0.0.1:9", "http://127.0.0.1:9/v1")
    assert kept.current.billing_url == "", "the bills of another server are not at OpenAI"


async def test_the_banner_of_a_key_that_was_not_accepted_leads_to_the_key(desk):
    async with desk() as it:
        await it.asked("/demo unauthorized")
        it.act("open_settings")
        await until(it.find(QLineEdit, "keyField").hasFocus)
        it.click("cancelButton")
        it.click("settingsButton")
        await until(it.find(QAbstractButton, "useGuideRadio").hasFocus)


async def test_a_key_without_a_keyring_is_said_to_be_of_the_session_once(desk):
    async with desk() as it:
        QTest.keyClick(it.window, Qt.Key.Key_Comma, CTRL)
        it.click("useServerRadio")
        status = it.find(QLabel, "keyStatus")
        await until(lambda: "no keyring" in status.text())
        assert status.text().count("session") == 1
        it.find(QLineEdit, "keyField").setText("sk-fresh")
        it.click("saveButton")
        await asyncio.sleep(0.02)
        assert it.faults == []
        assert it.providers.is_session_key(it.settings[-1].current)


async def test_size_and_place_come_back(desk):
    async with desk() as it:
        it.window.resize(700, 500)
        it.window.move(10, 20)
        await asyncio.sleep(0.02)
    kept = it.settings[-1]
    async with desk(settings=kept) as it:
        assert (it.window.width(), it.window.height()) == (700, 500)


# What a trial found


async def test_an_edited_prompt_gives_the_draft_back(desk):
    async with desk() as it:
        await it.asked("Thank you")
        it.composer.setPlainText("my draft")
        it.window.pane.composer.edit_last_requested.emit()
        assert it.composer.toPlainText() == "Thank you"
        QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        assert it.composer.toPlainText() == "my draft"
        it.window.pane.composer.edit_last_requested.emit()
        it.composer.setPlainText("Thanks")
        QTest.keyClick(it.composer, Qt.Key.Key_Return)
        await it.idle()
        assert it.composer.toPlainText() == "my draft"


async def test_the_draft_of_a_new_chat_is_kept(desk):
    async with desk() as it:
        await it.asked("Thank you")
        first = it.chat.conversation.id
        it.window.new_chat()
        it.composer.setPlainText("not sent yet")
        it.window.open_chat(first)
        await until(lambda: it.chat.conversation.id == first)
        assert it.composer.toPlainText() == ""
        it.window.new_chat()
        assert it.composer.toPlainText() == "not sent yet"


async def test_a_conversation_opens_at_its_end_laid_out(desk):
    """A very tall answer followed by short messages: estimates and true heights differ most there."""
    async with desk() as it:
        await it.asked("/demo long 3000")
        await it.asked("Thank you")
        tall = it.chat.conversation.id
        it.window.new_chat()
        await it.asked("/demo code")
        it.window.open_chat(tall)
        await until(lambda: it.chat.conversation.id == tall)
        page = it.transcript.page
        assert it.transcript.isFollowing()
        assert all(message.count() for _, _, message in page.stack.visible(*page.seen()))
        assert it.transcript.verticalScrollBar().value() == it.transcript.verticalScrollBar().maximum()


async def test_shorten_says_what_it_left_out_or_lets_the_prompt_be_edited(desk):
    async with desk() as it:
        await it.asked("/demo too-long")
        it.act("shorten")
        assert it.composer.toPlainText() == "/demo too-long"
        QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        await it.asked("/demo too-long")
        it.act("shorten")
        await it.idle()
        assert "without the first prompt" in it.find(QLabel, "noticeText").text()


async def test_tab_leaves_the_jump_button_and_enter_is_not_for_the_text_behind(desk, opened_links):
    async with desk() as it:
        await it.asked("/demo markdown")
        it.window.resize(900, 400)
        it.transcript.verticalScrollBar().setValue(0)
        assert not it.transcript.isFollowing()
        jump = it.find(QAbstractButton, "jumpToLatestButton")
        jump.setFocus(Qt.FocusReason.TabFocusReason)
        assert jump.hasFocus()
        QTest.keyClick(jump, Qt.Key.Key_Tab)
        assert not jump.hasFocus()
        jump.setFocus(Qt.FocusReason.TabFocusReason)
        with opened_links("https", "http") as opened:
            QTest.keyClick(jump, Qt.Key.Key_Return)
            await until(it.transcript.isFollowing)
        assert opened == []


async def test_reasoning_may_stream_out_of_view(desk):
    with WireServer() as server:
        thoughts = [sse(chat_chunk(reasoning_content=f"thought {n} ")) for n in range(40)]
        paced = [step for one in thoughts for step in (one, Sleep(0.01))]
        server.stream(sse(chat_chunk("line\n\n" * 80, finish="stop")), DONE)
        server.stream(*paced, sse(chat_chunk("Done.", finish="stop")), DONE)
        async with desk(provider=Provider("test", server.base_url, "m")) as it:
            await it.asked("one")
            it.send("two")
            await until(lambda: it.transcript.messageCount() == 4)
            it.transcript.verticalScrollBar().setValue(0)
            await it.idle()
            it.transcript.jump_to_latest()
            assert "Done." in it.transcript.plainText()


async def test_the_last_click_wins(desk):
    async with desk() as it:
        await it.asked("Thank you")
        first = it.chat.conversation.id
        it.window.new_chat()
        await it.asked("Thanks")
        it.window.open_chat(first)
        it.window.new_chat()
        await asyncio.sleep(0.2)
        assert not it.chat.messages


async def test_choosing_what_is_open_leaves_an_edit_alone(desk):
    async with desk() as it:
        await it.asked("Thank you")
        it.composer.setPlainText("draft")
        it.window.pane.composer.edit_last_requested.emit()
        it.window.open_chat(it.chat.conversation.id)
        await asyncio.sleep(0.1)
        assert it.composer.toPlainText() == "Thank you"
        QTest.keyClick(it.composer, Qt.Key.Key_Escape)
        assert it.composer.toPlainText() == "draft"


async def test_the_composer_leaves_the_keys_for_scrolling_to_the_conversation(desk):
    async with desk() as it:
        await it.asked("/demo long 900")
        bar = it.transcript.verticalScrollBar()
        end = bar.value()
        assert end > 0
        it.type("a line")
        QTest.keyClick(it.composer, Qt.Key.Key_PageUp)
        above = bar.value()
        assert 0 < above < end
        QTest.keyClick(it.composer, Qt.Key.Key_PageDown)
        assert bar.value() > above
        QTest.keyClick(it.composer, Qt.Key.Key_Home, CTRL)
        assert bar.value() == 0
        QTest.keyClick(it.composer, Qt.Key.Key_End, CTRL)
        assert bar.value() == bar.maximum()
        assert it.composer.hasFocus()


async def test_a_long_prompt_is_scrolled_before_the_conversation_is(desk):
    async with desk() as it:
        await it.asked("/demo long 900")
        bar = it.transcript.verticalScrollBar()
        end = bar.value()
        it.composer.setPlainText("line\n" * 60)
        it.composer.moveCursor(QTextCursor.MoveOperation.End)
        QTest.keyClick(it.composer, Qt.Key.Key_PageUp)
        QTest.keyClick(it.composer, Qt.Key.Key_Home, CTRL)
        assert it.composer.textCursor().atStart()
        assert bar.value() == end
        QTest.keyClick(it.composer, Qt.Key.Key_PageUp)
        assert bar.value() < end


async def test_enter_while_an_answer_is_written_says_why_nothing_is_sent(desk):
    async with desk() as it:
        it.send("/demo slow")
        await until(lambda: it.streaming)
        line = it.find(QLabel, "composerWait")
        assert not line.isVisible()
        it.send("Thanks")
        assert line.isVisible()
        assert line.text() == "An answer is being written. Stop it first, or wait."
        assert it.composer.toPlainText() == "Thanks"
        it.window.pane.stop()
        await it.idle()
        assert not line.isVisible()


@pytest.mark.qt_log_ignore("No such method", extend=True)
async def test_a_link_that_nothing_opens_is_offered_to_be_copied(desk):
    class Nobody(QObject):
        """Has no method for the links that it is given."""

    async with desk() as it:
        nobody = Nobody()
        QDesktopServices.setUrlHandler("https", nobody, "open")
        try:
            it.transcript.page.followed.emit(0, "https://example.com/")
        finally:
            QDesktopServices.unsetUrlHandler("https")
        assert it.window.notice.text() == "No program was found to open this link."
        assert it.find(QAbstractButton, "noticeAction").text() == "Copy link"
        it.click("noticeAction")
        assert QApplication.clipboard().text() == "https://example.com/"
