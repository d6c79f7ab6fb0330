"""How this program is started again: by a login, or by a key of the desktop's own settings."""

import os
import shutil
import sys
from pathlib import Path

from app.boot.profile import Profile, profile


def own_command(chosen: Profile | None = None, *arguments: str) -> list[str]:
    """The words of a command that does not depend on where it is given, with this profile or the default."""
    is_other = chosen is not None and chosen.folder != profile(None).folder
    return [*_program(), *(["--profile", str(chosen.folder)] if chosen and is_other else []), *arguments]


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        # What runs inside of an AppImage is unpacked anew each time, elsewhere.
        return [os.environ.get("APPIMAGE") or sys.executable]
    script = shutil.which("rivulet", path=str(Path(sys.executable).parent)) or shutil.which("rivulet")
    return [script] if script else [sys.executable, "-P", "-m", "app"]
