"""A session from its beginning to its end, in a process that goes on."""

import asyncio

import pytest
from PySide6.QtCore import QEvent, QObject

from app.adapters.settings_file import SettingsFile
from app.boot.bug_report import BugReports
from app.boot.instance import hand_over
from app.boot.opening import Opening
from app.boot.profile import Profile
from app.boot.run_options import RunOptions
from app.boot.session import Session
from app.domain.settings import Settings
from app.services.library import Library
from app.ui.theme import Appearance
from app.ui.window import MainWindow
from tests.ui.conftest import until


@pytest.fixture
def session(qapp, tmp_path):
    qapp.setQuitOnLastWindowClosed(False)
    options = RunOptions(Profile(tmp_path / "profile"), offline=True)
    options.profile.make()
    appearance = Appearance(qapp, "light")
    window = MainWindow(Settings(), appearance)
    reports, file = BugReports(options.profile.logs), SettingsFile(options.profile.settings)
    made = Session(options, reports, window, file, appearance, Opening())
    made.window, made.profile = window, options.profile
    window.show()
    yield made
    window.deleteLater()
    appearance.deleteLater()


@pytest.fixture
def slow_disk(monkeypatch):
    """The history is not read before this is set."""
    is_read, load = asyncio.Event(), Library.load

    async def late(library):
        await is_read.wait()
        await load(library)

    monkeypatch.setattr(Library, "load", late)
    return is_read


async def tell(profile, has_ended=lambda: False):
    """Another start of the program wants to see the window; whether it was heard."""
    return await asyncio.to_thread(hand_over, profile, Opening(), has_ended)


async def test_who_quits_while_another_start_waits_to_be_shown_sees_no_window_again(session, slow_disk):
    run = asyncio.create_task(session.run(Settings()))
    assert await tell(session.profile)
    session.window.quit()
    slow_disk.set()
    await run
    assert not session.window.isVisible()


async def test_a_start_is_not_heard_by_an_instance_that_quits(session, slow_disk):
    session.window.quit()
    run = asyncio.create_task(session.run(Settings()))
    telling = asyncio.create_task(tell(session.profile, run.done))
    await asyncio.sleep(0.2)
    slow_disk.set()
    assert not await telling
    await run
    assert not session.window.isVisible()


class Shown(QObject):
    """What is shown as a window of its own."""

    def __init__(self, app):
        super().__init__(app)
        self.names = []
        app.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
            self.names.append(watched.objectName())
        return False


async def test_no_part_is_a_window_for_a_moment_and_takes_the_keyboard(qapp, request):
    shown = Shown(qapp)
    session = request.getfixturevalue("session")
    run = asyncio.create_task(session.run(Settings()))
    assert await tell(session.profile)
    await until(lambda: session.window.pane.chat is not None)
    session.window.settings_requested.emit()
    await until(lambda: "settingsDialog" in shown.names)
    session.window.quit()
    await run
    qapp.removeEventFilter(shown)
    assert set(shown.names) == {"mainWindow", "settingsDialog"}
