"""Loads Qt, without the hook that it leaves in front of every import."""

import builtins
import importlib


def load_qt() -> None:
    """To be called before anything else imports Qt.

    WORKAROUND(PySide6 6.12.0): of each module that is loaded after it, PySide6 reads the source, to see
    whether that may ask for `__feature__`, which nothing here does. This takes a third of the time of the
    start, and all the lines that it has read stay in memory. tests/boot/test_qt.py tells when this changes.
    """
    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
