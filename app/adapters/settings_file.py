"""The settings as a JSON file: replaced as a whole, or not at all."""

import json
from pathlib import Path

from app.adapters.disk import damaged_name, disk_fault, replace_file
from app.domain.problem import EnvironmentFault
from app.domain.settings import Settings
from app.domain.settings_json import settings_from_dict, settings_to_dict

_WHAT = "The settings file"


class SettingsFile:
    """Reads fast enough for the window to wait for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unreadable: str | None = None

    def load(self) -> tuple[Settings, str | None]:
        """The settings, and what the user should know of them.

        A file that cannot be read is set aside, and the defaults hold. Raises nothing.
        """
        try:
            data = json.loads(self._path.read_bytes())
            if isinstance(data, dict):
                return settings_from_dict(data), None
        except FileNotFoundError:
            return Settings(), None
        except (OSError, ValueError, RecursionError):
            pass
        return Settings(), self._set_aside()

    def save(self, settings: Settings) -> None:
        """Writes them for this user alone; what was there stays if that fails. Raises EnvironmentFault."""
        if self._unreadable is not None:
            raise EnvironmentFault(self._unreadable)
        content = json.dumps(settings_to_dict(settings), indent=2).encode() + b"\n"
        try:
            replace_file(self._path, content)
        except OSError as error:
            raise disk_fault(error, _WHAT) from error

    def _set_aside(self) -> str:
        aside = damaged_name(self._path)
        try:
            self._path.rename(aside)
        except OSError:
            # It may hold what the user has set up: better to save nothing than to write over it.
            self._unreadable = f"{_WHAT} cannot be read, and nothing is saved over it: {self._path}."
            return self._unreadable
        return f"{_WHAT} could not be read. It is kept as {aside}, and the settings begin anew."
