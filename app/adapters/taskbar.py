"""By which name the taskbar of Windows knows our windows."""

import sys


def claim_place(application_id: str) -> None:
    """For all windows of this process, before its first one. Nothing happens on other systems.

    Without it they belong to the interpreter, where one runs the program: with its icon, and apart from the
    entry that was pinned.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.WinDLL("shell32").SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(application_id))
