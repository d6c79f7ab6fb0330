"""The key that calls the quick prompt from any program, and how the desktop has taken it."""

from dataclasses import dataclass
from enum import StrEnum


class Modifier(StrEnum):
    """In the order in which they are written."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    META = "Meta"
    """Super, the Windows key, or Command."""


@dataclass(frozen=True, slots=True)
class Chord:
    """A key with what is held down meanwhile; `str` gives what `chord` reads."""

    modifiers: tuple[Modifier, ...]
    key: str
    """As it is written: "Space", "F9", "K", "."."""

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))


class HotkeyWay(StrEnum):
    """What brings the key to us."""

    X11 = "x11"
    PORTAL = "portal"
    WINDOWS = "windows"
    MACOS = "macos"


class HotkeyProblem(StrEnum):
    TAKEN = "taken"
    """Another program has it."""
    NOT_OFFERED = "not_offered"
    """This desktop lets no program have a key; its own settings can bind one to `rivulet quick`."""
    REFUSED = "refused"
    """The desktop, or the user in the desktop's dialog, said no."""
    UNKNOWN_KEY = "unknown_key"
    """There is no such key on this keyboard."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HotkeyState:
    """How it stands. Without `chord` none is wanted; without `problem` it works."""

    chord: Chord | None = None
    way: HotkeyWay | None = None
    trigger: str = ""
    """What really triggers, in the desktop's words: it may have chosen another key than was asked for."""
    problem: HotkeyProblem | None = None
    detail: str = ""

    @property
    def is_active(self) -> bool:
        return self.chord is not None and self.way is not None and self.problem is None


@dataclass(frozen=True, slots=True)
class Press:
    """One press, with what a desktop wants to see before a window may take the keyboard."""

    time: int = 0
    """Of the X server, in its milliseconds; 0 where there is none."""
    token: str = ""
    """Of Wayland's activation protocol."""
