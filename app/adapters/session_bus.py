"""A connection to the desktop's own bus (D-Bus), on the loop: it costs nothing while nobody speaks."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageFlag, MessageType, new_method_call
from jeepney.auth import AuthenticationError
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, open_dbus_connection
from jeepney.io.common import RouterClosed
from jeepney.wrappers import DBusErrorResponse

SESSION = "SESSION"
"""The bus that the environment names."""

_CONNECT_WITHIN = 5.0

# No address in the environment, one that nobody can read, or one where nobody answers as a bus does.
_NO_BUS = (
    KeyError,
    ValueError,
    RuntimeError,
    OSError,
    EOFError,
    AuthenticationError,
    RouterClosed,
    DBusErrorResponse,
)


class BusError(Exception):
    """There is no bus, or who was asked does not answer, or says no: then with the error's name."""


class SessionBus:
    """Made by `open_bus`. Its own task reads what comes; `close` ends it."""

    def __init__(self, connection: DBusConnection, on_signal: Callable[[Message], None]) -> None:
        self._connection = connection
        self._on_signal = on_signal
        self._replies: dict[int, asyncio.Future[Message]] = {}
        self._receiving = asyncio.get_running_loop().create_task(self._receive(), name="session bus")

    @property
    def is_open(self) -> bool:
        return not self._receiving.done()

    def when_gone(self, callback: Callable[[], object]) -> None:
        """Called once, when nothing more can come."""
        self._receiving.add_done_callback(lambda task: callback())

    async def call(
        self,
        to: DBusAddress,
        method: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
        *,
        within: float,
        gives: str | None = None,
    ) -> tuple[Any, ...]:
        """What is answered within so many seconds. Raises BusError.

        Args:
            gives: the signature that the answer has to have; None for any, where it is not read.
        """
        if not self.is_open:
            raise BusError("The bus is gone.")
        serial = next(self._connection.outgoing_serial)
        reply = self._replies[serial] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within):
                await self._connection.send(new_method_call(to, method, signature, body), serial=serial)
                answer = await reply
        except (OSError, TimeoutError) as error:
            raise BusError(f"{method} was not answered.") from error
        finally:
            self._replies.pop(serial, None)
        if answer.header.message_type is MessageType.error:
            raise BusError(answer.header.fields.get(HeaderFields.error_name, ""))
        if gives is not None and signature_of(answer) != gives:
            raise BusError(f"{method} was answered otherwise than it is to be.")
        return tuple(answer.body)

    async def tell(
        self, to: DBusAddress, method: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> None:
        """A call whose answer nobody waits for."""
        message = new_method_call(to, method, signature, body)
        message.header.flags |= MessageFlag.no_reply_expected
        with suppress(OSError):
            await self._connection.send(message)

    async def listen(self, **rule: str) -> None:
        """Signals that fit this match rule come to `on_signal`. Raises BusError."""
        wanted = ",".join(f"{key}='{value}'" for key, value in {"type": "signal", **rule}.items())
        await self.call(message_bus, "AddMatch", "s", (wanted,), within=_CONNECT_WITHIN)

    async def close(self) -> None:
        self._receiving.cancel()
        await asyncio.wait([self._receiving])
        with suppress(OSError):
            await self._connection.close()

    async def _receive(self) -> None:
        try:
            while True:
                message = await self._connection.receive()
                reply_to = message.header.fields.get(HeaderFields.reply_serial, -1)
                if message.header.message_type is MessageType.signal:
                    self._on_signal(message)
                elif (reply := self._replies.get(reply_to)) is not None and not reply.done():
                    reply.set_result(message)
        except (OSError, EOFError):
            pass
        finally:
            for reply in self._replies.values():
                if not reply.done():
                    reply.set_exception(ConnectionResetError("The bus is gone."))
                    reply.exception()  # who asked may have given up meanwhile, which is no bug


def signature_of(message: Message) -> str:
    """The types of what it says: whoever sends one of another kind is not understood."""
    return str(message.header.fields.get(HeaderFields.signature, ""))


async def open_bus(on_signal: Callable[[Message], None], address: str = SESSION) -> SessionBus:
    """Raises BusError."""
    try:
        async with asyncio.timeout(_CONNECT_WITHIN):
            connection = await open_dbus_connection(address)
    except _NO_BUS as error:
        raise BusError("There is no session bus.") from error
    return SessionBus(connection, on_signal)
