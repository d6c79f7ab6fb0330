"""A desktop of one's own, small but whole: it has keys, and gives them to those who ask first."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Press
from app.domain.problem import EnvironmentFault


class OwnDesktop:
    """Fulfils the `Hotkey` port."""

    def __init__(self, *taken: str) -> None:
        self.taken = set(taken)
        """By other programs."""
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        """Until then the user looks at the desktop's own question."""
        self.may_answer.set()
        self.on_changed: Callable[[HotkeyState], None] | None = None
        self._held: Chord | None = None
        self._on_pressed: Callable[[Press], None] = lambda press: None

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        self.asked.append(str(chord or ""))
        self._held = None
        await self.may_answer.wait()
        if chord is None:
            return HotkeyState()
        if str(chord) in self.taken:
            return HotkeyState(chord, problem=HotkeyProblem.TAKEN)
        self._held, self._on_pressed = chord, on_pressed
        return HotkeyState(chord, HotkeyWay.X11)

    async def close(self) -> None:
        self._held = None

    def press(self, keys: str) -> None:
        """Somebody presses this chord, in whichever program."""
        if str(self._held) == keys:
            self._on_pressed(Press(7))

    def give_another_key(self, trigger: str) -> None:
        """The user has chosen it in the desktop's settings."""
        assert self.on_changed is not None
        self.on_changed(HotkeyState(self._held, HotkeyWay.PORTAL, trigger))


@dataclass
class Login:
    """What begins at login, on a disk that can be at fault."""

    on: bool = False
    fault: str = ""

    def is_on(self) -> bool:
        return self.on

    def turn(self, on: bool) -> None:
        if self.fault:
            raise EnvironmentFault(self.fault)
        self.on = on
