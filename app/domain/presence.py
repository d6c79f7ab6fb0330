"""How the program is there while its window is not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether it starts at login is not here: the system's own entry for that is the truth."""

    hotkey: str = ""
    """The chord that calls the quick prompt; "" for none. None is taken before the user has chosen it."""
    close_to_tray: bool = False
    """Closing the window leaves the program in the tray, where there is one."""
    notify: bool = True
    """Tell of answers that end while nobody looks."""
    notify_with_text: bool = False
    """With what they say: lock screens show it."""
