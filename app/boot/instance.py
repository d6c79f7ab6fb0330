"""One window for each profile: a second start brings the first one to the front, and ends."""

import getpass
import hashlib
import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.boot.profile import Profile

_SHOW = b"show\n"
"""The only thing that is understood: whoever else finds the socket can do no more than that."""
_PATIENCE = 2000
"""Milliseconds that the window has to answer."""


def bring_to_front(profile: Profile) -> bool:
    """Asks the window that holds this profile's lock to show itself; whether it has heard."""
    socket = QLocalSocket()
    deadline = time.monotonic() + _PATIENCE / 1000
    socket.connectToServer(_name(profile))
    while not socket.waitForConnected(_PATIENCE):
        # The first one may have started only just now, and not listen yet.
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
        socket.connectToServer(_name(profile))
    socket.write(_SHOW)
    heard = socket.waitForBytesWritten(_PATIENCE)
    socket.disconnectFromServer()
    return heard


class Doorbell(QObject):
    """Listens for second starts. The lock decides who is first; this only hands over."""

    def __init__(self, profile: Profile, on_ring: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_ring = on_ring
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        # After a crash the name is still there.
        QLocalServer.removeServer(_name(profile))
        self._server.listen(_name(profile))

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(self._on_ready)
        socket.disconnected.connect(socket.deleteLater)

    def _on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and bytes(socket.readAll().data()).startswith(_SHOW):
            self._on_ring()


def _name(profile: Profile) -> str:
    """Of this user and this profile: the folder for sockets may be everybody's."""
    place = f"{getpass.getuser()}:{profile.folder}"
    return "rivulet-" + hashlib.sha256(place.encode()).hexdigest()[:24]
