"""The window: shown and painted first. What it works with is loaded only then."""

import importlib
import threading
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEventLoop, QLockFile, QMetaObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import APPLICATION_ID
from app.adapters.settings_file import SettingsFile
from app.adapters.taskbar import claim_place
from app.boot.application import Application
from app.boot.bug_report import BugReports
from app.boot.loading import load_asyncio
from app.boot.opening import Opening
from app.boot.run_options import RunOptions
from app.boot.stderr import say
from app.domain.problem import EnvironmentFault
from app.ui.theme import Appearance
from app.ui.window import MainWindow

_LONGEST_WAIT = 300
"""Milliseconds."""

_BEHIND = (
    "app.boot.event_loop",
    "app.services.library",
    "app.adapters.history.store",
    "app.adapters.keychain",
    "app.boot.connector",
    "app.boot.logs",
)
"""What takes long to load, and knows nothing of widgets."""


def run_desktop(
    options: RunOptions, reports: BugReports, set_up_log: Callable[[], None], opening: Opening
) -> int:
    """Shows what `opening` says and returns the exit status when the program ends.

    Where an instance with this profile runs, that one shows it, and this one ends at once.
    """
    app = _application()
    try:
        options.profile.make()
    except EnvironmentFault as fault:
        say(str(fault))
        return 1
    lock = QLockFile(str(options.profile.lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0) and (status := _status_beside_another(lock, options, opening)) is not None:
        return status
    settings_file = SettingsFile(options.profile.settings)
    settings, notice = settings_file.load()
    appearance = Appearance(app, settings.appearance.value)
    window = MainWindow(settings, appearance)
    if isinstance(app, Application):
        app.quit_requested.connect(window.quit)
    window.show_provider(options.provider(settings))
    if opening.has_window:
        window.show()
    _load_behind(window)
    set_up_log()
    from app.boot.session import Session, run

    session = Session(options, reports, window, settings_file, appearance, opening)
    if notice:
        session.notices.append(notice)
    status = run(app, session.run(settings))
    lock.unlock()
    return status


def _application() -> QApplication:
    claim_place(APPLICATION_ID)
    # A test, or a debugger, may have one already.
    app = cast("QApplication", QApplication.instance()) or Application(["rivulet"])
    app.setApplicationName("Rivulet")
    app.setDesktopFileName(APPLICATION_ID)
    app.setQuitOnLastWindowClosed(False)
    return app


def _status_beside_another(lock: QLockFile, options: RunOptions, opening: Opening) -> int | None:
    """The exit status, where another instance runs, or none can; None: it ended, and this one is next."""
    from app.boot.instance import hand_over

    if lock.error() is not QLockFile.LockError.LockFailedError:
        say(f"The profile folder {options.profile.folder} cannot be written to.")
        return 1
    if hand_over(options.profile, opening, has_ended=lambda: lock.tryLock(0)):
        return 0
    if lock.isLocked():
        return None
    say("Rivulet is already open with this profile, but it does not answer.")
    return 1


def _load_behind(window: MainWindow) -> None:
    """Loads the rest in a thread, from the first paint on: the window takes keys meanwhile.

    A loop of Qt's own strands the tasks of asyncio; there are none yet, and no loop but this one.
    """
    loop = QEventLoop()

    def load() -> None:
        load_asyncio()
        for name in _BEHIND:
            importlib.import_module(name)
        QMetaObject.invokeMethod(loop, "quit", Qt.ConnectionType.QueuedConnection)

    thread = threading.Thread(target=load, name="load")
    # A window that starts minimised is not painted.
    QTimer.singleShot(_LONGEST_WAIT if window.isVisible() else 0, window.painted.emit)
    window.painted.connect(thread.start, Qt.ConnectionType.SingleShotConnection)
    loop.exec()
    thread.join()
