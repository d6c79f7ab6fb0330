"""The keyboard focus on Windows."""

import ctypes
import sys
from ctypes import wintypes

from app.domain.hotkey import Press
from app.domain.ports import Foreground

assert sys.platform == "win32"

_user32 = ctypes.WinDLL("user32")
_kernel32 = ctypes.WinDLL("kernel32")
_user32.GetForegroundWindow.argtypes, _user32.GetForegroundWindow.restype = (), wintypes.HWND
_user32.SetForegroundWindow.argtypes = (wintypes.HWND,)
_user32.SetForegroundWindow.restype = wintypes.BOOL
_user32.IsWindow.argtypes, _user32.IsWindow.restype = (wintypes.HWND,), wintypes.BOOL
_user32.GetWindowThreadProcessId.argtypes = (wintypes.HWND, ctypes.POINTER(wintypes.DWORD))
_user32.GetWindowThreadProcessId.restype = wintypes.DWORD
_user32.AttachThreadInput.argtypes = (wintypes.DWORD, wintypes.DWORD, wintypes.BOOL)
_user32.AttachThreadInput.restype = wintypes.BOOL
_kernel32.GetCurrentThreadId.argtypes, _kernel32.GetCurrentThreadId.restype = (), wintypes.DWORD
_kernel32.GetCurrentProcessId.argtypes, _kernel32.GetCurrentProcessId.restype = (), wintypes.DWORD


class WindowsForeground(Foreground):
    """Whoever had the last key press may take the foreground, and a hotkey's press counts as one."""

    def __init__(self) -> None:
        self._before: int | None = None

    def remember(self) -> None:
        window = _foreground()
        self._before = None if _is_ours(window) else window

    def take(self, window: int, press: Press) -> None:
        _activate(window)

    def give_back(self) -> None:
        """Unless the keyboard has gone to yet another program meanwhile."""
        before, self._before = self._before, None
        now = _foreground()
        if before is not None and (now is None or _is_ours(now)):
            _activate(before)


def _foreground() -> int | None:
    """None in the moment in which the focus moves."""
    window: int | None = _user32.GetForegroundWindow()
    return window


def _is_ours(window: int | None) -> bool:
    process = wintypes.DWORD()
    _user32.GetWindowThreadProcessId(window, ctypes.byref(process))
    return bool(process.value == _kernel32.GetCurrentProcessId())


def _activate(window: int) -> None:
    if not _user32.IsWindow(window) or _user32.SetForegroundWindow(window):
        return
    # Refused: some other key came in between. Whoever shares the input of the foreground may have it.
    holder = _user32.GetWindowThreadProcessId(_user32.GetForegroundWindow(), None)
    ours = _kernel32.GetCurrentThreadId()
    if holder and holder != ours and _user32.AttachThreadInput(ours, holder, True):
        _user32.SetForegroundWindow(window)
        _user32.AttachThreadInput(ours, holder, False)
