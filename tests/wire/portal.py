"""A stand-in for xdg-desktop-portal with its GlobalShortcuts, on a bus of the test's own.

with Portal(address) as portal:
    ... claim a key ...
    portal.press(token="t")
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, new_error, new_method_return, new_signal

from tests.wire.bus_service import BusService

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_UNKNOWN = "org.freedesktop.DBus.Error.UnknownMethod"
_NOT_ALLOWED = "org.freedesktop.portal.Error.NotAllowed"

DONE, CANCELLED = 0, 1


@dataclass(frozen=True)
class Bound:
    """A key that somebody has asked for."""

    sender: str
    session: str
    request: str
    id: str
    wish: dict[str, Any]


@dataclass
class Portal(BusService):
    NAME = NAME

    address: str
    offers_shortcuts: bool = True
    needs_registry: bool = True
    """As since 1.21: an application without a name gets nothing."""
    has_registry: bool = True
    applications: Path | None = None
    """Where the .desktop file of who registers has to be; None believes everybody."""
    trigger: str | None = None
    """What the desktop makes of every wish; None grants it."""
    answers: int | None = DONE
    """What the user says to its dialog; None says nothing until `answer`."""
    shortcuts: tuple[str, Any] | None = None
    """What it tells of the keys that it gave, with its type; None tells the truth."""
    takes_wishes: bool = True
    """Else it never answers the call itself, and only has it in `swallowed`."""
    swallowed: int = 0
    registered: dict[str, str] = field(default_factory=dict)
    """Names of applications, by the sender."""
    bound: list[Bound] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    # What the desktop and its user do

    def press(self, token: str = "", time: int = 4711) -> None:
        one = self.bound[-1]
        options = {"activation_token": ("s", token)} if token else {}
        self._tell("Activated", "osta{sv}", (one.session, one.id, time, options), one.sender)
        self._tell("Deactivated", "osta{sv}", (one.session, one.id, time + 90, {}), one.sender)

    def change(self, trigger: str | None) -> None:
        """In the desktop's settings; None takes the key away."""
        one = self.bound[-1]
        shortcuts = [] if trigger is None else [(one.id, {"trigger_description": ("s", trigger)})]
        self._tell("ShortcutsChanged", "oa(sa{sv})", (one.session, shortcuts), one.sender)

    def end_session(self) -> None:
        one = self.bound[-1]
        address = DBusAddress(one.session, interface="org.freedesktop.portal.Session")
        self._send(new_signal(address, "Closed", "a{sv}", ({},)), one.sender)

    def answer(self, code: int) -> None:
        """To the last wish."""
        one = self.bound[-1]
        trigger = one.wish["preferred_trigger"][1] if self.trigger is None else self.trigger
        shortcuts = [
            (one.id, {"description": one.wish["description"], "trigger_description": ("s", trigger)})
        ]
        told = self.shortcuts or ("a(sa{sv})", shortcuts)
        results = {"shortcuts": told} if code == DONE else {}
        self._respond(one.request, one.sender, code, results)

    def tell_oddly(self, name: str, signature: str, *body: Any) -> None:
        """A signal of the session, of which the rest is not as it should be."""
        one = self.bound[-1]
        self._tell(name, signature, (one.session, *body), one.sender)

    # How it takes what programs ask

    def _take(self, call: Message) -> None:
        fields = call.header.fields
        sender, method = fields[HeaderFields.sender], fields[HeaderFields.member]
        is_nameless = self.needs_registry and sender not in self.registered
        match method, call.body:
            case "Register", (name, _) if self.has_registry and not self._is_installed(name):
                told = f"Could not register app ID: App info not found for '{name}'"
                self._connection.send(new_error(call, "org.freedesktop.portal.Error.Failed", "s", (told,)))
            case "Register", (name, _) if self.has_registry:
                self.registered[sender] = name
                self._connection.send(new_method_return(call))
            case "Get", ("org.freedesktop.portal.GlobalShortcuts", "version") if self.offers_shortcuts:
                self._connection.send(new_method_return(call, "v", (("u", 2),)))
            case (("CreateSession" | "BindShortcuts"), _) if is_nameless:
                self._connection.send(new_error(call, _NOT_ALLOWED, "s", ("An app id is required",)))
            case "CreateSession", (options,):
                request = self._request(call, options)
                session = (
                    f"{PATH}/session/{sender[1:].replace('.', '_')}/{options['session_handle_token'][1]}"
                )
                self._respond(request, sender, DONE, {"session_handle": ("s", session)})
            case "BindShortcuts", _ if not self.takes_wishes:
                self.swallowed += 1
            case "BindShortcuts", (session, [(name, wish)], _, options):
                self.bound.append(Bound(sender, session, self._request(call, options), name, wish))
                if self.answers is not None:
                    self.answer(self.answers)
            case "Close", _:
                self.closed.append(fields[HeaderFields.path])
            case _:
                self._connection.send(new_error(call, _UNKNOWN))

    def _is_installed(self, name: str) -> bool:
        return self.applications is None or (self.applications / f"{name}.desktop").exists()

    def _request(self, call: Message, options: dict[str, Any]) -> str:
        sender = call.header.fields[HeaderFields.sender]
        path = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle_token'][1]}"
        self._connection.send(new_method_return(call, "o", (path,)))
        return path

    def _respond(self, request: str, sender: str, code: int, results: dict[str, Any]) -> None:
        address = DBusAddress(request, interface="org.freedesktop.portal.Request")
        self._send(new_signal(address, "Response", "ua{sv}", (code, results)), sender)

    def _tell(self, name: str, signature: str, body: tuple[Any, ...], sender: str) -> None:
        self._send(new_signal(DBusAddress(PATH, interface=SHORTCUTS), name, signature, body), sender)

    def _send(self, signal: Message, receiver: str) -> None:
        signal.header.fields[HeaderFields.destination] = receiver
        self._connection.send(signal)
