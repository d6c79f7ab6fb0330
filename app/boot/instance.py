"""One instance for each profile: a second start hands over what it wants to see, and ends."""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QObject

from app.adapters.disk import replace_file
from app.boot.opening import Opening
from app.boot.profile import Profile

if sys.platform == "win32":
    from app.boot.pipe_door import Door, has_heard
else:
    from app.boot.socket_door import Door, has_heard

_PATIENCE = 10.0
"""Seconds that the instance has to answer. It may have started only just now, and not listen yet; or it is
about to end, and saves what there is."""
_STEP = 0.05
"""Seconds."""
_LONGEST_PATH = 100
"""What a socket's address has room for, on all systems."""


def hand_over(profile: Profile, opening: Opening, has_ended: Callable[[], bool]) -> bool:
    """Tells the instance that holds this profile's lock what to show; whether it has heard.

    Args:
        has_ended: whether there is no such instance any more; then nothing is handed over.
    """
    deadline = time.monotonic() + _PATIENCE
    _let_come_to_front()
    while time.monotonic() < deadline and not has_ended():
        if (place := _place(profile)) is not None and has_heard(place, opening.to_line(), deadline):
            return True
        time.sleep(_STEP)
    return False


class Doorbell:
    """Listens for second starts. The lock decides who is first; this only hands over."""

    def __init__(self, profile: Profile, on_ring: Callable[[Opening], None], parent: QObject) -> None:
        place = _place(profile, is_new=True)
        self._door = Door(place, on_ring, parent) if place is not None else None

    @property
    def place(self) -> str:
        """Where it listens; "" if nowhere."""
        return self._door.place if self._door is not None else ""

    def close(self) -> None:
        """Nobody is heard any more, nor who has begun to speak: who is not heard is the next instance."""
        if self._door is not None:
            self._door.close()


def _place(profile: Profile, *, is_new: bool = False) -> str | None:
    """Where no other user can listen in our place: what is handed over may be a private text.

    Args:
        is_new: the instance is about to listen there, and does not yet.
    """
    if sys.platform == "win32":
        return fresh_pipe(profile) if is_new else told_pipe(profile)
    inside, user = profile.folder / "instance", os.getuid()
    try:
        if len(os.fsencode(inside)) <= _LONGEST_PATH and _is_of(user, profile.folder.stat(), 0o022):
            return str(inside)
        folder = Path(tempfile.gettempdir()) / f"rivulet-{user}"
        folder.mkdir(0o700, exist_ok=True)
        return str(folder / _digest(profile)) if _is_of(user, folder.lstat(), 0o077) else None
    except OSError:
        return None


def fresh_pipe(profile: Profile) -> str | None:
    """A pipe's name belongs to whoever makes it first: nobody guesses this one, and a file tells it."""
    name = f"rivulet-{os.urandom(16).hex()}"
    try:
        replace_file(profile.folder / "instance", name.encode())
    except OSError:
        return None
    return name


def told_pipe(profile: Profile) -> str | None:
    try:
        name = (profile.folder / "instance").read_text(encoding="ascii")
    except (OSError, ValueError):
        return None
    return name if re.fullmatch("rivulet-[0-9a-f]{32}", name) else None


def _is_of(user: int, status: os.stat_result, others: int) -> bool:
    """Of a folder: whether it is this user's, and nobody else has these permissions in it."""
    return status.st_uid == user and not status.st_mode & others


def _digest(profile: Profile) -> str:
    place = os.fsencode(profile.folder)
    # Qt is there; Python's hashlib would load OpenSSL for this alone.
    digest = QCryptographicHash.hash(place, QCryptographicHash.Algorithm.Sha256)
    return digest.data().hex()[:24]


def _let_come_to_front() -> None:
    """The user has started us, so that we may take the keyboard: the instance may, in our place."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
