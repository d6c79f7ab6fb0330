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


_MODIFIERS = {
    "ctrl": Modifier.CTRL,
    "control": Modifier.CTRL,
    "alt": Modifier.ALT,
    "option": Modifier.ALT,
    "shift": Modifier.SHIFT,
    "meta": Modifier.META,
    "super": Modifier.META,
    "win": Modifier.META,
    "cmd": Modifier.META,
    "command": Modifier.META,
}

FUNCTION_KEYS = tuple(f"F{number}" for number in range(1, 25))
NAMED_KEYS = (
    *(
        "Space",
        "Tab",
        "Return",
        "Escape",
        "Backspace",
        "Insert",
        "Delete",
        "Home",
        "End",
        "PageUp",
        "PageDown",
    ),
    *("Left", "Right", "Up", "Down", "Pause", "Print", "ScrollLock", "Menu", "Plus"),
)
_OTHER_NAMES = {
    "enter": "Return",
    "esc": "Escape",
    "ins": "Insert",
    "del": "Delete",
    "pgup": "PageUp",
    "pgdown": "PageDown",
}
_KEYS = {key.lower(): key for key in (*FUNCTION_KEYS, *NAMED_KEYS)} | _OTHER_NAMES


def chord(text: str) -> Chord | None:
    """Reads "ctrl + alt + space", "Super+K", "Cmd+.", "F9", however they are ordered and spelt.

    None for what is no key, and for what would take a key away from writing: without Ctrl, Alt or Meta
    only the function keys are good.
    """
    if text.rstrip().endswith("++"):
        text = f"{text.rstrip()[:-1]}Plus"
    *held, last = (part.strip() for part in text.split("+"))
    if any(name.lower() not in _MODIFIERS for name in held):
        return None
    wanted = {_MODIFIERS[name.lower()] for name in held}
    key = _KEYS.get(last.lower()) or _character_key(last)
    if key is None or (wanted <= {Modifier.SHIFT} and key not in FUNCTION_KEYS):
        return None
    return Chord(tuple(modifier for modifier in Modifier if modifier in wanted), key)


_EDITING = frozenset(
    {
        *("Tab", "Return", "Backspace", "Delete", "Insert", "Home", "End", "PageUp", "PageDown"),
        *("Left", "Right", "Up", "Down"),
    }
)
_OF_DESKTOPS = frozenset({"Tab", "Left", "Right", "Up", "Down", "D", "E", "L"})


def chord_fault(wanted: Chord, *, is_mac: bool = False) -> str:
    """Why this one should not be taken away from all other programs, in a sentence; "" if it can be.

    Who has written it into the settings by hand means it, and gets it all the same.

    Args:
        is_mac: programs have their commands under Meta, which is Command there.
    """
    held, key = set(wanted.modifiers), wanted.key
    of_programs = [{Modifier.CTRL}, {Modifier.ALT}, *([{Modifier.META}] if is_mac else [])]
    is_written = len(key) == 1 or key == "Plus"
    # Shift makes another command of a letter, but only selects where these keys move.
    if (held in of_programs and is_written) or (
        held - {Modifier.SHIFT} in of_programs and (key in _EDITING or key == "F4")
    ):
        return "Every program needs this key for itself."
    is_desktops = held == {Modifier.META} and (key == "Space" if is_mac else key in _OF_DESKTOPS)
    return "Desktops need this key for themselves." if is_desktops else ""


def _character_key(text: str) -> str | None:
    """Of Latin-1: what lies beyond it has too many names on too many desktops."""
    if len(text) != 1 or not text.isprintable() or text.isspace() or text > "ÿ":
        return None
    upper = text.upper()
    return upper if len(upper) == 1 and upper <= "ÿ" else text
