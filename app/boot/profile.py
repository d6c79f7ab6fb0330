"""Where everything lies that the program writes."""

from dataclasses import dataclass
from pathlib import Path

from app.adapters.disk import disk_fault, make_private_folder


@dataclass(frozen=True, slots=True)
class Profile:
    """One user's files, all below `folder`. A running window holds `lock`."""

    folder: Path

    @property
    def history(self) -> Path:
        return self.folder / "history.sqlite3"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    def make(self) -> None:
        """Makes the folder, for this user alone. Raises EnvironmentFault."""
        try:
            make_private_folder(self.folder)
        except OSError as error:
            raise disk_fault(error, f"The profile folder {self.folder}") from None


def profile(folder: str | None) -> Profile:
    """The profile below `folder`, or the one in the platform's own place."""
    if folder is None:
        from platformdirs import user_data_dir

        folder = user_data_dir("rivulet", appauthor=False)
    return Profile(Path(folder).absolute())
