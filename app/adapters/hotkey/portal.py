"""The hotkey where the desktop gives keys away itself: the GlobalShortcuts portal, as on Wayland."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.hotkey.portal_shortcut import PortalShortcut
from app.adapters.session_bus import SESSION, BusError, SessionBus, open_bus
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Press
from app.domain.ports import Hotkey


@dataclass(frozen=True, slots=True)
class _Held:
    shortcut: PortalShortcut
    bus: SessionBus
    task: "asyncio.Task[None]"
    answer: "asyncio.Future[HotkeyState]"


class PortalHotkey(Hotkey):
    """We wish for a key; the desktop may ask the user, and tells which one it has become."""

    def __init__(self, application_id: str, install: Callable[[], bool], address: str = SESSION) -> None:
        """
        Args:
            application_id: the name of our installed .desktop file, without its ending.
            install: sees to it that there is one, and tells whether. Called in another thread, and only
                if the desktop wants one.
            address: the bus's.
        """
        self._application_id = application_id
        self._install = install
        self._address = address
        self._turn = asyncio.Lock()
        self._held: _Held | None = None

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        """The desktop asks the user for as long as it takes. What is claimed meanwhile ends that."""
        async with self._turn:
            await self._let_go()
            if chord is None:
                return HotkeyState()
            answer: asyncio.Future[HotkeyState] = asyncio.get_running_loop().create_future()

            def tell(state: HotkeyState) -> None:
                if not answer.done():
                    answer.set_result(state)
                elif self.on_changed is not None:
                    self.on_changed(state)

            shortcut = PortalShortcut(self._application_id, self._install, chord, on_pressed, tell)
            try:
                bus = await open_bus(shortcut.on_signal, self._address)
            except BusError:
                return HotkeyState(chord, HotkeyWay.PORTAL, problem=HotkeyProblem.NOT_OFFERED)
            task = asyncio.create_task(shortcut.hold(bus), name="hotkey")
            self._held = _Held(shortcut, bus, task, answer)
        return await answer

    async def close(self) -> None:
        async with self._turn:
            await self._let_go()

    async def _let_go(self) -> None:
        if (held := self._held) is not None:
            self._held = None
            held.task.cancel()
            await asyncio.wait([held.task])
            await held.shortcut.let_go(held.bus)
            await held.bus.close()
            if not held.answer.done():
                held.answer.set_result(HotkeyState())
