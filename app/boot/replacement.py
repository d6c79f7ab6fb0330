"""What becomes of this program's files while it runs: package managers put others in their place, or none."""

import sys
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.boot.own_file import REMOVED, file_identity

REPLACED = "Rivulet has been updated. Quit it and open it again: until then the old version goes on."
_REPLACING = 5.0
"""Seconds for which a file that is replaced may be missing."""


def watch_program(
    tell: Callable[[str], object], program: str = sys.executable, replacing: float = _REPLACING
) -> None:
    """Looks each time the user comes to one of our windows, and tells once of an update or of a removal.

    Args:
        program: the file that runs.
        replacing: seconds after which a file that is missing does not come again.
    """
    begun = file_identity(program)
    application = cast("QGuiApplication", QGuiApplication.instance())
    changed = application.applicationStateChanged
    again = QTimer(application)
    again.setSingleShot(True)
    again.setInterval(round(replacing * 1000))

    def tell_once(words: str) -> None:
        changed.disconnect(look)
        again.deleteLater()
        tell(words)

    def look(state: Qt.ApplicationState) -> None:
        found = file_identity(program)
        if state is not Qt.ApplicationState.ApplicationActive or found == begun:
            return
        if found is None:
            again.start()
        else:
            tell_once(REPLACED)

    def look_again() -> None:
        found = file_identity(program)
        if found != begun:
            tell_once(REPLACED if found else REMOVED)

    again.timeout.connect(look_again)
    changed.connect(look)
