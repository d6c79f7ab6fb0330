"""Another version that is put in this program's place while it runs, as package managers do."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

REPLACED = "Rivulet has been updated. Quit it and open it again: until then the old version goes on."


def watch_program(tell: Callable[[str], object], program: str = sys.executable) -> None:
    """Looks each time the user comes to one of our windows, and tells once.

    Args:
        program: the file that runs.
    """
    begun = _identity(program)
    changed = cast("QGuiApplication", QGuiApplication.instance()).applicationStateChanged

    def look(state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and _identity(program) not in (begun, None):
            changed.disconnect(look)
            tell(REPLACED)

    changed.connect(look)


def _identity(program: str) -> tuple[int, int] | None:
    """None where there is no file: it is being replaced, or the program has been removed."""
    try:
        found = Path(program).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
