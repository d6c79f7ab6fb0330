"""A stand-in for a desktop's notification service, on a bus of the test's own.

with NotificationService(address) as service:
    ... show something ...
    (shown,) = service.wait_shown(1)
    service.click(shown.number, token="t")
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, new_error, new_method_return, new_signal

from tests.wire.bus_service import BusService

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


class NotificationService(BusService):
    NAME = _NAME

    def __init__(
        self,
        address: str,
        capabilities: Sequence[str] = ("actions", "body", "body-markup"),
        *,
        is_mute: bool = False,
        odd: Mapping[str, tuple[str, tuple[Any, ...]]] | None = None,
    ) -> None:
        """
        Args:
            is_mute: it takes calls, and answers none.
            odd: by a method's name, what it answers in place of what it should.
        """
        self.address = address
        self.shown: dict[int, Shown] = {}
        """What is to be seen now, by its number."""
        self.count = 0
        """How many came."""
        self._capabilities = [*capabilities]
        self._is_mute = is_mute
        self._odd = odd or {}

    def wait_shown(self, count: int) -> list[Shown]:
        """What is to be seen, once so many have come."""
        self.wait(lambda: self.count >= count)
        return [*self.shown.values()]

    def wait_empty(self) -> None:
        self.wait(lambda: not self.shown)

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

    # How it takes what programs ask

    def _take(self, call: Message) -> None:
        if not self._is_mute:
            self._connection.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        if (odd := self._odd.get(call.header.fields[HeaderFields.member])) is not None:
            return new_method_return(call, *odd)
        match call.header.fields[HeaderFields.member], call.body:
            case "GetCapabilities", _:
                return new_method_return(call, "as", (self._capabilities,))
            case "Notify", (_, replaces, icon, title, text, actions, hints, _):
                values = {name: value for name, (_, value) in hints.items()}
                self.count += 1
                number = replaces or self.count
                self.shown[number] = Shown(number, title, text, tuple(actions), values, icon)
                return new_method_return(call, "u", (number,))
            case "CloseNotification", (number,):
                self.shown.pop(number, None)
                self._signal("NotificationClosed", "uu", (number, 3))
                return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
