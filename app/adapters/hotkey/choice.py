"""Which way to a hotkey there is on this desktop."""

import sys
from collections.abc import Callable

from app.adapters.windowing import Windowing, session, windowing
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, Press
from app.domain.ports import Hotkey


class _NoHotkey(Hotkey):
    """Where nobody sees or presses anything."""

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        return HotkeyState(chord, problem=HotkeyProblem.NOT_OFFERED if chord else None)

    async def close(self) -> None:
        return


class _EitherHotkey(Hotkey):
    """The second way is tried where the first one cannot work at all."""

    def __init__(self, first: Hotkey, second: Hotkey) -> None:
        self._ways = first, second
        first.on_changed = second.on_changed = self._changed

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        first, second = self._ways
        await second.close()
        state = await first.claim(chord, on_pressed)
        if state.problem is not HotkeyProblem.FAILED:
            return state
        other = await second.claim(chord, on_pressed)
        return state if other.problem is HotkeyProblem.NOT_OFFERED else other

    async def close(self) -> None:
        for way in self._ways:
            await way.close()

    def _changed(self, state: HotkeyState) -> None:
        if self.on_changed is not None:
            self.on_changed(state)


def desktop_hotkey(application_id: str) -> Hotkey:
    """For the loop's thread. It takes nothing, and connects to nothing, before a key is claimed.

    Args:
        application_id: the name of our installed .desktop file, without its ending: portals ask for it.
    """
    if windowing() is Windowing.NONE:
        return _NoHotkey()
    if sys.platform == "win32":
        from app.adapters.hotkey.windows import WindowsHotkey

        return WindowsHotkey()
    if sys.platform == "darwin":
        from app.adapters.hotkey.macos import MacHotkey

        return MacHotkey()
    from app.adapters.hotkey.portal import PortalHotkey
    from app.adapters.hotkey.x11 import X11Hotkey

    portal = PortalHotkey(application_id)
    # Within Wayland the X server sees a key only while one of its own windows has the keyboard.
    if Windowing.WAYLAND in (windowing(), session()):
        return portal
    return _EitherHotkey(X11Hotkey(), portal)
