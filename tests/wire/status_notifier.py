"""A stand-in for the panel of a desktop: a status notifier watcher and host on a bus of the test's own."""

import queue
import re
import time
from dataclasses import dataclass
from typing import Any, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.wire.bus_service import BusService

WATCHER = "org.kde.StatusNotifierWatcher"
_HOSTED = ("b", True)
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"


@dataclass(frozen=True)
class Entry:
    """One line of a menu, as the panel shows it."""

    id: int
    label: str
    properties: dict[str, Any]
    children: tuple["Entry", ...]


class Item:
    """An icon in the panel, seen and pressed from there."""

    def __init__(self, bus: DBusConnection, service: str, path: str) -> None:
        self.service = service
        self._bus = bus
        self._item = DBusAddress(path, service, _ITEM)

    def told(self, name: str) -> Any:
        """Its value, without the type."""
        return self._ask(Properties(self._item).get(name))[0][1]

    def activate(self) -> None:
        """A left click."""
        self._ask(new_method_call(self._item, "Activate", "ii", (0, 0)))

    def activate_secondarily(self) -> None:
        """A middle click."""
        self._ask(new_method_call(self._item, "SecondaryActivate", "ii", (0, 0)))

    def menu(self) -> list[Entry]:
        asked = new_method_call(self._menu, "GetLayout", "iias", (0, -1, []))
        _revision, root = self._ask(asked)
        return list(_entry(root).children)

    def choose(self, entry: Entry) -> None:
        """Clicks an entry of the menu."""
        when = int(time.monotonic() * 1000) & 0xFFFFFFFF
        self._ask(new_method_call(self._menu, "Event", "isvu", (entry.id, "clicked", ("s", ""), when)))

    @property
    def _menu(self) -> DBusAddress:
        return DBusAddress(self.told("Menu"), self.service, _MENU)

    def _ask(self, message: Message) -> Any:
        reply = self._bus.send_and_get_reply(message, timeout=5)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body


class Panel(BusService):
    """Answers as a watcher does; leaving it is what a crash or a restart of the panel is."""

    NAME = WATCHER

    def __init__(self, address: str) -> None:
        self.address = address
        self._items: queue.SimpleQueue[Item] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        self._asking = open_dbus_connection(self.address)
        return super().__enter__()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._asking.close()

    def item(self, seconds: float = 5) -> Item:
        """The next icon that comes."""
        return self._items.get(timeout=seconds)

    def has_item(self) -> bool:
        return not self._items.empty()

    def _take(self, call: Message) -> None:
        fields = call.header.fields
        match fields[HeaderFields.member], call.body:
            case "RegisterStatusNotifierItem", (told,):
                self._register(fields[HeaderFields.sender], told)
                reply = new_method_return(call)
            case "Get", (_, "IsStatusNotifierHostRegistered"):
                reply = new_method_return(call, "v", (_HOSTED,))
            case "Get", (_, "ProtocolVersion"):
                reply = new_method_return(call, "v", (("i", 0),))
            case "GetAll", _:
                reply = new_method_return(call, "a{sv}", ({"IsStatusNotifierHostRegistered": _HOSTED},))
            case _:
                reply = new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
        self._connection.send(reply)

    def _register(self, sender: str, told: str) -> None:
        """An item tells its service, or its path alone."""
        service, path = (sender, told) if told.startswith("/") else (told, "/StatusNotifierItem")
        self._items.put(Item(self._asking, service, path))


def shown(label: str) -> str:
    """What a host makes of a label: the first single underscore marks a key, two are one."""
    return re.sub(r"_(.)", r"\1", label)


def _entry(layout: tuple[int, dict[str, Any], list[Any]]) -> Entry:
    number, properties, children = layout
    plain = {name: value for name, (_type, value) in properties.items()}
    below = tuple(_entry(child) for _type, child in children)
    return Entry(number, shown(plain.get("label", "")), plain, below)
