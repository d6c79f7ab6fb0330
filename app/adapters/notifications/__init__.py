"""The system's notifications, as far as they need no toolkit."""

import sys
from collections.abc import Callable
from pathlib import Path

from app.domain.hotkey import Press
from app.domain.ports import Notifier


def desktop_notifier(icon: Path) -> Notifier | None:
    """The one of this desktop; None where the messages of the tray's icon are the system's notifications.

    It is loaded, and connects, with its first notification.

    Args:
        icon: the program's, as a file.
    """
    if sys.platform != "linux":
        return None

    def made() -> Notifier:
        from app.adapters.notifications.freedesktop import FreedesktopNotifier

        return FreedesktopNotifier(icon)

    return _WhenNeeded(made)


class _WhenNeeded(Notifier):
    """Many runs of the program never show a notification: they have no memory to spare for it."""

    def __init__(self, make: Callable[[], Notifier]) -> None:
        self._make = make
        self._made: Notifier | None = None
        self._is_closed = False

    async def show(self, name: str, title: str, text: str, on_clicked: Callable[[Press], None]) -> bool:
        if self._is_closed:  # an answer may end while the program does
            return False
        if self._made is None:
            self._made = self._make()
        return await self._made.show(name, title, text, on_clicked)

    async def withdraw(self, name: str) -> None:
        if self._made is not None:
            await self._made.withdraw(name)

    async def close(self) -> None:
        self._is_closed = True
        if self._made is not None:
            await self._made.close()
