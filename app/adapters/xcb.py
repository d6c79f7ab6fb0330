"""The X server over a connection of our own.

By libxcb alone: where Xlib loses its server it ends the whole program, and its errors come to a handler
that is Qt's. Here an error is the answer to what was asked.
"""

import ctypes
import struct
from contextlib import suppress
from ctypes import POINTER, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from functools import cache

ANY_MODIFIER = 0x8000
BAD_ACCESS = 10
"""Another client has it."""

_ASYNC = 1
_ANY_KEY = 0
_SUBSTRUCTURE = 0x180000
"""Redirect and notify: what is meant for the window manager."""
_CLIENT_MESSAGE = 33
_VIEWABLE = 2


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (("root", POINTER(c_uint32)), ("left", c_int), ("index", c_int))


_ASKED: dict[str, tuple[type, ...]] = {
    "xcb_get_keyboard_mapping": (c_uint8, c_uint8),
    "xcb_get_modifier_mapping": (),
    "xcb_intern_atom": (c_uint8, c_uint16, c_char_p),
    "xcb_get_property": (c_uint8, c_uint32, c_uint32, c_uint32, c_uint32, c_uint32),
    "xcb_get_window_attributes": (c_uint32,),
}
_TOLD: dict[str, tuple[type, ...]] = {
    "xcb_grab_key_checked": (c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8),
    "xcb_ungrab_key_checked": (c_uint8, c_uint32, c_uint16),
    "xcb_send_event_checked": (c_uint8, c_uint32, c_uint32, c_char_p),
}


class DisplayLost(Exception):  # noqa: N818 - it says what happened
    """There is no X server, or none any more."""


@cache
def _library() -> ctypes.CDLL:
    """Raises DisplayLost where there is none."""
    try:
        library = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise DisplayLost from error
    library.xcb_connect.argtypes, library.xcb_connect.restype = (c_char_p, POINTER(c_int)), c_void_p
    for name, restype in {
        "xcb_connection_has_error": c_int,
        "xcb_get_file_descriptor": c_int,
        "xcb_get_setup": c_void_p,
        "xcb_poll_for_event": c_void_p,
        "xcb_disconnect": None,
    }.items():
        function = getattr(library, name)
        function.argtypes, function.restype = (c_void_p,), restype
    library.xcb_setup_roots_iterator.argtypes = (c_void_p,)
    library.xcb_setup_roots_iterator.restype = _Screens
    library.xcb_screen_next.argtypes, library.xcb_screen_next.restype = (POINTER(_Screens),), None
    library.xcb_request_check.argtypes, library.xcb_request_check.restype = (c_void_p, _Cookie), c_void_p
    for name, arguments in (_ASKED | _TOLD).items():
        function = getattr(library, name)
        function.argtypes, function.restype = (c_void_p, *arguments), _Cookie
    for name in _ASKED:
        function = getattr(library, f"{name}_reply")
        function.argtypes, function.restype = (c_void_p, _Cookie, POINTER(c_void_p)), c_void_p
    return library


@cache
def _free() -> "ctypes._NamedFuncPointer":
    free = ctypes.CDLL(None).free
    free.argtypes, free.restype = (c_void_p,), None
    return free


def _taken_over(address: int, size: int) -> bytes:
    """What libxcb has allocated for us."""
    data = ctypes.string_at(address, size)
    _free()(address)
    return data


