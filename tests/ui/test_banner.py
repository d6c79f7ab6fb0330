"""The banner: each end says why, offers what helps, and counts down while it waits."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.ending import Action, EndState
from app.domain.problem import Problem
from app.services.standing import Standing
from app.ui.banner import Banner
from app.ui.banner_words import countdown, duration
from app.ui.theme import LIGHT, stylesheet

pytestmark = pytest.mark.ui

WIDTH = 600


@pytest.fixture
def banner(qtbot: QtBot) -> Iterator[Banner]:
    window = QWidget()
    window.resize(800, 600)
    made = Banner(window)
    made.height_changed.connect(lambda: made.resize(WIDTH, made.heightForWidth(WIDTH)))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield made
    window.close()


def show(banner: Banner, standing: Standing) -> None:
    """As the transcript does it."""
    banner.show_standing(standing)
    banner.resize(WIDTH, banner.heightForWidth(WIDTH))


def text(banner: Banner) -> str:
    return banner.findChild(QLabel, "bannerText").text()


def offered(banner: Banner) -> dict[str, str]:
    buttons = banner.findChild(QWidget, "bannerActions").findChildren(QPushButton)
    return {button.objectName().removeprefix("bannerAction_"): button.text() for button in buttons}


def failed(end: EndState, title: str = "It went wrong.", **more: object) -> Standing:
    return Standing(end, Problem(end, title, **more), 0)  # type: ignore[arg-type]


ENDS = [end for end in EndState if end is not EndState.COMPLETE]


@pytest.mark.parametrize("end", ENDS)
def test_each_end_has_its_kind_a_sentence_and_something_to_do(banner: Banner, end: EndState) -> None:
    show(banner, Standing(end, None, 214))
    assert banner.isVisible()
    assert banner.property("kind") == end
    assert text(banner).endswith(".")
    assert 1 <= len(offered(banner)) <= 2
    assert banner.accessibleName() == text(banner)
    words = [button.accessibleName() for button in banner.findChildren(QPushButton)]
    assert words == list(offered(banner).values())


@pytest.mark.parametrize("end", ENDS)
def test_each_button_tells_its_word(qtbot: QtBot, banner: Banner, end: EndState) -> None:
    heard: list[str] = []
    banner.acted.connect(heard.append)
    show(banner, Standing(end, None, 214))
    for button in banner.findChildren(QPushButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == list(offered(banner))
    assert all(Action(word) for word in heard)


def test_the_sentence_says_what_was_found_out_and_what_to_do(banner: Banner) -> None:
    show(banner, failed(EndState.OFFLINE, "The name was not found.", remedy="Check the network."))
    assert text(banner) == "The name was not found. Check the network."


def test_markup_in_an_error_is_only_text(banner: Banner) -> None:
    show(banner, failed(EndState.REJECTED, "<b>bold</b><img src='x'>.", detail="<i>it</i>"))
    assert text(banner) == "<b>bold</b><img src='x'>."
    assert banner.findChild(QLabel, "bannerText").textFormat() is Qt.TextFormat.PlainText
    assert banner.findChild(QTextEdit, "bannerDetail").toPlainText() == "<i>it</i>"


@pytest.mark.parametrize(
    ("end", "word", "says"),
    [
        (EndState.QUOTA, "open_settings", "Change provider"),
        (EndState.UNAUTHORIZED, "open_settings", "Open key settings"),
        (EndState.STALLED, "retry", "Retry"),
        (EndState.REFUSED, "rephrase", "Rephrase"),
    ],
)
def test_buttons_are_verbs_that_fit(banner: Banner, end: EndState, word: str, says: str) -> None:
    show(banner, Standing(end, None, 0))
    assert offered(banner)[word] == says


def test_while_it_waits_it_counts_down(qtbot: QtBot, banner: Banner) -> None:
    problem = Problem(EndState.RATE_LIMITED, "The provider asks for a pause.", retry_after=2)
    show(banner, Standing(EndState.RATE_LIMITED, problem, 0, True, 1, time.monotonic() + 1.9))
    assert text(banner) == "The provider asks for a pause. Trying again in 2 s (try 2 of 3)."
    assert offered(banner) == {"retry": "Retry now", "cancel": "Cancel"}
    qtbot.waitUntil(lambda: "in 1 s" in text(banner), timeout=1500)
    qtbot.waitUntil(lambda: "again now" in text(banner), timeout=1500)


def test_an_answer_that_runs_on_is_taken_up_again_without_an_end_to_the_tries(
    qtbot: QtBot, banner: Banner
) -> None:
    problem = Problem(EndState.DISCONNECTED, "The connection broke.", retry_after=2)
    standing = Standing(EndState.DISCONNECTED, problem, 214, True, 4, time.monotonic() + 1.9, can_resume=True)
    show(banner, standing)
    assert text(banner) == (
        "The connection broke. The answer is still being made at the provider. "
        "Taking it up again in 2 s (try 5)."
    )
    assert offered(banner) == {"resume": "Resume now", "cancel": "Stop"}
    qtbot.waitUntil(lambda: "in 1 s" in text(banner), timeout=1500)


@pytest.mark.parametrize("end", [EndState.DISCONNECTED, EndState.OFFLINE, EndState.PROVIDER_ERROR])
def test_what_ended_but_is_kept_at_the_provider_can_be_resumed(banner: Banner, end: EndState) -> None:
    show(banner, Standing(end, Problem(end, "It broke."), 12, can_resume=True))
    assert text(banner).endswith("The rest can still be fetched from the provider.")
    assert offered(banner) == {"resume": "Resume", "retry": "Retry"}


def test_the_countdown_leaves_the_buttons_alone(qtbot: QtBot, banner: Banner) -> None:
    show(banner, Standing(EndState.PROVIDER_ERROR, None, 0, True, 1, time.monotonic() + 1.3))
    before = banner.findChildren(QPushButton)
    before[0].setFocus()
    qtbot.waitUntil(lambda: "in 1 s" in text(banner), timeout=1500)
    assert banner.findChildren(QPushButton) == before
    assert before[0].hasFocus()


def test_a_hidden_banner_has_no_kind_and_ticks_no_more(qtbot: QtBot, banner: Banner) -> None:
    show(banner, Standing(EndState.RATE_LIMITED, None, 0, True, 1, time.monotonic() + 1.2))
    said = text(banner)
    banner.hide_banner()
    assert not banner.isVisible()
    assert banner.property("kind") == ""
    qtbot.wait(400)
    assert text(banner) == said


def test_a_long_wait_that_is_left_to_the_user_is_named(banner: Banner) -> None:
    show(banner, failed(EndState.RATE_LIMITED, "The provider asks for a pause.", retry_after=1200.0))
    assert text(banner) == "The provider asks for a pause. It asked for 20 min."
    assert offered(banner) == {"retry": "Retry"}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (99, "99 s"),
        (100, "2 min"),
        (1200, "20 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (172_800, "2 days"),
        (200_000, "3 days"),
    ],
)
def test_times_are_said_in_units_that_people_use(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_no_countdown_without_a_next_try() -> None:
    assert countdown(Standing(EndState.STALLED, None, 3, True), 0) == ""


def test_details_unfold_and_fold(qtbot: QtBot, banner: Banner) -> None:
    show(banner, failed(EndState.REJECTED, detail="The body said no.", request_id="req_1"))
    detail = banner.findChild(QTextEdit, "bannerDetail")
    button = banner.findChild(QPushButton, "bannerAction_details")
    folded = banner.height()
    assert not detail.isVisible()
    with qtbot.waitSignal(banner.height_changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert detail.isVisible()
    assert detail.toPlainText() == "The body said no.\n\nRequest req_1"
    assert detail.isReadOnly()
    assert banner.heightForWidth(WIDTH) > folded
    with qtbot.waitSignal(banner.height_changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert banner.heightForWidth(WIDTH) == folded


def test_details_stay_open_while_the_same_problem_is_told_again(qtbot: QtBot, banner: Banner) -> None:
    standing = failed(EndState.REJECTED, detail="The body said no.")
    show(banner, standing)
    qtbot.mouseClick(banner.findChild(QPushButton, "bannerAction_details"), Qt.MouseButton.LeftButton)
    show(banner, standing)
    assert banner.findChild(QTextEdit, "bannerDetail").isVisible()
    show(banner, failed(EndState.REJECTED, detail="Something else."))
    assert not banner.findChild(QTextEdit, "bannerDetail").isVisible()
    assert not banner.findChild(QPushButton, "bannerAction_details").isChecked()


def test_without_anything_to_tell_there_are_no_details(banner: Banner) -> None:
    show(banner, failed(EndState.REJECTED))
    assert "details" not in offered(banner)


def test_a_narrow_banner_is_higher(banner: Banner) -> None:
    show(banner, failed(EndState.OFFLINE, "A long sentence that needs several lines. " * 6))
    assert banner.heightForWidth(320) > banner.heightForWidth(720)
    label = banner.findChild(QLabel, "bannerText")
    assert label.height() >= label.heightForWidth(label.width())


def test_it_tells_whenever_it_needs_another_height(qtbot: QtBot, banner: Banner) -> None:
    show(banner, failed(EndState.OFFLINE, "A sentence."))
    qtbot.wait(20)
    label = banner.findChild(QLabel, "bannerText")
    font = label.font()
    font.setPointSize(3 * font.pointSize())
    with qtbot.waitSignal(banner.height_changed):
        label.setFont(font)


def test_all_of_a_long_detail_can_be_reached(qtbot: QtBot, banner: Banner) -> None:
    show(banner, failed(EndState.REJECTED, detail="x" * 5000))
    qtbot.mouseClick(banner.findChild(QPushButton, "bannerAction_details"), Qt.MouseButton.LeftButton)
    banner.resize(WIDTH, banner.heightForWidth(WIDTH))
    detail = banner.findChild(QTextEdit, "bannerDetail")
    assert detail.height() < 400
    assert detail.verticalScrollBar().maximum() > 0
    assert detail.horizontalScrollBar().maximum() == 0


def test_the_text_can_be_selected_by_mouse_and_keyboard(banner: Banner) -> None:
    show(banner, Standing(EndState.STOPPED, None, 3))
    flags = banner.findChild(QLabel, "bannerText").textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_the_colour_tells_the_kind(qapp: QApplication, banner: Banner) -> None:
    before = qapp.styleSheet()
    qapp.setStyleSheet(stylesheet(LIGHT))
    try:
        grounds: dict[EndState, QColor] = {}
        for end in (EndState.LENGTH, EndState.OFFLINE, EndState.QUOTA, EndState.REFUSED, EndState.STOPPED):
            show(banner, Standing(end, None, 2))
            grounds[end] = banner.grab().toImage().pixelColor(WIDTH // 2, 6)
    finally:
        qapp.setStyleSheet(before)
    assert grounds == {
        EndState.LENGTH: LIGHT.note_ground,
        EndState.OFFLINE: LIGHT.warning_ground,
        EndState.QUOTA: LIGHT.error_ground,
        EndState.REFUSED: LIGHT.moderation_ground,
        EndState.STOPPED: LIGHT.note_ground,
    }


def test_tab_leads_through_the_buttons(qtbot: QtBot, banner: Banner) -> None:
    show(banner, Standing(EndState.DISCONNECTED, Problem(EndState.DISCONNECTED, "It broke.", "why"), 3))
    banner.findChild(QPushButton, "bannerAction_continue").setFocus()
    visited = []
    for _ in range(3):
        visited.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert visited == ["bannerAction_continue", "bannerAction_retry", "bannerAction_details"]
