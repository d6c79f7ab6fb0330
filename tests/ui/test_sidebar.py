"""The sidebar: opens, finds, renames and deletes conversations, and stands still while others change."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.services.activity import Activity
from app.ui.conversation_list import ConversationList
from app.ui.conversation_rows import Heading, RowRole, grouped
from app.ui.sidebar import Row, Sidebar

pytestmark = pytest.mark.ui

NOON = time.mktime((2024, 5, 15, 12, 0, 0, 0, 0, -1))
HOUR, DAY = 3600, 86400


def rows(count: int) -> list[Row]:
    """The most recent first; all of them of today."""
    now = time.time()
    return [Row(f"id{n}", f"Title {n}", now - n / 1000) for n in range(count)]


@pytest.fixture
def sidebar(qtbot: QtBot) -> Iterator[Sidebar]:
    made = Sidebar()
    qtbot.addWidget(made)
    made.resize(260, 600)
    QAbstractItemModelTester(made.findChild(ConversationList).model(), made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def conversations(sidebar: Sidebar) -> ConversationList:
    return sidebar.findChild(ConversationList, "conversationList")


@pytest.fixture
def search(sidebar: Sidebar) -> QLineEdit:
    return sidebar.findChild(QLineEdit, "conversationSearch")


def told(sidebar: Sidebar) -> list[tuple[str, ...]]:
    heard: list[tuple[str, ...]] = []
    sidebar.opened.connect(lambda which: heard.append(("opened", which)))
    sidebar.new_chat_requested.connect(lambda: heard.append(("new chat",)))
    sidebar.renamed.connect(lambda which, title: heard.append(("renamed", which, title)))
    sidebar.delete_requested.connect(lambda which: heard.append(("delete", which)))
    sidebar.translate_requested.connect(lambda: heard.append(("translate",)))
    sidebar.settings_requested.connect(lambda: heard.append(("settings",)))
    return heard


def titles(conversations: ConversationList) -> list[str]:
    model = conversations.model()
    found = [model.index(at, 0) for at in range(model.rowCount())]
    return [index.data() for index in found if index.data(RowRole.ROW) is not None]


def place(conversations: ConversationList, title: str) -> QModelIndex:
    model = conversations.model()
    return next(i for at in range(model.rowCount()) if (i := model.index(at, 0)).data() == title)


def click(qtbot: QtBot, conversations: ConversationList, title: str) -> None:
    where = conversations.visualRect(place(conversations, title)).center()
    qtbot.mouseClick(conversations.viewport(), Qt.MouseButton.LeftButton, pos=where)


class Painted(QObject):
    """Collects where a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.region = self.region.united(event.region())
        return False


def test_headings_say_how_long_ago() -> None:
    ages = [0, 11 * HOUR, 13 * HOUR, 35 * HOUR, 37 * HOUR, 7 * DAY, 8 * DAY, 400 * DAY]
    entries = grouped([Row(str(age), "t", NOON - age) for age in ages], NOON)
    seen = [entry.title if isinstance(entry, Heading) else int(entry.id) for entry in entries]
    assert seen == [
        *("Today", 0, 11 * HOUR),
        *("Yesterday", 13 * HOUR, 35 * HOUR),
        *("Previous 7 days", 37 * HOUR, 7 * DAY),
        *("Older", 8 * DAY, 400 * DAY),
    ]


def test_what_was_used_in_the_future_is_of_today() -> None:
    entries = grouped([Row("1", "t", NOON + DAY)], NOON)
    assert entries[0] == Heading("Today")


def test_a_click_opens(qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList) -> None:
    heard = told(sidebar)
    sidebar.set_conversations(rows(5))
    click(qtbot, conversations, "Title 3")
    assert heard == [("opened", "id3")]


def test_a_heading_is_not_opened(qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList) -> None:
    heard = told(sidebar)
    sidebar.set_conversations(rows(2))
    click(qtbot, conversations, "Today")
    assert heard == []


