"""The file that runs, as long as it is there."""

import sys
from pathlib import Path

REMOVED = "Rivulet has been removed from this computer. It goes on until you quit, but parts may be missing."


def file_identity(path: str) -> tuple[int, int] | None:
    """By which another file in its place is known; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_removed() -> bool:
    """The program's file is not there any more: what it has not loaded yet is lost too."""
    return bool(getattr(sys, "frozen", False)) and file_identity(sys.executable) is None
