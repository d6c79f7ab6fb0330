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
from app.adapters.guide.responses import STREAM_WINDOW, Responses
from app.domain.problem import EnvironmentFault

log = logging.getLogger("rivulet.guide")

HOST = "127.0.0.1"


class GuideServer:
    """Serves the manual and the demos to any OpenAI client on this machine.

    ``with GuideServer(manual) as url:`` runs it for a block. It can be started again after a stop.
    """

    def __init__(
        self, manual: Path | Traversable, *, stream_window: float = STREAM_WINDOW, speed: float = 1.0
    ) -> None:
        """What it keeps lives from `start` to `stop`.

        Args:
            manual: the folder of the Markdown chapters; it is read at `start`.
            stream_window: seconds after which an answer in the background is no longer streamed anew.
            speed: how many times as fast as one can read along it answers.
        """
        self._folder = manual
        self._speed = speed
        self._stream_window = stream_window
        self._open_streams = StreamCount()
        self._running: _Running | None = None

    @property
    def open_streams(self) -> int:
        """Clients that are being answered right now, those that hear nothing included."""
        return self._open_streams.value

    def start(self, port: int = 0) -> str:
        """Listens and returns the base URL. Port 0 takes a free one.

        Raises EnvironmentFault if the port cannot be had, or the manual cannot be read.
        """
        if self._running is not None:
            raise RuntimeError("the Guide already runs")
        guide = Guide(Manual(self._folder), speed=self._speed)
        endpoints = Endpoints(guide, Responses(guide, self._stream_window))
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
        self._clients: dict[asyncio.Task[None], socket.socket] = {}
        # The one loop that has `add_reader` on each system. asyncio's own server leaks a client that
        # comes while it closes, so clients are let in by hand.
        self._loop = asyncio.SelectorEventLoop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="guide", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, self._listener:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._open_door()
        await self._stopping.wait()
        self._loop.remove_reader(self._listener)
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        # Answers in the background are ended by the runner.

    def _open_door(self) -> None:
        self._loop.add_reader(self._listener, self._let_in)

    def _let_in(self) -> None:
        try:
            client, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            log.warning("the Guide cannot take another connection: %s", error)
            self._loop.remove_reader(self._listener)
            self._loop.call_later(1, self._open_door)
            return
        task = self._loop.create_task(self._talk(client), name="guide connection")
        self._clients[task] = client
        task.add_done_callback(self._forget)

    async def _talk(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader, writer = await asyncio.open_connection(sock=client)
        await Connection(reader, writer, self._endpoints, self._open_streams).serve()

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._clients.pop(task).close()
        if not task.cancelled() and (error := task.exception()):
            log.error("a connection of the Guide failed", exc_info=error)


def _listen(port: int) -> socket.socket:
    if not 0 <= port <= 65_535:
        raise EnvironmentFault(f"{port} is not a port; ports go from 0 to 65535.")
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                sentence = f"Port {port} is already in use by another program."
            case errno.EACCES:
                sentence = f"The system does not let Rivulet use port {port}."
            case _:
                sentence = f"The Guide cannot listen on this machine ({error.strerror})."
        raise EnvironmentFault(sentence) from error
    listener.setblocking(False)
    return listener
