"""What closing the window means, and that no program is out of reach when its window is hidden."""

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.presence import Presence
from app.domain.settings import Settings
from app.ui.residence import Beginning, Patience, Residence
from app.ui.theme import Appearance
from app.ui.tray.tray import Tray
from app.ui.window import MainWindow
from tests.ui.conftest import until

pytestmark = pytest.mark.ui

SOON = Patience(after_tray=0.1, at_login=0.1, after_quick=0.1)
STAYS = Presence(close_to_tray=True)


class OwnTray(Tray):
    """On a desktop whose panel the test brings and takes away."""

    has_panel = False

    @property
    def is_available(self) -> bool:
        return self.has_panel

    def panel(self, there: bool) -> None:
        self.has_panel = there
        self._tell()


class Rivulet:
    """A window with its residence, as it was begun."""

    def __init__(self, qapp: QApplication, presence: Presence, *, tray: bool, begun: Beginning) -> None:
        self.appearance = Appearance(qapp, "light")
        self.window = MainWindow(Settings(), self.appearance)
        self.tray = OwnTray(self.window, look=20)
        self.tray.panel(tray)
        self.ends = 0
        self.told: list[str] = []
        self.is_busy = False
        self.kept: list[Settings] = []
        self.window.settings_changed.connect(self.kept.append)
        self.window.closing.connect(self._on_closing)
        if begun is Beginning.WINDOW:
            self.window.show()
        self.residence = Residence(
            self.window, self.tray, presence, begun=begun, is_busy=lambda: self.is_busy, patience=SOON
        )
        self.residence.stayed.connect(self.told.append)

    def _on_closing(self) -> None:
        self.ends += 1
        self.window.hide()  # as the session does

    def close(self) -> None:
        self.tray.close()
        self.window.close()
        self.window.deleteLater()
        self.appearance.deleteLater()


@pytest.fixture
def begin(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[..., Rivulet]]:
    qapp.setQuitOnLastWindowClosed(False)
    made: list[Rivulet] = []

    def start(
        presence: Presence = STAYS, *, tray: bool = True, begun: Beginning = Beginning.WINDOW
    ) -> Rivulet:
        made.append(Rivulet(qapp, presence, tray=tray, begun=begun))
        return made[-1]

    yield start
    for one in made:
        one.close()


def wait(qtbot: QtBot, seconds: float = 0.3) -> None:
    """Longer than any patience."""
    end = time.monotonic() + seconds
    qtbot.waitUntil(lambda: time.monotonic() > end)


# Closing the window


@pytest.mark.parametrize("tray", [True, False])
def test_who_has_not_chosen_otherwise_ends_the_session_by_closing(begin, tray):
    it = begin(Presence(), tray=tray)
    it.window.close()
    assert it.ends == 1


def test_with_a_tray_the_window_is_hidden_and_the_program_stays(begin, qtbot):
    it = begin()
    it.window.close()
    wait(qtbot)
    assert it.ends == 0
    assert not it.window.isVisible()
    assert it.kept[-1].window_geometry, "its place is kept, as at the end"
    it.window.bring_to_front()
    assert it.window.isVisible()


def test_without_a_tray_closing_ends_whatever_was_chosen(begin):
    it = begin(tray=False)
    it.window.close()
    assert it.ends == 1


def test_the_tray_that_counts_is_the_one_at_the_moment_of_closing(begin):
    it = begin()
    it.tray.has_panel = False  # and nobody was told
    it.window.close()
    assert it.ends == 1


def test_what_was_chosen_anew_holds_at_once(begin):
    it = begin(Presence())
    it.residence.set_presence(STAYS)
    it.window.close()
    assert it.ends == 0
    it.window.show()
    it.residence.set_presence(Presence())
    it.window.close()
    assert it.ends == 1


def test_where_the_program_is_is_told_once_to_who_has_just_chosen_it(begin):
    it = begin(Presence())
    it.residence.set_presence(STAYS)
    for _ in range(2):
        it.window.close()
        it.window.show()
    [told] = it.told
    assert "tray" in told


def test_who_chose_it_in_an_earlier_run_is_not_told(begin):
    it = begin()
    it.window.close()
    assert it.told == []


# The ways to end


