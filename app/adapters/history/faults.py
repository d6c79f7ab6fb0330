"""SQLite's errors in the user's words."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from app.adapters.disk import disk_fault
from app.domain.problem import EnvironmentFault


class Refused(EnvironmentFault):
    """This one change cannot be stored, now or later: there is no use in trying again."""


_FULL = "The disk is full: the history could not be written."

_HARDLY_FREE = 65_536
"""Bytes. With less, the log's index cannot be made, which SQLite calls an I/O error."""


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turns errors of the database in `folder`, and of its files, into an EnvironmentFault."""
    try:
        yield
    except apsw.Error as error:
        raise _fault(error, folder) from error
    except OSError as error:
        raise disk_fault(error, "The history") from error


def _fault(error: apsw.Error, folder: Path) -> EnvironmentFault:
    match error:
        case apsw.FullError():
            return EnvironmentFault(_FULL)
        case apsw.IOError() if shutil.disk_usage(folder).free < _HARDLY_FREE:
            return EnvironmentFault(_FULL)
        case apsw.ReadOnlyError() | apsw.PermissionsError() | apsw.AuthError():
            return EnvironmentFault("The history could not be written: there is no permission to do so.")
        case apsw.CantOpenError():
            return EnvironmentFault("The history file could not be opened.")
        case apsw.BusyError() | apsw.LockedError():
            return EnvironmentFault("The history is in use by another program: it could not be written yet.")
        case apsw.CorruptError() | apsw.NotADBError():
            return EnvironmentFault("The history file is damaged. It is set aside when Rivulet starts again.")
        case apsw.ConstraintError():
            return Refused("The conversation that this belongs to is not in the history.")
        case apsw.TooBigError():
            return Refused("This text is too large for the history.")
        case apsw.NoMemError():
            return EnvironmentFault("There is not enough memory to use the history.")
        case _:
            return EnvironmentFault("The disk failed: the history could not be read or written.")
