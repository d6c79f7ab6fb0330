"""The program as a folder that runs from anywhere, which an AppImage is packed from."""

from __future__ import annotations

from pathlib import Path

from linux.tree import COMMAND, ICONS, MENU_ENTRY, lay_out, settle
from project import APPLICATION_ID, BUILD, TITLE

FOLDER = BUILD / f"{TITLE}.AppDir"


def build(payload: Path) -> Path:
    """The folder of a frozen program. `AppRun` in it starts it.

    Args:
        payload: the frozen program's folder.
    """
    lay_out(FOLDER, payload)
    # The names by which an image is started, and known to a menu before it is.
    for name, target in (
        ("AppRun", COMMAND),
        (Path(MENU_ENTRY).name, MENU_ENTRY),
        (f"{APPLICATION_ID}.svg", f"{ICONS}/scalable/apps/{APPLICATION_ID}.svg"),
        (".DirIcon", f"{ICONS}/256x256/apps/{APPLICATION_ID}.png"),
    ):
        (FOLDER / name).symlink_to(target)
    settle(FOLDER)
    return FOLDER