def test_the_keyboard_passes_over_headings_and_opens(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList
) -> None:
    heard = told(sidebar)
    now = time.time()
    sidebar.set_conversations([Row("a", "A", now), Row("b", "B", now - 400 * DAY)])
    sidebar.set_current("a")
    conversations.setFocus()
    qtbot.keyClick(conversations, Qt.Key.Key_Down)
    qtbot.keyClick(conversations, Qt.Key.Key_Return)
    assert heard == [("opened", "b")]


def test_the_search_filters_by_words_of_the_title(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList, search: QLineEdit
) -> None:
    now = time.time()
    sidebar.set_conversations([Row("1", "Blue sky", now), Row("2", "Red sky", now), Row("3", "Straße", now)])
    qtbot.keyClicks(search, "SKY bl")
    assert titles(conversations) == ["Blue sky"]
    search.setText("STRASSE")
    assert titles(conversations) == ["Straße"]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert titles(conversations) == ["Blue sky", "Red sky", "Straße"]


def test_enter_in_the_search_opens_the_first_hit(qtbot: QtBot, sidebar: Sidebar, search: QLineEdit) -> None:
    heard = told(sidebar)
    sidebar.set_conversations(rows(20))
    qtbot.keyClicks(search, "title 7")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert heard == [("opened", "id7")]


def test_down_leads_from_the_search_into_the_list(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList, search: QLineEdit
) -> None:
    sidebar.set_conversations(rows(3))
    sidebar.focus_search()
    qtbot.keyClick(search, Qt.Key.Key_Down)
    assert conversations.hasFocus()
    assert conversations.currentIndex().data() == "Title 0"


