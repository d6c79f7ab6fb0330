"""A service on a bus of the test's own, in a thread of its own. Entering another one is its restart."""

import threading
from collections.abc import Callable
from typing import ClassVar, Self

from jeepney import Message, MessageType
from jeepney.bus_messages import message_bus
from jeepney.io.threading import (
    DBusConnection,
    DBusRouter,
    Proxy,
    ReceiveStopped,
    open_dbus_connection,
)


class BusService:
    """Has its name on the bus while it is entered; who derives from it says how it takes calls."""

    NAME: ClassVar[str]
    address: str
    """The bus's."""

    def wait(self, condition: Callable[[], object]) -> None:
        """Until it is so, after some call."""
        with self._came:
            assert self._came.wait_for(condition, 5), f"{self.NAME} was not asked in time"

    def __enter__(self) -> Self:
        self._came = threading.Condition()
        self._connection: DBusConnection = open_dbus_connection(self.address)
        with DBusRouter(self._connection) as router:
            assert Proxy(message_bus, router, timeout=5).RequestName(self.NAME) == (1,)
        self._thread = threading.Thread(target=self._serve, name=self.NAME)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.interrupt()
        self._thread.join(5)
        self._connection.close()

    def _take(self, call: Message) -> None:
        """In its thread, while nobody else looks at what it has."""
        raise NotImplementedError

    def _serve(self) -> None:
        while True:
            try:
                call = self._connection.receive()
            except ReceiveStopped:
                return
            if call.header.message_type is MessageType.method_call:
                with self._came:
                    self._take(call)
                    self._came.notify_all()
