"""The hotkey, by the way that this desktop has for it."""

import sys
from collections.abc import Callable, Sequence

from app import APPLICATION_ID
from app.adapters.windowing import Windowing, session, windowing
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, Press
from app.domain.ports import Hotkey


class _DesktopHotkey(Hotkey):
    """The ways that there are. They are loaded when a key is wanted, which many a user never does."""

    def __init__(self, load: Callable[[], list[Hotkey]]) -> None:
        self._load = load
        self._ways: list[Hotkey] | None = None
        self._wishes = 0
        """How many there were, with the ends: a wish that has been overtaken comes to nothing."""

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        """By the first way that can work here at all."""
        self._wishes += 1
        wish = self._wishes
        await self._let_go()
        if chord is None or wish != self._wishes:
            return HotkeyState()
        if self._ways is None:
            self._ways = self._load()
            for way in self._ways:
                way.on_changed = self._changed
        states = []
        for way in self._ways:
            state = await way.claim(chord, on_pressed)
            is_over = state.problem not in (HotkeyProblem.FAILED, HotkeyProblem.NOT_OFFERED)
            if is_over or wish != self._wishes:
                return state
            states.append(state)
        return states[0] if states else HotkeyState(chord, problem=HotkeyProblem.NOT_OFFERED)

    async def close(self) -> None:
        self._wishes += 1
        await self._let_go()

    async def _let_go(self) -> None:
        for way in self._ways or ():
            await way.close()

    def _changed(self, state: HotkeyState) -> None:
        if self.on_changed is not None:
            self.on_changed(state)


def desktop_hotkey(command: Sequence[str] = ()) -> Hotkey:
    """For the loop's thread. It takes nothing, and connects to nothing, before a key is claimed.

    Args:
        command: starts the program. Some desktops give a key only to what is in their menu; there it is
            entered with this command, if it is told and nobody has done so.
    """
    return _DesktopHotkey(lambda: _ways(command))


def _ways(command: Sequence[str]) -> list[Hotkey]:
    if windowing() is Windowing.NONE:
        return []
    if sys.platform == "win32":
        from app.adapters.hotkey.windows import WindowsHotkey

        return [WindowsHotkey()]
    if sys.platform == "darwin":
        from app.adapters.hotkey.macos import MacHotkey

        return [MacHotkey()]
    from app.adapters.hotkey.portal import PortalHotkey
    from app.adapters.hotkey.x11 import X11Hotkey
    from app.adapters.menu_entry import install_menu_entry

    portal = PortalHotkey(APPLICATION_ID, lambda: bool(command) and install_menu_entry(command))
    # Within Wayland the X server sees a key only while one of its own windows has the keyboard.
    return [portal] if Windowing.WAYLAND in (windowing(), session()) else [X11Hotkey(), portal]