def test_f2_renames_in_place(qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList) -> None:
    heard = told(sidebar)
    sidebar.set_conversations(rows(3))
    sidebar.set_current("id1")
    qtbot.keyClick(conversations, Qt.Key.Key_F2)
    editor = conversations.viewport().findChild(QLineEdit)
    assert editor.text() == "Title 1"
    editor.setText("  A better \n name ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: heard == [("renamed", "id1", "A better name")])
    assert titles(conversations)[1] == "A better name"


@pytest.mark.parametrize("typed", ["", "   ", "Title 1"])
def test_a_title_that_is_blank_or_the_same_changes_nothing(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList, typed: str
) -> None:
    heard = told(sidebar)
    sidebar.set_conversations(rows(3))
    sidebar.set_current("id1")
    qtbot.keyClick(conversations, Qt.Key.Key_F2)
    editor = conversations.viewport().findChild(QLineEdit)
    editor.setText(typed)
    with qtbot.waitSignal(editor.destroyed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard == []
    assert titles(conversations)[1] == "Title 1"


def test_a_change_elsewhere_does_not_disturb_who_renames(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList
) -> None:
    heard = told(sidebar)
    before = rows(5)
    sidebar.set_conversations(before)
    sidebar.set_current("id2")
    qtbot.keyClick(conversations, Qt.Key.Key_F2)
    editor = conversations.viewport().findChild(QLineEdit)
    editor.setText("Mine")
    # The last one ends its answer and comes to the top.
    sidebar.set_conversations([replace(before[4], updated_at=time.time()), *before[:4]])
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: heard == [("renamed", "id2", "Mine")])


def confirmation(sidebar: Sidebar) -> QMessageBox:
    return sidebar.findChild(QMessageBox, "confirmDelete")


def test_deleting_asks_first_and_is_not_the_default(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList
) -> None:
    heard = told(sidebar)
    sidebar.set_conversations([Row("x", "<b>Bold</b>", time.time())])
    sidebar.set_current("x")
    qtbot.keyClick(conversations, Qt.Key.Key_Delete)
    box = confirmation(sidebar)
    assert box.textFormat() is Qt.TextFormat.PlainText
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert not box.isVisible()
    assert heard == []


def test_deleting_is_told_once_it_is_confirmed(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList
) -> None:
    heard = told(sidebar)
    sidebar.set_conversations(rows(3))
    sidebar.set_current("id1")
    qtbot.keyClick(conversations, Qt.Key.Key_Delete)
    delete = next(b for b in confirmation(sidebar).buttons() if b.text() == "Delete")
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert heard == [("delete", "id1")]


@pytest.mark.parametrize(("gone", "next_one"), [("id1", "Title 2"), ("id2", "Title 1"), ("id0", "Title 1")])
def test_the_neighbour_of_a_deleted_row_is_next(
    sidebar: Sidebar, conversations: ConversationList, gone: str, next_one: str
) -> None:
    before = rows(3)
    sidebar.set_conversations(before)
    sidebar.set_current("id0")
    conversations.setFocus()
    conversations.setCurrentIndex(place(conversations, f"Title {gone[2:]}"))
    sidebar.set_conversations([row for row in before if row.id != gone])
    assert conversations.currentIndex().data() == next_one


def test_the_buttons_ask_for_what_they_say(qtbot: QtBot, sidebar: Sidebar) -> None:
    heard = told(sidebar)
    for name in ("newChatButton", "translateButton", "settingsButton"):
        qtbot.mouseClick(sidebar.findChild(QPushButton, name), Qt.MouseButton.LeftButton)
    assert heard == [("new chat",), ("translate",), ("settings",)]


def test_selection_and_scrolling_stay_when_others_change(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList
) -> None:
    before = rows(1000)
    sidebar.set_conversations(before)
    sidebar.set_current("id500")
    scroll = conversations.verticalScrollBar()
    scroll.setValue(scroll.maximum() // 4)
    at = scroll.value()
    sidebar.set_conversations([before[900], *before[:900], *before[901:]])
    assert conversations.currentIndex().data() == "Title 500"
    assert scroll.value() == at
    answering = [replace(row, activity=Activity.ANSWERING) if row.id == "id7" else row for row in before]
    sidebar.set_conversations(answering)
    assert conversations.currentIndex().data() == "Title 500"
    assert scroll.value() == at


def test_only_the_rows_that_differ_are_told(sidebar: Sidebar, conversations: ConversationList) -> None:
    before = rows(1000)
    sidebar.set_conversations(before)
    changes: list[tuple[int, int]] = []
    layouts: list[object] = []
    conversations.model().dataChanged.connect(lambda top, last: changes.append((top.row(), last.row())))
    conversations.model().layoutChanged.connect(lambda: layouts.append(1))
    sidebar.set_conversations(list(before))
    sidebar.set_conversations([replace(row, is_temporary=row.id == "id7") for row in before])
    assert changes == [(8, 8)]  # one below its heading
    assert layouts == []


def test_ten_thousand_conversations_are_shown_and_filtered_without_a_stall(
    sidebar: Sidebar, conversations: ConversationList, search: QLineEdit
) -> None:
    began = time.monotonic()
    sidebar.set_conversations(rows(10_000))
    sidebar.grab()
    search.setText("title 99")
    sidebar.grab()
    assert time.monotonic() - began < 2
    assert len(titles(conversations)) == sum("99" in str(n) for n in range(10_000))


def test_the_current_one_goes_with_its_conversation(
    sidebar: Sidebar, conversations: ConversationList
) -> None:
    sidebar.set_conversations(rows(3))
    sidebar.set_current("id1")
    sidebar.set_conversations([row for row in rows(3) if row.id != "id1"])
    assert conversations.currentIndex().data() != "Title 1"
    sidebar.set_current(None)
    sidebar.set_conversations([])
    assert titles(conversations) == []


def test_no_row_stays_marked_when_the_rows_have_changed_under_the_pointer(
    qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList
) -> None:
    before = rows(5)
    sidebar.set_conversations(before)
    qtbot.wait(20)
    marked = conversations.visualRect(place(conversations, "Title 1"))
    qtbot.mouseMove(conversations.viewport(), marked.center())
    qtbot.wait(20)
    sidebar.set_conversations([Row("new", "New", time.time() + 1), *before])
    qtbot.wait(20)
    assert conversations.hovered_index().data() == "Title 0"
    painted = Painted(conversations.viewport())
    qtbot.mouseMove(sidebar.findChild(QPushButton, "settingsButton"))
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    assert painted.region.contains(marked), "its mark is still on the screen"


def test_an_empty_list_says_why(sidebar: Sidebar, search: QLineEdit) -> None:
    empty = sidebar.findChild(QLabel, "conversationsEmpty")
    assert (empty.isVisible(), empty.text()) == (True, "No conversations yet")
    sidebar.set_conversations(rows(2))
    assert not empty.isVisible()
    search.setText("zebra")
    assert (empty.isVisible(), empty.text()) == (True, "No title has these words")


def test_a_menu_offers_the_same(qtbot: QtBot, sidebar: Sidebar, conversations: ConversationList) -> None:
    sidebar.set_conversations(rows(2))
    where = conversations.visualRect(place(conversations, "Title 1")).center()
    QApplication.sendEvent(conversations.viewport(), _menu_event(conversations, where))
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions() if action.text()] == ["Open", "Rename", "Delete…"]
    heard = told(sidebar)
    menu.actions()[0].trigger()
    assert heard == [("opened", "id1")]
    menu.close()


def _menu_event(conversations: ConversationList, where: QPoint) -> object:
    from PySide6.QtGui import QContextMenuEvent

    position = conversations.viewport().mapToGlobal(where)
    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, position)


