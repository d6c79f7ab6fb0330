"""The icon in the tray: what it says, what its menu offers, and what clicks on it ask for."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.domain.conversation import ConversationId
from app.services.activity import Summary
from app.ui.tray.face import SIDES, tray_face
from app.ui.tray.menu import label
from app.ui.tray.state import TrayState, in_words, tray_state
from app.ui.tray.tray import Tray

pytestmark = pytest.mark.ui

TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" &&__ab"))
Click = QSystemTrayIcon.ActivationReason


@pytest.fixture
def tray(qtbot: QtBot) -> Iterator[Tray]:
    made = Tray()
    yield made
    made.close()


def icon(tray: Tray) -> QSystemTrayIcon:
    found = tray.findChild(QSystemTrayIcon, "trayIcon")
    assert found is not None
    return found


def menu(tray: Tray) -> QMenu:
    found = icon(tray).contextMenu()
    assert found.objectName() == "trayMenu"
    return found


def entry(tray: Tray, text: str) -> QAction:
    [found] = [one for one in menu(tray).actions() if one.text().startswith(text)]
    return found


def recent(tray: Tray) -> list[QAction]:
    return entry(tray, "Recent").menu().actions()


# What it says


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        (Summary(), "Rivulet"),
        (Summary(answering=1), "Rivulet: an answer is being written"),
        (Summary(answering=2), "Rivulet: 2 answers are being written"),
        (Summary(unseen=1), "Rivulet: an answer is ready"),
        (Summary(answering=1, unseen=2), "Rivulet: an answer is being written"),
        (Summary(needing=1), "Rivulet: an answer needs you"),
        (Summary(answering=3, needing=2), "Rivulet: 2 answers need you"),
    ],
)
def test_the_icon_says_in_words_what_goes_on(tray, summary, words):
    state, count = tray_state(summary)
    assert in_words(state, count) == words
    tray.set_state(state, count)
    assert icon(tray).toolTip() == words


def test_each_state_has_a_picture_of_its_own(tray):
    pictures = set()
    for state in TrayState:
        tray.set_state(state, 1)
        pictures.add(icon(tray).icon().cacheKey())
    assert len(pictures) == len(TrayState)


@pytest.mark.parametrize("side", SIDES)
def test_the_states_differ_in_shape_at_every_size(qapp, side):
    shapes = {}
    for state in TrayState:
        face = tray_face(state, side).toImage()
        assert (face.width(), face.height()) == (side, side)
        spots = ((x, y) for y in range(side) for x in range(side))
        shapes[state] = {spot for spot in spots if face.pixelColor(*spot).alpha() > 127}
    for one in TrayState:
        for other in TrayState:
            if one is not other:
                assert len(shapes[one] ^ shapes[other]) >= 0.04 * side * side, f"{one}, {other}"


# The menu


@given(TITLES)
def test_a_title_is_shown_as_it_is_by_qt_and_by_panels(title):
    words = " ".join(title.split())
    words = words if len(words) <= 48 else words[:47].rstrip() + "…"
    assert label(title, on_bus=False).replace("&&", "&") == words
    # Qt makes the first "&" the mark of a letter, unless it is the last character.
    told = re.sub("&(?=.)", "_", label(title, on_bus=True), count=1)
    assert re.sub("_(.)", r"\1", told) == words


def test_long_titles_and_those_that_mislead_are_made_plain():
    assert label("x" * 500, on_bus=False) == "x" * 47 + "…"
    assert label("one\n two\u202e", on_bus=False) == "one two⇄"


def test_the_last_five_conversations_can_be_chosen(tray, qtbot):
    assert not entry(tray, "Recent").isEnabled()
    tray.set_recent([(ConversationId(f"id{number}"), f"Title {number}") for number in range(9)])
    assert entry(tray, "Recent").isEnabled()
    assert [one.text() for one in recent(tray)] == [f"Title {number}" for number in range(5)]
    with qtbot.waitSignal(tray.conversation_chosen) as asked:
        recent(tray)[3].trigger()
    assert asked.args == ["id3"]
    tray.set_recent([])
    assert not entry(tray, "Recent").isEnabled()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Quick prompt", "quick_requested"),
        ("New chat", "new_chat_requested"),
        ("Live translation", "translate_requested"),
        ("Open Rivulet", "window_requested"),
        ("Settings", "settings_requested"),
        ("Quit", "quit_requested"),
    ],
)
def test_every_entry_asks_for_what_it_says(tray, qtbot, text, signal):
    with qtbot.waitSignal(getattr(tray, signal)):
        entry(tray, text).trigger()


def test_the_key_stands_beside_the_quick_prompt(tray):
    tray.set_trigger("Ctrl+Alt+Space")
    assert entry(tray, "Quick").text() == "Quick prompt (Ctrl+Alt+Space)"
    tray.set_trigger("")
    assert entry(tray, "Quick").text() == "Quick prompt"


def test_pausing_is_told_and_taken_back(tray):
    told: list[bool] = []
    tray.notifications_paused.connect(told.append)
    for _ in range(2):
        entry(tray, "Pause").trigger()
    assert told == [True, False]


# Clicks


def test_clicks_ask_for_the_window_and_the_quick_prompt(tray):
    asked: list[str] = []
    tray.window_requested.connect(lambda: asked.append("window"))
    tray.quick_requested.connect(lambda: asked.append("quick"))
    for click in (Click.Trigger, Click.MiddleClick, Click.Context):
        icon(tray).activated.emit(click)
    assert asked == ["window", "quick"]


@pytest.mark.parametrize("second", [[Click.DoubleClick], [Click.Trigger], [Click.DoubleClick, Click.Trigger]])
def test_a_double_click_asks_once_however_it_is_told(tray, qtbot, second):
    asked: list[None] = []
    tray.window_requested.connect(lambda: asked.append(None))
    icon(tray).activated.emit(Click.Trigger)
    for click in second:
        icon(tray).activated.emit(click)
    assert len(asked) == 1
    qtbot.wait(QApplication.doubleClickInterval() + 50)
    icon(tray).activated.emit(Click.Trigger)
    assert len(asked) == 2


# Panels that come and go: with real ones, see tests/e2e/test_tray.py


def test_an_icon_that_is_made_anew_says_and_offers_the_same(tray):
    tray.set_state(TrayState.NEEDS_YOU, 1)
    tray.set_recent([(ConversationId("id"), "A title")])
    tray.set_trigger("F9")
    entry(tray, "Pause").trigger()
    told: list[bool] = []
    tray.notifications_paused.connect(told.append)
    before = icon(tray)
    tray._make()
    [after] = [one for one in tray.findChildren(QSystemTrayIcon) if one is not before]
    assert after.toolTip() == "Rivulet: an answer needs you"
    texts = [one.text() for one in after.contextMenu().actions()]
    assert "Quick prompt (F9)" in texts
    [pause] = [one for one in after.contextMenu().actions() if one.isCheckable()]
    assert pause.isChecked()
    assert told == [], "nothing was chosen anew"


def test_a_tray_that_was_closed_takes_what_comes_late(tray):
    tray.close()
    tray.set_state(TrayState.STREAMING, 1)
    tray.set_recent([(ConversationId("id"), "A title")])
    tray.set_trigger("F9")
