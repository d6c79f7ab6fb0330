"""Where a second start is heard: a socket in the file system, with the means of Python alone.

QtNetwork has the same for all systems, and takes 3 MB for it.
"""

import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier

from app.boot.opening import HEARD, LONGEST_LINE, Opening, opening_of_line

assert sys.platform != "win32"  # checkers of types look no further there

_READ = 65536
"""Bytes at a time."""


def has_heard(place: str, line: bytes, deadline: float) -> bool:
    """Says this line to who listens there; whether it was heard. `deadline` is of the monotonic clock."""
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX) as speaker:
            speaker.settimeout(_left(deadline))
            speaker.connect(place)
            speaker.sendall(line)
            while answer != HEARD:
                speaker.settimeout(_left(deadline))
                said = speaker.recv(len(HEARD))
                if not said:
                    return False
                answer += said
    except OSError:
        return False
    return True


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


class Door(QObject):
    """Listens for second starts, of this user alone."""

    def __init__(self, place: str, on_ring: Callable[[Opening], None], parent: QObject) -> None:
        super().__init__(parent)
        self.place = place
        """Where it listens; "" where it cannot."""
        self._on_ring = on_ring
        self._visitors: set[_Visitor] = set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.setblocking(False)
        try:
            Path(place).unlink(missing_ok=True)  # after a crash it is still there
            self._listener.bind(place)
            Path(place).chmod(0o600)  # before anybody can connect
            self._listener.listen()
        except OSError:
            self.place = ""
            self._listener.close()
            return
        self._notifier = QSocketNotifier(self._listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_connection)

    def close(self) -> None:
        """Nobody is heard any more, nor who has begun to speak."""
        if not self.place:
            return
        self._notifier.setEnabled(False)
        self._listener.close()
        for visitor in tuple(self._visitors):
            self._part(visitor)
        with suppress(OSError):
            Path(self.place).unlink()
        self.place = ""

    def _on_connection(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # gone again
            return
        connection.setblocking(False)
        visitor = _Visitor(connection, self)
        self._visitors.add(visitor)
        visitor.notifier.activated.connect(lambda: self._on_said(visitor))

    def _on_said(self, visitor: "_Visitor") -> None:
        line = visitor.read()
        if line is None:
            return
        opening = opening_of_line(line)
        if opening is not None:
            visitor.answer(HEARD)
            self._on_ring(opening)
        self._part(visitor)

    def _part(self, visitor: "_Visitor") -> None:
        if visitor in self._visitors:
            self._visitors.remove(visitor)
            visitor.leave()


class _Visitor:
    """One that has come to the door."""

    def __init__(self, connection: socket.socket, door: Door) -> None:
        self.notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, door)
        self._connection = connection
        self._said = b""

    def read(self) -> bytes | None:
        """The line; b"" of who went away, or does not come to an end; None if there is more to come."""
        try:
            said = self._connection.recv(_READ)
        except BlockingIOError:
            return None
        except OSError:
            return b""
        self._said += said
        line, end, _ = self._said.partition(b"\n")
        if end:
            return line + end
        return None if said and len(self._said) < LONGEST_LINE else b""

    def answer(self, said: bytes) -> None:
        with suppress(OSError):  # it has not waited
            self._connection.sendall(said)

    def leave(self) -> None:
        self.notifier.setEnabled(False)
        self.notifier.deleteLater()
        self._connection.close()
