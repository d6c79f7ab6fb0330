"""The keyboard focus on Wayland, where the compositor decides and a token is what it goes by."""

import os

from app.domain.hotkey import Press
from app.domain.ports import Foreground


class WaylandForeground(Foreground):
    """Nobody sees other windows there, and what had the focus gets it back when ours hides."""

    def remember(self) -> None:
        return

    def take(self, window: int, press: Press) -> None:
        """Qt shows this token the next time a window of ours is activated, and forgets it."""
        if press.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = press.token

    def give_back(self) -> None:
        return
