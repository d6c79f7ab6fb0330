"""The hotkey on X11: a grab. The server gives us this one key, from whichever window, and no other."""

import asyncio
import struct
from collections.abc import Callable

from app.adapters.hotkey.x11_keys import keyboard
from app.adapters.xcb import BAD_ACCESS, DisplayLost, XDisplay
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Press
from app.domain.ports import Hotkey

_KEY_PRESS, _KEY_RELEASE, _MAPPING_CHANGED = 2, 3, 34


class X11Hotkey(Hotkey):
    """With a connection of its own to the server, which the loop watches.

    The server answers within a millisecond what it is asked here, so no thread has to wait for it.
    """

    def __init__(self) -> None:
        self._display: XDisplay | None = None
        self._watched: int | None = None
        self._chord: Chord | None = None
        self._state = HotkeyState()
        self._grabs: list[tuple[int, int]] = []
        self._on_pressed: Callable[[Press], None] = lambda press: None
        self._released_at: int | None = None

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        self._let_go()
        self._state = HotkeyState()
        self._chord, self._on_pressed, self._released_at = chord, on_pressed, None
        if chord is not None:
            try:
                self._display = XDisplay()
                self._state = self._grab(self._display, chord)
            except DisplayLost:
                self._fail()
            else:
                # Also when it was not to be had: another keyboard may bring the key.
                self._watched = self._display.fileno()
                asyncio.get_running_loop().add_reader(self._watched, self._read)
                # What came along with the answers is read already, and wakes nobody.
                asyncio.get_running_loop().call_soon(self._read)
        return self._state

    async def close(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        if self._watched is not None:
            asyncio.get_running_loop().remove_reader(self._watched)
            self._watched = None
        if self._display is not None:
            # To close is not enough: the server may see it only after the next claim.
            self._display.ungrab_keys()
            self._display.close()
            self._display = None
        self._grabs = []

    def _fail(self) -> None:
        self._let_go()
        self._state = HotkeyState(
            self._chord, HotkeyWay.X11, problem=HotkeyProblem.FAILED, detail="There is no way to the display."
        )

    def _grab(self, display: XDisplay, chord: Chord) -> HotkeyState:
        """Raises DisplayLost."""
        grabs = keyboard(display).grabs(chord)
        if grabs and grabs == self._grabs:
            return self._state  # Some programs map keys anew for every letter that they type.
        display.ungrab_keys()
        self._grabs = []
        problem = None if grabs else HotkeyProblem.UNKNOWN_KEY
        for modifiers, keycode in grabs:
            if error := display.grab_key(modifiers, keycode):
                display.ungrab_keys()
                problem = HotkeyProblem.TAKEN if error == BAD_ACCESS else HotkeyProblem.FAILED
                break
        else:
            self._grabs = grabs
        if display.is_lost:
            raise DisplayLost
        return HotkeyState(chord, HotkeyWay.X11, "" if problem else str(chord), problem)

    def _read(self) -> None:
        display, chord = self._display, self._chord
        if display is None or chord is None:
            return
        before = self._state
        try:
            if self._read_events(display):
                self._state = self._grab(display, chord)
        except DisplayLost:
            self._fail()
        if self._state != before and self.on_changed is not None:
            self.on_changed(self._state)

    def _read_events(self, display: XDisplay) -> bool:
        """Whether the keys have been mapped anew. Raises DisplayLost."""
        is_mapped_anew = False
        while (event := display.next_event()) is not None:
            kind, (time,) = event[0] & 0x7F, struct.unpack_from("=I", event, 4)
            if kind == _MAPPING_CHANGED:
                is_mapped_anew = True
            elif kind == _KEY_RELEASE:
                self._released_at = time
            elif kind == _KEY_PRESS and time != self._released_at:
                # A key that is held is let go and pressed again within one moment, again and again.
                asyncio.get_running_loop().call_soon(self._on_pressed, Press(time))
        if display.is_lost:
            raise DisplayLost
        return is_mapped_anew