def test_quitting_ends_also_where_closing_would_hide(begin):
    it = begin()
    it.window.quit()
    assert it.ends == 1


def test_a_hidden_program_can_be_quit_and_does_nothing_more(begin, qtbot):
    it = begin()
    it.window.close()
    it.window.quit()
    it.tray.panel(False)
    wait(qtbot)
    assert it.ends == 1
    assert not it.window.isVisible()


async def test_ctrl_q_quits_also_where_closing_would_hide(desk):
    async with desk() as it:
        it.window.stays_when_closed = lambda: True
        ends: list[None] = []
        it.window.closing.connect(lambda: ends.append(None))
        it.window.close()
        assert not ends
        it.window.show()
        it.window.activateWindow()
        await until(it.window.isActiveWindow)
        QTest.keyClick(it.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        assert len(ends) == 1


def test_a_program_that_was_never_seen_keeps_no_new_place_of_its_window(begin):
    it = begin(begun=Beginning.QUICK)
    it.window.quit()
    assert it.kept == []


# Never out of reach


def test_the_window_comes_back_when_the_tray_has_gone(begin, qtbot):
    it = begin()
    it.window.close()
    it.tray.panel(False)
    qtbot.waitUntil(it.window.isVisible)
    assert it.ends == 0


def test_a_tray_that_is_only_restarted_brings_nothing_back(begin, qtbot):
    it = begin()
    it.window.close()
    it.tray.panel(False)
    it.tray.panel(True)
    wait(qtbot)
    assert not it.window.isVisible()


def test_a_tray_that_tells_nobody_when_it_comes_and_goes_is_noticed(begin, qtbot):
    it = begin(tray=False)
    it.tray.has_panel = True
    it.window.close()
    it.tray.has_panel = False
    qtbot.waitUntil(it.window.isVisible)
    assert it.ends == 0


def test_a_window_that_is_seen_needs_no_tray(begin, qtbot):
    it = begin()
    it.tray.panel(False)
    wait(qtbot)
    assert it.ends == 0


def test_the_quick_prompt_alone_ends_some_time_after_it_was_hidden(begin, qtbot):
    it = begin(tray=False, begun=Beginning.QUICK)
    it.residence.quick_shown()
    wait(qtbot)
    assert it.ends == 0
    it.residence.quick_hidden()
    qtbot.waitUntil(lambda: it.ends == 1)


def test_an_answer_that_is_being_written_is_waited_for(begin, qtbot):
    it = begin(tray=False, begun=Beginning.QUICK)
    it.is_busy = True
    wait(qtbot)
    assert it.ends == 0
    it.is_busy = False
    qtbot.waitUntil(lambda: it.ends == 1)


@pytest.mark.parametrize("begun", [Beginning.QUICK, Beginning.BACKGROUND])
@pytest.mark.parametrize("way", ["tray", "hotkey"])
def test_a_program_that_can_be_called_stays_hidden(begin, qtbot, begun, way):
    it = begin(tray=way == "tray", begun=begun)
    it.residence.set_hotkey(way == "hotkey")
    wait(qtbot)
    assert it.ends == 0
    assert not it.window.isVisible()


def test_a_key_that_is_lost_counts_no_more(begin, qtbot):
    it = begin(tray=False, begun=Beginning.QUICK)
    it.residence.set_hotkey(True)
    it.residence.set_hotkey(False)
    qtbot.waitUntil(lambda: it.ends == 1)


def test_the_main_window_makes_it_an_ordinary_program(begin, qtbot):
    it = begin(tray=False, begun=Beginning.QUICK)
    it.window.bring_to_front()
    wait(qtbot)
    assert it.ends == 0
    it.window.close()
    assert it.ends == 1


def test_at_login_a_tray_may_come_late(begin, qtbot):
    it = begin(tray=False, begun=Beginning.BACKGROUND)
    it.tray.panel(True)
    wait(qtbot)
    assert not it.window.isVisible()
    it.tray.panel(False)
    qtbot.waitUntil(it.window.isVisible)


def test_at_login_without_a_tray_the_window_comes_minimised(begin, qtbot):
    it = begin(tray=False, begun=Beginning.BACKGROUND)
    assert not it.window.isVisible()
    qtbot.waitUntil(it.window.isVisible)
    assert it.window.isMinimized()
