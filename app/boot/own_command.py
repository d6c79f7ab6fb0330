"""How this program is started again: by a login, or by a key of the desktop's own settings."""

import os
import shutil
import sys
from pathlib import Path

import app
from app import APPLICATION_ID
from app.boot.profile import Profile, profile


def own_command(chosen: Profile | None = None, *arguments: str) -> list[str]:
    """The words of a command that does not depend on where it is given, with this profile or the default."""
    is_other = chosen is not None and chosen.folder != profile(None).folder
    return [*_program(), *(["--profile", str(chosen.folder)] if chosen and is_other else []), *arguments]


def _program() -> list[str]:
    if os.environ.get("FLATPAK_ID") == APPLICATION_ID:
        return ["flatpak", "run", APPLICATION_ID]
    if _lies_within("SNAP"):  # its own folder has another name after each update
        return ["/snap/bin/rivulet"]
    if getattr(sys, "frozen", False):
        return [_frozen()]
    package = Path(app.__file__).parent
    if sys.platform == "win32":  # the script would open a console along with the window
        python = _sibling("pythonw.exe")
        return [python, "-P", str(package / "__main__.py")]
    script = shutil.which("rivulet", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-P", str(package / "__main__.py")]


def _frozen() -> str:
    image = os.environ.get("APPIMAGE")
    if image and _lies_within("APPDIR"):  # what runs inside of one is unpacked anew each time, elsewhere
        return image
    if sys.platform == "win32":
        return _sibling("rivulet.exe")  # it may be the one for the console that runs
    # A package has a link to it where programs are looked for. It stays where it is.
    link = shutil.which("rivulet")
    if link is None or Path(link).resolve() != Path(sys.executable).resolve():
        return sys.executable
    return str(Path(link).absolute())


def _sibling(name: str) -> str:
    """What lies beside the program that runs; that program, where there is no such thing."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else sys.executable


def _lies_within(variable: str) -> bool:
    """Whether we are in that folder: a terminal in a container hands its variables on to all it starts."""
    folder = os.environ.get(variable)
    return bool(folder) and Path(sys.executable).is_relative_to(str(folder))
