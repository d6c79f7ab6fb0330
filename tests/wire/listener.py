"""A server on loopback in a thread of its own: its times are true even when the tested loop is blocked."""

import asyncio
import ssl
import threading
from typing import Self


class Listener:
    """Listens on 127.0.0.1 while it is entered; who derives from it says how it talks with one client."""

    def __init__(self, name: str, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self._tls = tls
        self._talks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def close_connections(self) -> None:
        """Ends all that are open, whatever goes on in them, and returns when that is done."""
        asyncio.run_coroutine_threadsafe(self._close_connections(), self._loop).result(5)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)
        assert not self._thread.is_alive()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._talk(reader, writer))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        await self._close_connections()

    async def _close_connections(self) -> None:
        talks = [*self._talks]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
