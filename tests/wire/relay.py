"""A stretch of network between a client and a server that a test can cut, and mend.

with Relay("http://127.0.0.1:8080/v1") as relay:
    ... talk to relay.base_url ...
    relay.cut()            # all connections break, new ones are refused
    relay.mend()
"""

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)


class Relay:
    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._target = parts.hostname, parts.port
        self._path = parts.path
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._cut = False
        self.silent = False
        """Takes what comes and passes nothing on, as a network does that has gone."""
        self.delay = 0.0
        """Seconds that each piece takes from the server to the client."""
        self.requests: list[str] = []
        """The first line of each request, such as "GET /v1/models HTTP/1.1"."""
        self.connections = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self._start(self._let_in)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}{self._path}"

    def cut(self) -> None:
        """Breaks all connections, and each new one as soon as it is made."""
        with self._lock:
            self._cut = True
            self._break_all()

    def mend(self) -> None:
        with self._lock:
            self._cut = self.silent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._lock:
            self._cut = True
            self._break_all()
        for thread in self._threads:
            thread.join()

    def _start(self, work, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _break_all(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.shutdown(socket.SHUT_RDWR)

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if self._cut:
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self.connections += 1
                with self._lock:
                    self._ends |= {near, far}
                self._start(self._carry, near, far)
                self._start(self._carry, far, near)

    def _carry(self, source: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                if piece.startswith((b"GET ", b"POST ")):
                    self.requests.append(piece.partition(b"\r\n")[0].decode())
                elif self.delay:
                    time.sleep(self.delay)
                if not self.silent:
                    goal.sendall(piece)
        for end in (source, goal):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            for end in (source, goal):
                self._ends.discard(end)
        # Closed once by each direction; the second close does nothing.
        source.close()
        goal.close()
