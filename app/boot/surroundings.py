"""What would make the window abort, found before Qt is loaded: Qt itself gives no second chance."""

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def window_obstacle() -> str | None:
    """Why no window can be shown here, with the remedy, in one line; None if nothing is in the way."""
    if sys.version_info >= (3, 14):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"Rivulet's window needs Python 3.11, 3.12 or 3.13, and this is {version}."
    # WORKAROUND(PySide6 6.12.0): it drops references of True and None, which aborts older Pythons.
    if sys.version_info < (3, 12) and (_pyside_version() or (0,)) >= (6, 12):
        return (
            "This PySide6 makes Python 3.11 crash. "
            'Use Python 3.12 or 3.13, or run: pip install "PySide6-Essentials<6.12"'
        )
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in _SCREENS):
        return (
            "There is no screen to show a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). "
            "The command “rivulet ask” works without one."
        )
    return None


def _pyside_version() -> tuple[int, ...] | None:
    """Read from its source: loading PySide6, or the packages' metadata, takes much longer than this."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None or not Path(spec.origin).is_file():
        return None
    source = Path(spec.origin).read_text(encoding="utf-8", errors="replace")
    found = re.search(r'^__version__ = "(\d+)\.(\d+)', source, re.MULTILINE)
    return tuple(int(number) for number in found.groups()) if found else None