def test_every_control_has_a_name_that_can_be_read_aloud(
    sidebar: Sidebar, conversations: ConversationList
) -> None:
    names = {"newChatButton": "New chat", "conversationSearch": "Search conversations"}
    names |= {"conversationList": "Conversations", "settingsButton": "Settings"}
    assert {name: sidebar.findChild(QWidget, name).accessibleName() for name in names} == names
    sidebar.set_conversations([Row("a", "A", time.time(), activity=Activity.ANSWERING)])
    index = place(conversations, "A")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "A, answering"


def test_tab_leads_down_the_sidebar(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.set_conversations(rows(2))
    sidebar.findChild(QPushButton, "newChatButton").setFocus()
    visited = []
    for _ in range(6):
        visited.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert visited == [
        "newChatButton",
        "newTemporaryChatButton",
        "conversationSearch",
        "conversationList",
        "translateButton",
        "settingsButton",
    ]


def test_no_row_moves_to_the_top_under_the_pointer(sidebar: Sidebar, conversations: ConversationList) -> None:
    before = rows(3)
    old = Row("old", "Old", time.time() - 40 * DAY)
    sidebar.set_conversations([*before, old])
    viewport = conversations.viewport()
    viewport.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as Qt does with a real pointer
    ended = replace(old, updated_at=time.time(), activity=Activity.UNSEEN)
    sidebar.set_conversations([ended, *before])
    at_rest = ["Today", "Title 0", "Title 1", "Title 2", "Older", "Old"]
    assert listed(conversations) == at_rest
    assert place(conversations, "Old").data(RowRole.ROW).activity is Activity.UNSEEN, "its sign is shown"
    new = Row("new", "New", time.time() + 1)
    sidebar.set_conversations([new, ended, *before])
    assert listed(conversations) == ["Today", "New", *at_rest[1:]]
    viewport.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert listed(conversations) == ["Today", "New", "Old", "Title 0", "Title 1", "Title 2"]


def listed(conversations: ConversationList) -> list[str]:
    """With the headings."""
    model = conversations.model()
    return [model.index(at, 0).data() for at in range(model.rowCount())]
