"""A small real HTTP proxy on loopback, which leads all that is asked of it to one server.

    with WireServer() as server, Proxy(server.port) as proxy:
        ... ask http://api.example/v1 through proxy.url ...
        assert proxy.asked == ["CONNECT api.example:443"]

So the names of servers need not be real. With `credentials` it lets only those through who send them.
"""

import asyncio
import base64
from contextlib import suppress

from tests.wire.listener import Listener

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_WHO = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy(Listener):
    def __init__(self, server_port: int, credentials: str = "", refusal: bytes = b"") -> None:
        """
        Args:
            credentials: name:password, which everybody has to send.
            refusal: the answer to everybody, in place of letting them through.
        """
        super().__init__("wire-proxy")
        self.asked: list[str] = []
        """Method and target of each request."""
        self._server_port = server_port
        self._credentials = base64.b64encode(credentials.encode()).decode()
        self._refusal = refusal

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(head, reader, writer)
            finally:
                writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        self.asked.append(f"{method} {target}")
        sent = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if self._credentials and sent.get("proxy-authorization") != f"Basic {self._credentials}":
            writer.write(_WHO)
            await writer.drain()
            return
        if self._refusal:
            writer.write(self._refusal)
            await writer.drain()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        if method == "CONNECT":
            writer.write(_ESTABLISHED)
        else:
            far_writer.write(head)
        try:
            await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))
        finally:
            far_writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()


class SocksProxy(Proxy):
    """The same for SOCKS5, with `credentials` or without."""

    @property
    def url(self) -> str:
        return f"socks5://127.0.0.1:{self.port}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            try:
                if await self._admitted(reader, writer):
                    await self._led(reader, writer)
            finally:
                writer.close()

    async def _admitted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        if not self._credentials:
            writer.write(b"\x05\x00")
            return True
        writer.write(b"\x05\x02")
        _, length = await reader.readexactly(2)
        name = await reader.readexactly(length)
        password = await reader.readexactly((await reader.readexactly(1))[0])
        is_right = base64.b64encode(name + b":" + password).decode() == self._credentials
        writer.write(b"\x01\x00" if is_right else b"\x01\x01")
        await writer.drain()
        return is_right

    async def _led(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readexactly(4)
        assert head == b"\x05\x01\x00\x03", "the name is for the proxy to look up"
        name = await reader.readexactly((await reader.readexactly(1))[0])
        port = int.from_bytes(await reader.readexactly(2))
        self.asked.append(f"SOCKS {name.decode()}:{port}")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x01")
        try:
            await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))
        finally:
            far_writer.close()
