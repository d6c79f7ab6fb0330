"""Notifications as the desktops of Linux have them: org.freedesktop.Notifications on the session bus."""

import asyncio
import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message

from app import APPLICATION_ID
from app.adapters.session_bus import SESSION, BusError, SessionBus, open_bus
from app.domain.hotkey import Press
from app.domain.ports import Notifier

_NAME, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_BUS = "org.freedesktop.DBus"
_SERVICE = DBusAddress(_PATH, _NAME, _NAME)
_CLICK = "default"
"""The action of the notification itself."""
_AS_LONG_AS_USUAL = -1
_LONGEST = 1000
"""Characters: what is longer is not shown anywhere, and may break the service."""
_NORMAL = 1
_ANSWERS_WITHIN = 5.0
"""Seconds. The bus may have to start the service first."""


@dataclass(slots=True)
class _Shown:
    name: str
    on_clicked: Callable[[Press], None]
    token: str = ""
    """The desktop's word that a window may come to the front; it comes before the click."""


class FreedesktopNotifier(Notifier):
    """Connects when something is shown. A service that restarts forgets what it showed, and so do we."""

    def __init__(self, icon: Path, address: str = SESSION) -> None:
        """`address` is the bus's."""
        self._icon = icon
        self._address = address
        self._bus: SessionBus | None = None
        self._turn = asyncio.Lock()
        self._is_closed = False
        self._capabilities: frozenset[str] | None = None
        self._shown: dict[int, _Shown] = {}
        """By the service's number."""

    async def show(self, name: str, title: str, text: str, on_clicked: Callable[[Press], None]) -> bool:
        async with self._turn:
            try:
                number = await self._notify(self._number(name), title, text)
            except BusError:
                return False
            self._forget(name)
            self._shown[number] = _Shown(name, on_clicked)
            return True

    async def withdraw(self, name: str) -> None:
        async with self._turn:
            if number := self._number(name):
                self._forget(name)
                await self._close_notification(number)

    async def close(self) -> None:
        """What it shows is withdrawn: nobody would answer a click on it. A mute service holds nobody up."""
        self._is_closed = True
        for number in tuple(self._shown):
            await self._close_notification(number)
        await self._leave()
        async with self._turn:  # what was on its way to the bus in this moment
            await self._leave()

    async def _notify(self, replaces: int, title: str, text: str) -> int:
        """The number of what is shown. Raises BusError."""
        bus = await self._connected()
        if self._capabilities is None:
            (names,) = await bus.call(_SERVICE, "GetCapabilities", within=_ANSWERS_WITHIN, gives="as")
            self._capabilities = frozenset(names)
        text = _fit(text)
        if "body-markup" in self._capabilities:
            text = html.escape(text, quote=False)
        # Some services make a dialog of what has actions, if they know none.
        actions = [_CLICK, "Open"] if "actions" in self._capabilities else []
        hints: dict[str, tuple[str, Any]] = {
            "desktop-entry": ("s", APPLICATION_ID),
            "category": ("s", "im.received"),
            "urgency": ("y", _NORMAL),
        }
        body = (
            "Rivulet",
            replaces,
            self._icon.as_uri(),
            _fit(title),
            text,
            actions,
            hints,
            _AS_LONG_AS_USUAL,
        )
        (number,) = await bus.call(
            _SERVICE, "Notify", "susssasa{sv}i", body, within=_ANSWERS_WITHIN, gives="u"
        )
        return int(number)

    async def _close_notification(self, number: int) -> None:
        if self._bus is not None:
            await self._bus.tell(_SERVICE, "CloseNotification", "u", (number,))

    async def _connected(self) -> SessionBus:
        """Raises BusError."""
        if self._bus is not None and not self._bus.is_open:
            await self._leave()
        if self._is_closed:
            raise BusError("Nothing is shown any more.")
        if self._bus is None:
            self._bus = await open_bus(self._on_signal, self._address)
            try:
                await self._bus.listen(sender=_NAME, interface=_NAME, path=_PATH)
                await self._bus.listen(sender=_BUS, interface=_BUS, member="NameOwnerChanged", arg0=_NAME)
            except BusError:
                await self._leave()
                raise
        return self._bus

    async def _leave(self) -> None:
        bus, self._bus = self._bus, None
        self._forget_all()
        if bus is not None:
            await bus.close()

    def _on_signal(self, message: Message) -> None:
        match message.header.fields.get(HeaderFields.member), message.body:
            case "ActivationToken", (int(number), str(token)) if number in self._shown:
                self._shown[number].token = token
            case "ActionInvoked", (int(number), "default") if number in self._shown:
                # Not forgotten yet: some services leave what was clicked on the screen until it is withdrawn.
                clicked = self._shown[number]
                asyncio.get_running_loop().call_soon(clicked.on_clicked, Press(token=clicked.token))
            case "NotificationClosed", (int(number), _):
                self._shown.pop(number, None)
            case "NameOwnerChanged", _:
                self._forget_all()

    def _number(self, name: str) -> int:
        """0, as the service has it, if it is not shown."""
        return next((number for number, shown in self._shown.items() if shown.name == name), 0)

    def _forget(self, name: str) -> None:
        self._shown.pop(self._number(name), None)

    def _forget_all(self) -> None:
        self._shown.clear()
        self._capabilities = None


def _fit(text: str) -> str:
    """What a string of the bus can hold: no NUL, and no half of a surrogate pair."""
    return text[:_LONGEST].replace("\0", "\ufffd").encode("utf-8", "replace").decode()