class XDisplay:
    """For one thread at a time. Numbers are those of the X protocol, byte strings its packets."""

    def __init__(self) -> None:
        """To the server that DISPLAY names. Raises DisplayLost."""
        self._xcb = _library()
        screen = c_int()
        self._connection: int | None = self._xcb.xcb_connect(None, ctypes.byref(screen))
        if self.is_lost:
            self.close()
            raise DisplayLost
        setup = self._xcb.xcb_get_setup(self._connection)
        self.first_keycode, self.last_keycode = ctypes.string_at(setup, 36)[34:]
        screens = self._xcb.xcb_setup_roots_iterator(setup)
        for _ in range(screen.value):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        self.root: int = screens.root[0]
        self._atoms: dict[str, int] = {}

    @property
    def is_lost(self) -> bool:
        return self._connection is None or bool(self._xcb.xcb_connection_has_error(self._connection))

    def fileno(self) -> int:
        """Readable when there may be an event; one may also have come along with an answer before."""
        descriptor: int = self._xcb.xcb_get_file_descriptor(self._connection)
        return descriptor

    def next_event(self) -> bytes | None:
        """32 bytes; None if there is none now. Never waits."""
        if self.is_lost:
            return None
        event = self._xcb.xcb_poll_for_event(self._connection)
        return _taken_over(event, 32) if event else None

    def close(self) -> None:
        if self._connection is not None:
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None

    def grab_key(self, modifiers: int, keycode: int) -> int:
        """0, or the code of the X error."""
        return self._tell("xcb_grab_key_checked", 1, self.root, modifiers, keycode, _ASYNC, _ASYNC)

    def ungrab_keys(self) -> None:
        """All that were grabbed here; they are free when it returns."""
        self._tell("xcb_ungrab_key_checked", _ANY_KEY, self.root, ANY_MODIFIER)

    def keyboard(self) -> tuple[int, bytes]:
        """How many keysyms each key has, and all of them, of four bytes each. Raises DisplayLost."""
        count = self.last_keycode - self.first_keycode + 1
        reply = self._ask("xcb_get_keyboard_mapping", self.first_keycode, count)
        return reply[1], reply[32:]

    def modifiers(self) -> tuple[int, bytes]:
        """How many keys each of the eight modifiers has, and the keycodes of all. Raises DisplayLost."""
        reply = self._ask("xcb_get_modifier_mapping")
        return reply[1], reply[32:]

    def atom(self, name: str) -> int:
        """Raises DisplayLost."""
        if name not in self._atoms:
            encoded = name.encode()
            answer = self._ask("xcb_intern_atom", 0, len(encoded), encoded)
            (self._atoms[name],) = struct.unpack_from("=I", answer, 8)
        return self._atoms[name]

    def window_property(self, window: int, atom: int) -> int:
        """The first number of it; 0 if it has none. Raises DisplayLost, also if the window is gone."""
        reply = self._ask("xcb_get_property", 0, window, atom, 0, 0, 1)
        return int(struct.unpack_from("=I", reply, 32)[0]) if reply[1] == 32 and len(reply) >= 36 else 0

    def is_viewable(self, window: int) -> bool | None:
        """Whether it can be seen, as far as other windows let it; None if it is gone."""
        try:
            return self._ask("xcb_get_window_attributes", window)[26] == _VIEWABLE
        except DisplayLost:
            return None

    def tell_window_manager(self, window: int, wish: str, *numbers: int) -> None:
        """A client message about a window, with up to five numbers. What is not understood is not done."""
        with suppress(DisplayLost):
            rest = (0,) * (5 - len(numbers))
            message = struct.pack(
                "=BBHII5I", _CLIENT_MESSAGE, 32, 0, window, self.atom(wish), *numbers, *rest
            )
            self._tell("xcb_send_event_checked", 0, self.root, _SUBSTRUCTURE, message)

    def _tell(self, name: str, *arguments: object) -> int:
        if self.is_lost:
            return 0
        cookie = getattr(self._xcb, name)(self._connection, *arguments)
        error = self._xcb.xcb_request_check(self._connection, cookie)
        return _taken_over(error, 32)[1] if error else 0

    def _ask(self, name: str, *arguments: object) -> bytes:
        if self.is_lost:
            raise DisplayLost
        cookie = getattr(self._xcb, name)(self._connection, *arguments)
        error = c_void_p()
        reply = getattr(self._xcb, f"{name}_reply")(self._connection, cookie, ctypes.byref(error))
        if error.value:
            _free()(error.value)
        if not reply:
            raise DisplayLost
        (words,) = struct.unpack("=I", ctypes.string_at(reply, 8)[4:])
        return _taken_over(reply, 32 + 4 * words)
