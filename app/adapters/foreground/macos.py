"""The keyboard focus on macOS, which belongs to programs rather than to windows."""

import ctypes
import os
import sys
from ctypes import c_bool, c_char_p, c_int, c_ulong, c_void_p

from app.domain.hotkey import Press
from app.domain.ports import Foreground

_IGNORING_OTHERS = 2
"""NSApplicationActivateIgnoringOtherApps."""

assert sys.platform == "darwin"

_objc = ctypes.CDLL("/usr/lib/libobjc.dylib")
ctypes.CDLL("/System/Library/Frameworks/AppKit.framework/AppKit")
_objc.objc_getClass.argtypes, _objc.objc_getClass.restype = (c_char_p,), c_void_p
_objc.sel_registerName.argtypes, _objc.sel_registerName.restype = (c_char_p,), c_void_p
_objc.objc_autoreleasePoolPush.argtypes, _objc.objc_autoreleasePoolPush.restype = (), c_void_p
_objc.objc_autoreleasePoolPop.argtypes, _objc.objc_autoreleasePoolPop.restype = (c_void_p,), None

# objc_msgSend has the signature of the method that it calls: on ARM they are passed differently.
_send = ctypes.cast(_objc.objc_msgSend, c_void_p).value or 0
_object = ctypes.CFUNCTYPE(c_void_p, c_void_p, c_void_p)(_send)
_object_of_process = ctypes.CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_int)(_send)
_process = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)(_send)
_activated = ctypes.CFUNCTYPE(c_bool, c_void_p, c_void_p, c_ulong)(_send)


class MacForeground(Foreground):
    def __init__(self) -> None:
        self._before: int | None = None
        """The process that had the keyboard."""

    def remember(self) -> None:
        process = _frontmost()
        self._before = None if process == os.getpid() else process

    def take(self, window: int, press: Press) -> None:
        _activate(os.getpid())

    def give_back(self) -> None:
        """Unless the keyboard has gone to yet another program meanwhile."""
        before, self._before = self._before, None
        if before is not None and _frontmost() in (None, os.getpid()):
            _activate(before)


def _named(name: str) -> int | None:
    selector: int | None = _objc.sel_registerName(name.encode())
    return selector


def _frontmost() -> int | None:
    pool = _objc.objc_autoreleasePoolPush()
    workspace = _object(_objc.objc_getClass(b"NSWorkspace"), _named("sharedWorkspace"))
    program = _object(workspace, _named("frontmostApplication"))
    process = int(_process(program, _named("processIdentifier"))) if program else None
    _objc.objc_autoreleasePoolPop(pool)
    return process


def _activate(process: int) -> None:
    pool = _objc.objc_autoreleasePoolPush()
    programs = _objc.objc_getClass(b"NSRunningApplication")
    find = _named("runningApplicationWithProcessIdentifier:")
    if program := _object_of_process(programs, find, process):
        _activated(program, _named("activateWithOptions:"), _IGNORING_OTHERS)
    _objc.objc_autoreleasePoolPop(pool)
