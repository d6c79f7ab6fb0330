"""The program's one hotkey: which is wanted, how the desktop has taken it, and whether a press arrives."""

import asyncio
from collections.abc import Callable

from app.domain.hotkey import HotkeyState, Press, chord
from app.domain.ports import Hotkey
from app.services.tasks import TaskScope

TEST_SECONDS = 10
"""For which a press is waited for when the user tries the key."""


class HotkeyHolder:
    """Asks the desktop for one key at a time: it may be asking the user, and what comes next has to wait."""

    def __init__(self, hotkey: Hotkey, tasks: TaskScope, on_pressed: Callable[[Press], None]) -> None:
        """`on_pressed` gets every press but those that a test waits for."""
        self.state = HotkeyState()
        self._hotkey = hotkey
        self._tasks = tasks
        self._on_pressed = on_pressed
        self._wanted = ""
        self._asking: asyncio.Task[None] | None = None
        self._awaited: asyncio.Future[None] | None = None
        self._listeners: list[Callable[[], None]] = []
        hotkey.on_changed = self._on_changed

    @property
    def is_asking(self) -> bool:
        """The desktop has not yet said what became of the last wish."""
        return self._asking is not None

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Told when `state` or `is_asking` has changed. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def claim(self, text: str) -> None:
        """Wants this chord from now on, in place of the one before; "" or what is no chord wants none.

        What works already is not asked for again; what has failed is.
        """
        is_settled = self.state.is_active or not (text or self.state.chord)
        if text == self._wanted and not self.is_asking and is_settled:
            return
        self._wanted = text
        if self._asking is None:
            self._asking = self._tasks.start("claim the hotkey", self._ask())
            self._tell()

    def press(self, press: Press) -> None:
        """It was pressed: here, or through what the desktop's own settings start."""
        if self._awaited is None:
            self._on_pressed(press)
        elif not self._awaited.done():
            self._awaited.set_result(None)

    async def test(self, seconds: float) -> bool:
        """Whether a press comes within this time. While it is waited for, it calls nothing else."""
        self._awaited = awaited = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await awaited
        except TimeoutError:
            return False
        finally:
            if self._awaited is awaited:
                self._awaited = None
        return True

    async def _ask(self) -> None:
        try:
            asked = None
            while asked != self._wanted:
                asked = self._wanted
                self.state = await self._hotkey.claim(chord(asked), self.press)
        finally:
            self._asking = None
        self._tell()

    def _on_changed(self, state: HotkeyState) -> None:
        self.state = state
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
