"""What the freezer needs in the environment, and nobody after it."""

import sys
from collections.abc import MutableMapping

_FREEZERS_OWN = "_PYI_"
"""By these a program knows that it was begun by itself."""
_TO_OUR_LIBRARIES = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""Qt finds its parts without them, by where it lies."""


def restore_environment(environment: MutableMapping[str, str]) -> None:
    """Makes it again what it was before the frozen program began: to be called before anything is started.

    A browser, a voice or a file manager would load our libraries in place of its own, and fail. This process
    keeps them: the system's loader has read the path when it began.
    """
    before = environment.pop("LD_LIBRARY_PATH_ORIG", "")
    environment.pop("LD_LIBRARY_PATH", None)
    if before:
        environment["LD_LIBRARY_PATH"] = before
    folder = str(getattr(sys, "_MEIPASS", ""))
    for name in list(environment):
        leads_to_us = bool(folder) and name in _TO_OUR_LIBRARIES and environment[name].startswith(folder)
        if leads_to_us or name.startswith(_FREEZERS_OWN):
            del environment[name]
