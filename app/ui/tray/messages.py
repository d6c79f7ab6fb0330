"""The system's notifications where they are the tray icon's: on Windows and macOS."""

from collections.abc import Callable

from app.domain.hotkey import Press
from app.domain.ports import Notifier
from app.ui.tray.tray import Tray


class TrayMessages(Notifier):
    """They go by themselves after some seconds, and a click is the last one's."""

    def __init__(self, tray: Tray) -> None:
        self._tray = tray
        self._on_clicked: Callable[[Press], None] = lambda press: None
        tray.message_clicked.connect(lambda: self._on_clicked(Press()))

    async def show(self, name: str, title: str, text: str, on_clicked: Callable[[Press], None]) -> bool:
        self._on_clicked = on_clicked
        return self._tray.show_message(title, text)

    async def withdraw(self, name: str) -> None:
        """The system has no way to."""

    async def close(self) -> None:
        self._on_clicked = lambda press: None
