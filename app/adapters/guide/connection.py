"""One client of the Guide's server: HTTP/1.1 on a socket, so that a demo can stall or cut it."""

import asyncio
import contextlib
import json
import secrets
import socket
import struct
import sys
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

import h11

from app.adapters.guide.endpoints import Endpoints, Request
from app.adapters.guide.event_stream import ConnectionCut
from app.adapters.guide.replies import Document, Pending, Stream, rejected
from app.adapters.guide.request_body import BODY_CAP
from app.adapters.guide.script import Rejection

_READ_SIZE = 65_536
_PIPELINE_CAP = 1_048_576


class StreamCount:
    """How many clients are being answered right now. Written on the server's thread, read on any."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0

    def __enter__(self) -> None:
        self.value += 1

    def __exit__(self, *_: object) -> None:
        self.value -= 1


class Connection:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        endpoints: Endpoints,
        open_streams: StreamCount,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._endpoints = endpoints
        self._open_streams = open_streams
        self._http = h11.Connection(h11.SERVER)

    async def serve(self) -> None:
        """Answers requests, one after the other, until the client goes."""
        try:
            await self._talk()
            self._writer.close()
            await self._writer.wait_closed()
        except ConnectionCut:
            self._prepare_reset()
        except ConnectionError:
            pass
        finally:
            self._writer.transport.abort()

    async def _talk(self) -> None:
        try:
            while await self._exchange():
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                status = error.error_status_hint or 400
                await self._send_document(rejected(Rejection(status, "The request is not valid HTTP.")))

    async def _exchange(self) -> bool:
        """One request and its reply. Returns whether another one may follow."""
        request = await self._request()
        if request is None:
            return False
        stayed = await self._while_client_stays(self._answer(request))
        return stayed and self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _request(self) -> Request | None:
        head = await self._next_event()
        if not isinstance(head, h11.Request):
            return None
        body: bytearray | None = bytearray()
        while isinstance(event := await self._next_event(), h11.Data):
            # What is too large is still read to its end: a client that writes does not read the refusal.
            if body is not None:
                body += event.data
                body = body if len(body) <= BODY_CAP else None
        if not isinstance(event, h11.EndOfMessage):
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        return Request(
            head.method.decode(), head.target.decode(), headers, None if body is None else bytes(body)
        )

    async def _next_event(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[]))
            self._http.receive_data(await self._reader.read(_READ_SIZE))
        return event

    async def _while_client_stays(self, work: Coroutine[Any, Any, None]) -> bool:
        """Runs `work`, and stops it at once when the client goes. Returns whether the client stayed."""
        answering, leaving = asyncio.ensure_future(work), asyncio.ensure_future(self._client_left())
        try:
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                return False
            answering.result()
            return True
        finally:
            answering.cancel()
            leaving.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)

    async def _client_left(self) -> None:
        """Returns when the client has closed the connection, or talks on and on before its turn."""
        early = 0
        while early < _PIPELINE_CAP and (data := await self._reader.read(_READ_SIZE)):
            self._http.receive_data(data)
            early += len(data)

    async def _answer(self, request: Request) -> None:
        match self._endpoints.reply(request):
            case Document() as reply:
                await self._send_document(reply)
            case Pending(document):
                with self._open_streams:
                    await self._send_document(await document)
            case Stream(events):
                with self._open_streams:
                    await self._stream(events)

    async def _stream(self, events: AsyncGenerator[bytes, None]) -> None:
        headers = [*_common_headers("text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache")]
        await self._send(h11.Response(status_code=200, headers=headers))
        async with contextlib.aclosing(events):
            async for data in events:
                await self._send(h11.Data(data=data))
        await self._send(h11.EndOfMessage())

    async def _send_document(self, reply: Document) -> None:
        body = json.dumps(reply.body).encode()
        headers = [*_common_headers("application/json"), *reply.headers, ("Content-Length", str(len(body)))]
        await self._send(
            h11.Response(status_code=reply.status, headers=headers), h11.Data(data=body), h11.EndOfMessage()
        )

    async def _send(self, *events: h11.Event) -> None:
        self._writer.write(b"".join(self._http.send(event) or b"" for event in events))
        await self._writer.drain()
        # An unfilled buffer does not make `drain` yield; others, and a stop, want their turn.
        await asyncio.sleep(0)

    def _prepare_reset(self) -> None:
        # With a linger time of zero a close is a reset. Windows has shorts in this structure.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def _common_headers(content_type: str) -> list[tuple[str, str]]:
    request_id = f"req_{secrets.token_hex(12)}"
    return [("Content-Type", content_type), ("X-Request-Id", request_id), ("Server", "rivulet-guide")]
