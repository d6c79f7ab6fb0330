"""A stand-in for a desktop's notification service, on a bus of the test's own.

    with NotificationService(address) as service:
        ... show something ...
        (shown,) = service.wait(1)
        service.click(shown.number, token="t")

It runs in a thread of its own. Leaving it and entering another one is the service's restart.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.threading import DBusConnection, ReceiveStopped, open_dbus_connection

_NAME = "org.freedesktop.Notifications"
_SELF = DBusAddress("/org/freedesktop/Notifications", _NAME, _NAME)


@dataclass(frozen=True)
class Shown:
    number: int
    title: str
    text: str
    actions: tuple[str, ...]
    hints: dict[str, Any]
    icon: str


class NotificationService:
    def __init__(
        self,
        address: str,
        capabilities: Sequence[str] = ("actions", "body", "body-markup"),
        *,
        is_mute: bool = False,
    ) -> None:
        """`is_mute`: it takes calls, and answers none."""
        self.shown: dict[int, Shown] = {}
        """What is to be seen now, by its number."""
        self.count = 0
        """How many came."""
        self._capabilities = [*capabilities]
        self._is_mute = is_mute
        self._connection: DBusConnection = open_dbus_connection(address)
        self._came = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="notification-service")

    def wait(self, count: int) -> list[Shown]:
        """What is to be seen, once so many have come."""
        self._until(lambda: self.count >= count)
        return [*self.shown.values()]

    def wait_empty(self) -> None:
        self._until(lambda: not self.shown)

    def _until(self, condition: Callable[[], bool]) -> None:
        with self._came:
            assert self._came.wait_for(condition, 5), (self.count, self.shown)

    def click(self, number: int, action: str = "default", token: str = "") -> None:
        """It stays on the screen, as some services have it."""
        if token:
            self._signal("ActivationToken", "us", (number, token))
        self._signal("ActionInvoked", "us", (number, action))

    def dismiss(self, number: int) -> None:
        self._signal("NotificationClosed", "uu", (number, 2))
        self.shown.pop(number, None)

    def _signal(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        self._connection.send(new_signal(_SELF, name, signature, body))

    # Its life

    def __enter__(self) -> Self:
        self._connection.send(message_bus.RequestName(_NAME))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.interrupt()
        self._thread.join(5)
        self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                call = self._connection.receive()
            except ReceiveStopped:
                return
            if call.header.message_type is MessageType.method_call and not self._is_mute:
                self._connection.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        match call.header.fields[HeaderFields.member], call.body:
            case "GetCapabilities", _:
                return new_method_return(call, "as", (self._capabilities,))
            case "Notify", (_, replaces, icon, title, text, actions, hints, _):
                values = {name: value for name, (_, value) in hints.items()}
                with self._came:
                    self.count += 1
                    number = replaces or self.count
                    self.shown[number] = Shown(number, title, text, tuple(actions), values, icon)
                    self._came.notify_all()
                return new_method_return(call, "u", (number,))
            case "CloseNotification", (number,):
                with self._came:
                    self.shown.pop(number, None)
                    self._came.notify_all()
                self._signal("NotificationClosed", "uu", (number, 3))
                return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
