"""What an X server is asked without Qt: Qt offers neither, and a window of another type has other bugs."""

from __future__ import annotations

import ctypes
from functools import cache

from PySide6.QtGui import QGuiApplication

_ATOM, _REPLACE = 4, 0
_STATES = (b"_NET_WM_STATE_SKIP_TASKBAR", b"_NET_WM_STATE_SKIP_PAGER")


def is_used() -> bool:
    return QGuiApplication.platformName() == "xcb"


def is_composited() -> bool:
    """Whether somebody mixes windows by their transparency: else what is transparent is black."""
    x, display = _library(), _display()
    if x is None or display is None:
        return False
    return bool(x.XGetSelectionOwner(display, x.XInternAtom(display, b"_NET_WM_CM_S0", 0)))


def keep_out_of_taskbar(window: int) -> None:
    """Before each time that the window is shown: hiding makes its manager forget it. Qt adds its states."""
    x, display = _library(), _display()
    if x is None or display is None:
        return
    state = x.XInternAtom(display, b"_NET_WM_STATE", 0)
    states = (ctypes.c_ulong * len(_STATES))(*(x.XInternAtom(display, name, 0) for name in _STATES))
    x.XChangeProperty(display, window, state, _ATOM, 32, _REPLACE, states, len(_STATES))
    x.XFlush(display)


@cache
def _library() -> ctypes.CDLL | None:
    try:
        x = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x.XInternAtom.restype = x.XGetSelectionOwner.restype = ctypes.c_ulong
    x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x.XChangeProperty.argtypes = [
        ctypes.c_void_p,
        *[ctypes.c_ulong] * 3,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_int,
    ]
    x.XFlush.argtypes = [ctypes.c_void_p]
    return x


def _display() -> ctypes.c_void_p | None:
    app = QGuiApplication.instance()
    native = app.nativeInterface() if isinstance(app, QGuiApplication) else None
    display = getattr(native, "display", None)
    return ctypes.c_void_p(display()) if display is not None else None
