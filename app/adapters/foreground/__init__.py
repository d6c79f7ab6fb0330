"""The keyboard focus, by the way that this desktop has for it."""

import sys

from app.adapters.foreground.wayland import WaylandForeground
from app.adapters.foreground.x11 import X11Foreground
from app.adapters.windowing import Windowing, windowing
from app.domain.hotkey import Press
from app.domain.ports import Foreground


class _ToolkitAlone(Foreground):
    """Nothing can be asked for that Qt would not do by itself."""

    def remember(self) -> None:
        return

    def take(self, window: int, press: Press) -> None:
        return

    def give_back(self) -> None:
        return


def desktop_foreground() -> Foreground:
    """For one thread. None of its calls takes longer than some milliseconds, and none raises."""
    drawn_by = windowing()
    if drawn_by is Windowing.NONE:
        return _ToolkitAlone()
    if sys.platform == "win32":
        from app.adapters.foreground.windows import WindowsForeground

        return WindowsForeground()
    if sys.platform == "darwin":
        from app.adapters.foreground.macos import MacForeground

        return MacForeground()
    return X11Foreground() if drawn_by is Windowing.X11 else WaylandForeground()
