"""Whether the program answers that has the clipboard or the selection of an X server.

Qt waits five seconds for it, with the whole window: a program that has stopped would stop us. So it is asked
first, over a connection of our own, and not for long. Elsewhere Qt itself does not wait so long.
"""

import ctypes
import select
import time
from functools import cache

from PySide6.QtGui import QClipboard, QGuiApplication

from app.ui.quick_prompt import x11

_LONGEST = 0.5
"""Seconds that a program has for its answer. It takes a thousandth of one, as a rule."""
_SELECTION_NOTIFY = 31
_NAMES = {QClipboard.Mode.Clipboard: b"CLIPBOARD", QClipboard.Mode.Selection: b"PRIMARY"}


def answers(mode: QClipboard.Mode) -> bool:
    """Also where nobody has it, or it is ours: nobody is waited for then."""
    clipboard = QGuiApplication.clipboard()
    is_ours = clipboard.ownsSelection() if mode is QClipboard.Mode.Selection else clipboard.ownsClipboard()
    x = None if is_ours or not x11.is_used() else _library()
    display = x.XOpenDisplay(None) if x is not None else None
    if x is None or not display:
        return True
    try:
        return _answers(x, display, _NAMES[mode])
    finally:
        x.XCloseDisplay(display)


def _answers(x: ctypes.CDLL, display: int, name: bytes) -> bool:
    selection = x.XInternAtom(display, name, 0)
    if not x.XGetSelectionOwner(display, selection):
        return True
    window = x.XCreateSimpleWindow(display, x.XDefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0)
    targets, place = (x.XInternAtom(display, one, 0) for one in (b"TARGETS", b"RIVULET_TARGETS"))
    x.XConvertSelection(display, selection, targets, place, window, 0)
    x.XFlush(display)
    event = (ctypes.c_long * 24)()
    end = time.monotonic() + _LONGEST
    while (left := end - time.monotonic()) > 0:
        if not x.XPending(display):
            select.select([x.XConnectionNumber(display)], [], [], left)
        elif x.XNextEvent(display, event) == 0 and event[0] & 0xFFFFFFFF == _SELECTION_NOTIFY:
            return True
    return False


@cache
def _library() -> ctypes.CDLL | None:
    try:
        x = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    number, place = ctypes.c_ulong, ctypes.c_void_p
    shapes = {
        "XOpenDisplay": (place, ctypes.c_char_p),
        "XCloseDisplay": (ctypes.c_int, place),
        "XInternAtom": (number, place, ctypes.c_char_p, ctypes.c_int),
        "XGetSelectionOwner": (number, place, number),
        "XDefaultRootWindow": (number, place),
        "XCreateSimpleWindow": (
            number,
            place,
            number,
            *[ctypes.c_int] * 2,
            *[ctypes.c_uint] * 3,
            *[number] * 2,
        ),
        "XConvertSelection": (ctypes.c_int, place, *[number] * 5),
        "XFlush": (ctypes.c_int, place),
        "XPending": (ctypes.c_int, place),
        "XConnectionNumber": (ctypes.c_int, place),
        "XNextEvent": (ctypes.c_int, place, place),
    }
    for name, (result, *arguments) in shapes.items():
        function = getattr(x, name)
        function.restype, function.argtypes = result, arguments
    return x
