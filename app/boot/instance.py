"""One instance for each profile: a second start hands over what it wants to see, and ends."""

import getpass
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.boot.opening import LONGEST, Opening, opening_of_line
from app.boot.profile import Profile

_HEARD = b"heard\n"
_PATIENCE = 5.0
"""Seconds that the instance has to answer. It may have started only just now, and not listen yet."""
_STEP = 50
"""Milliseconds."""
_LONGEST_LINE = 7 * LONGEST
"""Bytes: in JSON a control character takes six."""
_LONGEST_PATH = 100
"""What a socket's address has room for, on all systems."""


def hand_over(profile: Profile, opening: Opening) -> bool:
    """Tells the instance that holds this profile's lock what to show; whether it has heard."""
    place, deadline = _place(profile), time.monotonic() + _PATIENCE
    if place is None:
        return False
    _let_come_to_front()
    socket = QLocalSocket()
    socket.connectToServer(place)
    while not socket.waitForConnected(_STEP):
        if time.monotonic() > deadline:
            return False
        time.sleep(_STEP / 1000)
        socket.connectToServer(place)
    socket.write(opening.to_line())
    answer = b""
    while answer != _HEARD and time.monotonic() < deadline and socket.isOpen():
        socket.waitForReadyRead(_STEP)
        answer += bytes(socket.readAll().data())
    return answer == _HEARD


class Doorbell(QObject):
    """Listens for second starts. The lock decides who is first; this only hands over."""

    def __init__(self, profile: Profile, on_ring: Callable[[Opening], None], parent: QObject) -> None:
        super().__init__(parent)
        self._on_ring = on_ring
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if (place := _place(profile)) is not None:
            # After a crash the name is still there.
            QLocalServer.removeServer(place)
            self._server.listen(place)

    @property
    def place(self) -> str:
        return self._server.fullServerName()

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.setReadBufferSize(_LONGEST_LINE)
        socket.readyRead.connect(self._on_ready)
        socket.disconnected.connect(socket.deleteLater)

    def _on_ready(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        if socket.canReadLine():
            opening = opening_of_line(bytes(socket.readLine().data()))
            if opening is not None:
                socket.write(_HEARD)
                self._on_ring(opening)
            socket.disconnectFromServer()
        elif socket.bytesAvailable() >= _LONGEST_LINE:
            socket.abort()


def _place(profile: Profile) -> str | None:
    """Where no other user can listen in our place: what is handed over may be a private text.

    On Windows a pipe's name, which belongs to whoever made it first, and is refused to us then.
    """
    if sys.platform == "win32":
        return f"rivulet-{_digest(profile)}"
    inside = profile.folder / "instance"
    if len(os.fsencode(inside)) <= _LONGEST_PATH:
        return str(inside)
    folder = Path(tempfile.gettempdir()) / f"rivulet-{os.getuid()}"
    folder.mkdir(0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        return None
    return str(folder / _digest(profile))


def _digest(profile: Profile) -> str:
    place = f"{getpass.getuser()}:{profile.folder}".encode()
    # Qt is there; Python's hashlib would load OpenSSL for this alone.
    digest = QCryptographicHash.hash(place, QCryptographicHash.Algorithm.Sha256)
    return digest.data().hex()[:24]


def _let_come_to_front() -> None:
    """The user has started us, so that we may take the keyboard: the instance may, in our place."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
