"""What our files have in common: who may read them, how they are replaced, what a failing disk is told as."""

import errno
import os
import time
from pathlib import Path

from app.domain.problem import EnvironmentFault

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_private_folder(folder: Path) -> None:
    """Makes it, and what is missing above it, for this user alone. One that exists keeps its mode."""
    if folder.exists():
        return
    make_private_folder(folder.parent)
    folder.mkdir(PRIVATE_FOLDER, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Makes it empty if it is missing, and takes it from other users if it is theirs to read."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE_FILE)


def replace_file(path: Path, content: bytes) -> None:
    """Writes it for this user alone; what was there stays if that fails. Raises OSError.

    Where the path is a link, the file that it names is replaced, and the link stays.
    """
    make_private_folder(path.parent)
    target = Path(os.path.realpath(path))
    fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        fresh.touch(PRIVATE_FILE)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def home_folder() -> Path:
    """This user's; where there is none, the root, in which nothing of ours can be written."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


def damaged_name(path: Path) -> Path:
    """A free name beside `path` under which a file that cannot be read is kept."""
    name = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    candidate, count = path.with_name(name), 1
    while candidate.exists():
        count += 1
        candidate = path.with_name(f"{name}-{count}")
    return candidate


def disk_fault(error: OSError, what: str) -> EnvironmentFault:
    """Says why `what` (a subject in the singular, such as "The history") is not on disk."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return EnvironmentFault(f"The disk is full: {_lower(what)} could not be written.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return EnvironmentFault(f"{what} could not be written: there is no permission to do so.")
        case _:
            return EnvironmentFault(f"{what} could not be written: {error.strerror or 'the disk failed'}.")


def _lower(what: str) -> str:
    return what[:1].lower() + what[1:]
