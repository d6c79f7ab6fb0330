"""Which sockets have something to read: as soon as it comes, and less often the more of them there are."""

import asyncio
import time

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer

_SHARE = 0.0008
"""Seconds between two looks, for each further socket that is busy."""
_FRAME = 0.016
"""Seconds. No socket waits for longer: nobody could see what it brings sooner."""
_BUSY = 0.25
"""Seconds after its last data for which a socket counts as busy."""
_BEAT = 4
"""Milliseconds."""


class _Socket:
    __slots__ = ("due", "handle", "notifier", "read_at")

    def __init__(self, notifier: QSocketNotifier) -> None:
        self.notifier = notifier
        self.handle: asyncio.Handle | None = None
        self.read_at = self.due = 0.0


class SocketWatch(QObject):
    """Calls back when there is something to read.

    To look is what costs, not to read: some 200 µs through the whole of the HTTP stack, for one token
    or for ten. So when several answers stream, what comes to a socket within a few milliseconds is
    read at once. One that streams alone is never waited with, and neither is the first that comes to a
    socket after a silence: what opens an answer, and its first token.
    """

    def __init__(self) -> None:
        super().__init__()
        self._sockets: dict[int, _Socket] = {}
        """By descriptor, those too that nobody watches now: a notifier takes long to make."""
        self._resting: set[_Socket] = set()
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(_BEAT)
        self._beat.timeout.connect(self._on_beat)

    def add(self, descriptor: int, handle: asyncio.Handle) -> None:
        """Takes the place of the one that was called for this socket before."""
        socket = self._sockets.get(descriptor)
        if socket is None:
            notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
            notifier.setEnabled(False)
            socket = self._sockets[descriptor] = _Socket(notifier)
            notifier.activated.connect(lambda: self._on_readable(socket))
        elif socket.handle is not None:
            socket.handle.cancel()
        socket.handle = handle
        if socket.due > time.monotonic():
            self._resting.add(socket)
            if not self._beat.isActive():
                self._beat.start()
        else:
            socket.notifier.setEnabled(True)

    def remove(self, descriptor: int) -> bool:
        """Whether it was watched."""
        socket = self._sockets.get(descriptor)
        if socket is None or socket.handle is None:
            return False
        socket.handle.cancel()
        socket.handle = None
        socket.notifier.setEnabled(False)
        self._resting.discard(socket)
        return True

    def close(self) -> None:
        """Nothing is called any more."""
        for descriptor in self._sockets:
            self.remove(descriptor)
        self._beat.stop()

    def _on_readable(self, socket: _Socket) -> None:
        now = socket.read_at = time.monotonic()
        others = sum(now - one.read_at < _BUSY for one in self._sockets.values()) - 1
        pause = min(_FRAME, _SHARE * others)
        # The second time after a silence is as prompt as the first.
        socket.due = max(socket.due, now - 2 * pause) + pause
        if socket.handle is not None:
            socket.handle._run()

    def _on_beat(self) -> None:
        now = time.monotonic()
        for socket in [one for one in self._resting if one.due <= now]:
            self._resting.remove(socket)
            socket.notifier.setEnabled(True)
        if not self._resting:
            self._beat.stop()
