"""The offline Guide: an OpenAI-compatible server on loopback, in a thread and on a loop of its own."""

import asyncio
import errno
import logging
import socket
import threading
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType

from app.adapters.guide.answers import Guide
from app.adapters.guide.connection import Connection, StreamCount
from app.adapters.guide.endpoints import Endpoints
from app.adapters.guide.manual import Manual
from app.domain.problem import EnvironmentFault

log = logging.getLogger("rivulet.guide")

HOST = "127.0.0.1"


class GuideServer:
    """Serves the manual and the demos to any OpenAI client on this machine.

    ``with GuideServer(manual) as url:`` runs it for a block. It can be started again after a stop.
    """

    def __init__(self, manual: Path | Traversable) -> None:
        """`manual` is the folder of the Markdown chapters; it is read at `start`."""
        self._folder = manual
        self._open_streams = StreamCount()
        self._running: _Running | None = None

    @property
    def open_streams(self) -> int:
        """Answers that are being made right now, silent ones included."""
        return self._open_streams.value

    def start(self, port: int = 0) -> str:
        """Listens and returns the base URL. Port 0 takes a free one.

        Raises EnvironmentFault if the port cannot be had, or the manual cannot be read.
        """
        if self._running is not None:
            raise RuntimeError("the Guide already runs")
        endpoints = Endpoints(Guide(Manual(self._folder)))
        listener = _listen(port)
        self._running = _Running(listener, endpoints, self._open_streams)
        return f"http://{HOST}:{listener.getsockname()[1]}/v1"

    def stop(self) -> None:
        """Closes all connections, whatever they are doing, and waits for the thread. Safe to call twice."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Running:
    """A thread that serves until it is told to stop."""

    def __init__(self, listener: socket.socket, endpoints: Endpoints, open_streams: StreamCount) -> None:
        self._listener = listener
        self._endpoints = endpoints
        self._open_streams = open_streams
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guide", daemon=True)
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._accept, sock=self._listener)
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for task, writer in self._clients.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*self._clients, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer, self._endpoints, self._open_streams)
        task = asyncio.create_task(connection.serve(), name="guide connection")
        self._clients[task] = writer
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        del self._clients[task]
        if not task.cancelled() and (error := task.exception()):
            log.error("a connection of the Guide failed", exc_info=error)


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OverflowError:
        raise EnvironmentFault(f"{port} is not a port; ports go from 0 to 65535.") from None
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                sentence = f"Port {port} is already in use by another program."
            case errno.EACCES:
                sentence = f"The system does not let Rivulet use port {port}."
            case _:
                sentence = f"The Guide cannot listen on this machine ({error.strerror})."
        raise EnvironmentFault(sentence) from error
