"""The keyboard focus on X11, by way of the window manager."""

import asyncio
import os

from app.adapters.xcb import DisplayLost, XDisplay
from app.domain.hotkey import Press
from app.domain.ports import Foreground

_PAGER = 2
"""Who asks: somebody who does what the user said, and so is not taken for a thief of the focus."""
_LOOK_AGAIN = 0.003
"""Seconds until the next look whether the window manager has shown our window."""
_LOOKS = 60


class X11Foreground(Foreground):
    def __init__(self) -> None:
        self._display: XDisplay | None = None
        self._before: int | None = None
        self._waiting: asyncio.TimerHandle | None = None

    def remember(self) -> None:
        active, is_ours = self._active()
        self._before = None if is_ours else active

    def take(self, window: int, press: Press) -> None:
        """As soon as the window manager has shown the window: before, it would not listen."""
        self._wait_no_more()
        self._take(window, press.time, _LOOKS)

    def give_back(self) -> None:
        """Unless the keyboard has gone to yet another program meanwhile."""
        self._wait_no_more()
        before, self._before = self._before, None
        active, is_ours = self._active()
        if before is not None and (active is None or is_ours):
            self._activate(before, 0)

    def _take(self, window: int, time: int, looks: int) -> None:
        display = self._connected()
        if display is not None and looks and display.is_viewable(window) is False:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(_LOOK_AGAIN, self._take, window, time, looks - 1)
        else:
            self._activate(window, time)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _active(self) -> tuple[int | None, bool]:
        """The window with the keyboard, and whether it is one of ours."""
        if (display := self._connected()) is None:
            return None, False
        try:
            active = display.window_property(display.root, display.atom("_NET_ACTIVE_WINDOW"))
            owner = display.window_property(active, display.atom("_NET_WM_PID")) if active else 0
        except DisplayLost:
            return None, False  # The window went in this moment.
        return active or None, owner == os.getpid()

    def _activate(self, window: int, time: int) -> None:
        display = self._connected()
        if display is not None and display.is_viewable(window) is not None:
            display.tell_window_manager(window, "_NET_ACTIVE_WINDOW", _PAGER, time)

    def _connected(self) -> XDisplay | None:
        if self._display is not None and self._display.is_lost:
            self._display.close()
            self._display = None
        if self._display is None:
            try:
                self._display = XDisplay()
            except DisplayLost:
                return None
        return self._display
