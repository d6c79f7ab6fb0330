"""Where a second start is heard on Windows: a named pipe. The same is said as through `socket_door`."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.boot.opening import HEARD, LONGEST_LINE, Opening, opening_of_line

_STEP = 50
"""Milliseconds."""
_CONNECTED = QLocalSocket.LocalSocketState.ConnectedState


def has_heard(place: str, line: bytes, deadline: float) -> bool:
    """Says this line to who listens there; whether it was heard. `deadline` is of the monotonic clock."""
    socket = QLocalSocket()
    socket.connectToServer(place)
    if not socket.waitForConnected(_STEP):
        return False
    socket.write(line)
    answer = b""
    while answer != HEARD and time.monotonic() < deadline:
        if not socket.waitForReadyRead(_STEP) and socket.state() != _CONNECTED:
            break
        answer += bytes(socket.readAll().data())
    return answer == HEARD


class Door(QObject):
    """Listens for second starts, of this user alone."""

    def __init__(self, place: str, on_ring: Callable[[Opening], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_ring = on_ring
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        # After a crash the name is still there.
        QLocalServer.removeServer(place)
        self._server.listen(place)

    @property
    def place(self) -> str:
        """Where it listens; "" where it cannot."""
        return self._server.fullServerName()

    def close(self) -> None:
        """Nobody is heard any more, nor who has begun to speak."""
        self._server.close()
        for socket in self._server.findChildren(QLocalSocket):
            socket.abort()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.setReadBufferSize(LONGEST_LINE)
        socket.readyRead.connect(self._on_ready)
        socket.disconnected.connect(socket.deleteLater)

    def _on_ready(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        if socket.canReadLine():
            opening = opening_of_line(bytes(socket.readLine().data()))
            if opening is not None:
                socket.write(HEARD)
                self._on_ring(opening)
            socket.disconnectFromServer()
        elif socket.bytesAvailable() >= LONGEST_LINE:
            socket.abort()
