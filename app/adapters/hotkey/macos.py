"""The hotkey on macOS: Carbon's, which needs no permission and sees no other key."""

import asyncio
import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress
from ctypes import POINTER, c_int32, c_uint8, c_uint16, c_uint32, c_ulong, c_void_p

from app.adapters.hotkey.macos_keys import Layout, american_layout, key_and_bits, layout
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Press
from app.domain.ports import Hotkey

assert sys.platform == "darwin"


class _HotKeyId(ctypes.Structure):
    _fields_ = (("signature", c_uint32), ("id", c_uint32))


class _EventType(ctypes.Structure):
    _fields_ = (("event_class", c_uint32), ("kind", c_uint32))


_Handler = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)

_PRESSED = _EventType(int.from_bytes(b"keyb", "big"), 5)
_OURS = _HotKeyId(int.from_bytes(b"Rvlt", "big"), 1)
_EXISTS = -9878
_DISPLAY_ACTION, _SHIFT_STATE, _NO_DEAD_KEYS = 3, 2, 1

_carbon = ctypes.CDLL("/System/Library/Frameworks/Carbon.framework/Carbon")
_carbon.GetApplicationEventTarget.argtypes, _carbon.GetApplicationEventTarget.restype = (), c_void_p
_carbon.InstallEventHandler.argtypes = (
    *(c_void_p, _Handler, c_ulong, POINTER(_EventType), c_void_p, POINTER(c_void_p)),
)
_carbon.InstallEventHandler.restype = c_int32
_carbon.RemoveEventHandler.argtypes, _carbon.RemoveEventHandler.restype = (c_void_p,), c_int32
_carbon.RegisterEventHotKey.argtypes = (c_uint32, c_uint32, _HotKeyId, c_void_p, c_uint32, POINTER(c_void_p))
_carbon.RegisterEventHotKey.restype = c_int32
_carbon.UnregisterEventHotKey.argtypes, _carbon.UnregisterEventHotKey.restype = (c_void_p,), c_int32
_carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource.argtypes = ()
_carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource.restype = c_void_p
_carbon.TISGetInputSourceProperty.argtypes = (c_void_p, c_void_p)
_carbon.TISGetInputSourceProperty.restype = c_void_p
_carbon.LMGetKbdType.argtypes, _carbon.LMGetKbdType.restype = (), c_uint8
_carbon.UCKeyTranslate.argtypes = (
    *(c_void_p, c_uint16, c_uint16, c_uint32, c_uint32, c_uint32),
    *(POINTER(c_uint32), c_ulong, POINTER(c_ulong), POINTER(c_uint16)),
)
_carbon.UCKeyTranslate.restype = c_int32

_foundation = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
_foundation.CFDataGetBytePtr.argtypes, _foundation.CFDataGetBytePtr.restype = (c_void_p,), c_void_p
_foundation.CFRelease.argtypes, _foundation.CFRelease.restype = (c_void_p,), None


class MacHotkey(Hotkey):
    """Presses come to the main thread, by the application's own events."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_pressed: Callable[[Press], None] = lambda press: None
        self._key = c_void_p()
        self._handler = c_void_p()
        self._called = _Handler(self._on_event)

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        self._let_go()
        if chord is None:
            return HotkeyState()
        self._loop, self._on_pressed = asyncio.get_running_loop(), on_pressed
        found = key_and_bits(chord, _layout())
        problem = HotkeyProblem.UNKNOWN_KEY if found is None else self._register(*found)
        if problem is not None:
            self._let_go()
        return HotkeyState(chord, HotkeyWay.MACOS, "" if problem else str(chord), problem)

    async def close(self) -> None:
        self._let_go()

    def _register(self, key: int, bits: int) -> HotkeyProblem | None:
        target = _carbon.GetApplicationEventTarget()
        pressed, handler = ctypes.byref(_PRESSED), ctypes.byref(self._handler)
        if _carbon.InstallEventHandler(target, self._called, 1, pressed, None, handler):
            return HotkeyProblem.FAILED
        match _carbon.RegisterEventHotKey(key, bits, _OURS, target, 0, ctypes.byref(self._key)):
            case 0:
                return None
            case code if code == _EXISTS:
                return HotkeyProblem.TAKEN
        return HotkeyProblem.FAILED

    def _let_go(self) -> None:
        if self._key.value:
            _carbon.UnregisterEventHotKey(self._key)
        if self._handler.value:
            _carbon.RemoveEventHandler(self._handler)
        self._key, self._handler = c_void_p(), c_void_p()

    def _on_event(self, call: int | None, event: int | None, data: int | None) -> int:
        if self._loop is not None:
            with suppress(RuntimeError):  # The loop was closed meanwhile.
                self._loop.call_soon_threadsafe(self._on_pressed, Press())
        return 0


def _layout() -> Layout:
    """That of the keyboard, or of the Latin one beside it. To be asked in the main thread alone."""
    source = _carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource()
    if not source:
        return american_layout()
    name = c_void_p.in_dll(_carbon, "kTISPropertyUnicodeKeyLayoutData")
    data = _carbon.TISGetInputSourceProperty(source, name)
    # It lies in the source, which is kept until it has been read.
    found = _read(_foundation.CFDataGetBytePtr(data)) if data else american_layout()
    _foundation.CFRelease(source)
    return found


def _read(table: int) -> Layout:
    keyboard = _carbon.LMGetKbdType()

    def written(key: int, with_shift: bool) -> str:
        dead, length, signs = c_uint32(), c_ulong(), (c_uint16 * 4)()
        state = _SHIFT_STATE if with_shift else 0
        options = (_DISPLAY_ACTION, state, keyboard, _NO_DEAD_KEYS)
        refused = _carbon.UCKeyTranslate(
            table, key, *options, ctypes.byref(dead), len(signs), ctypes.byref(length), signs
        )
        return "" if refused else bytes(signs)[: 2 * length.value].decode("utf-16-le", "replace")

    return layout(written)
