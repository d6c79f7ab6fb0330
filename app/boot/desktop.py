"""The window: shown and painted first. What it works with is loaded only then."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QLockFile, QTimer
from PySide6.QtWidgets import QApplication

from app.adapters.settings_file import SettingsFile
from app.boot.bug_report import BugReports
from app.boot.run_options import RunOptions
from app.boot.stderr import say
from app.domain.problem import EnvironmentFault
from app.ui.theme import Appearance
from app.ui.window import MainWindow

APPLICATION_ID = "io.github.rivulet.Rivulet"

_LONGEST_WAIT = 300
"""Milliseconds. A window that starts minimised is not painted."""


def run_window(options: RunOptions, reports: BugReports, set_up_log: Callable[[], None]) -> int:
    """Opens the window and returns the exit status when it is closed."""
    app = QApplication(["rivulet"])
    app.setApplicationName("Rivulet")
    app.setDesktopFileName(APPLICATION_ID)
    app.setQuitOnLastWindowClosed(False)
    try:
        options.profile.make()
    except EnvironmentFault as fault:
        say(str(fault))
        return 1
    lock = QLockFile(str(options.profile.lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        say("Rivulet is already open with this profile.")
        return 1
    settings_file = SettingsFile(options.profile.settings)
    settings, notice = settings_file.load()
    appearance = Appearance(app, settings.appearance.value)
    window = MainWindow(settings, appearance)
    window.show_provider(options.provider(settings))
    window.show()
    _wait_for_first_paint(window)
    set_up_log()
    from app.boot.session import Session, run

    session = Session(options, reports, window, settings_file, appearance)
    if notice:
        session.notices.append(notice)
    run(app, session.run(settings))
    lock.unlock()
    return 0


def _wait_for_first_paint(window: MainWindow) -> None:
    """Loading the rest takes longer than all that was done so far for the window.

    A loop of Qt's own strands asyncio's tasks; there are none yet, and there is no loop but this one.
    """
    loop = QEventLoop()
    window.painted.connect(loop.quit)
    QTimer.singleShot(_LONGEST_WAIT, loop.quit)
    loop.exec()
