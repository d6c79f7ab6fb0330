"""The hotkey on Windows, which gives each key to one program: the first that asks."""

import asyncio
import ctypes
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from ctypes import wintypes

from app.adapters.hotkey.windows_keys import from_layout, modifier_bits, sign, virtual_key
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Press
from app.domain.ports import Hotkey

assert sys.platform == "win32"

_HOTKEY_MESSAGE, _QUIT_MESSAGE = 0x0312, 0x0012
_DO_NOT_REMOVE = 0
_ALREADY_REGISTERED = 1409
_NUMBER = 1

_user32 = ctypes.WinDLL("user32", use_last_error=True)
_kernel32 = ctypes.WinDLL("kernel32")
_user32.RegisterHotKey.argtypes = (wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT)
_user32.RegisterHotKey.restype = wintypes.BOOL
_user32.UnregisterHotKey.argtypes = (wintypes.HWND, ctypes.c_int)
_user32.UnregisterHotKey.restype = wintypes.BOOL
_user32.VkKeyScanW.argtypes = (wintypes.WCHAR,)
_user32.VkKeyScanW.restype = ctypes.c_short
_user32.GetMessageW.argtypes = (ctypes.POINTER(wintypes.MSG), wintypes.HWND, wintypes.UINT, wintypes.UINT)
_user32.GetMessageW.restype = wintypes.BOOL
_user32.PeekMessageW.argtypes = (*_user32.GetMessageW.argtypes, wintypes.UINT)
_user32.PeekMessageW.restype = wintypes.BOOL
_user32.PostThreadMessageW.argtypes = (wintypes.DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
_user32.PostThreadMessageW.restype = wintypes.BOOL
_kernel32.GetCurrentThreadId.argtypes, _kernel32.GetCurrentThreadId.restype = (), wintypes.DWORD


class WindowsHotkey(Hotkey):
    """Presses come to the thread that registered the key, so that is one of its own."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._holder: _Holder | None = None

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        async with self._turn:
            await self._let_go()
            if chord is None:
                return HotkeyState()
            found = _key(chord)
            if found is None:
                return HotkeyState(chord, HotkeyWay.WINDOWS, problem=HotkeyProblem.UNKNOWN_KEY)
            self._holder = _Holder(*found, on_pressed)
            problem = await self._holder.start()
            return HotkeyState(chord, HotkeyWay.WINDOWS, "" if problem else str(chord), problem)

    async def close(self) -> None:
        async with self._turn:
            await self._let_go()

    async def _let_go(self) -> None:
        if self._holder is not None:
            await self._holder.end()
            self._holder = None


class _Holder:
    def __init__(self, key: int, bits: int, on_pressed: Callable[[Press], None]) -> None:
        self._key = key
        self._bits = bits
        self._on_pressed = on_pressed
        self._loop = asyncio.get_running_loop()
        self._registered: asyncio.Future[HotkeyProblem | None] = self._loop.create_future()
        self._ended = asyncio.Event()
        self._thread_number = 0

    async def start(self) -> HotkeyProblem | None:
        threading.Thread(target=self._run, name="hotkey", daemon=True).start()
        return await asyncio.shield(self._registered)

    async def end(self) -> None:
        # Before, there is no queue to post to; and without the key no thread: its number may be another's.
        if await asyncio.shield(self._registered) is None:
            _user32.PostThreadMessageW(self._thread_number, _QUIT_MESSAGE, 0, 0)
        await self._ended.wait()

    def _run(self) -> None:
        message = wintypes.MSG()
        # The first look makes the queue that `end` posts to.
        _user32.PeekMessageW(ctypes.byref(message), None, 0, 0, _DO_NOT_REMOVE)
        self._thread_number = _kernel32.GetCurrentThreadId()
        if not _user32.RegisterHotKey(None, _NUMBER, self._bits, self._key):
            is_taken = ctypes.get_last_error() == _ALREADY_REGISTERED
            self._in_loop(
                self._registered.set_result, HotkeyProblem.TAKEN if is_taken else HotkeyProblem.FAILED
            )
            self._in_loop(self._ended.set)
            return
        self._in_loop(self._registered.set_result, None)
        # 0 for the message that ends it, -1 for an error.
        while _user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == _HOTKEY_MESSAGE:
                self._in_loop(self._on_pressed, Press())
        _user32.UnregisterHotKey(None, _NUMBER)
        self._in_loop(self._ended.set)

    def _in_loop(self, call: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # The loop was closed meanwhile.
            self._loop.call_soon_threadsafe(call, *arguments)


def _key(chord: Chord) -> tuple[int, int] | None:
    """The virtual key and the modifiers; None if the keyboard's layout has no such sign."""
    bits = modifier_bits(chord)
    if (key := virtual_key(chord.key)) is not None:
        return key, bits
    found = from_layout(_user32.VkKeyScanW(sign(chord.key)))
    return None if found is None else (found[0], bits | found[1])
