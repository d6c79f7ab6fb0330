"""Everything that belongs on a Linux system, below a root: what a .deb, an .rpm or an AppDir then packs."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

from icons import write_hicolor
from linux.manual_page import manual_page
from linux.metainfo import metainfo
from project import APPLICATION_ID, NAME, source_date_epoch
from system_parts import SetupError

from app.adapters.menu_entry import menu_entry

PROGRAM = f"usr/lib/{NAME}"
"""Where the frozen program lies, below the root."""
UPDATES_BY = f"{PROGRAM}/_internal/app/resources/updates-by"
"""Names who brings new versions, in builds for a shop that does."""
COMMAND = f"usr/bin/{NAME}"
MENU_ENTRY = f"usr/share/applications/{APPLICATION_ID}.desktop"
METAINFO = f"usr/share/metainfo/{APPLICATION_ID}.metainfo.xml"
MANUAL_PAGE = f"usr/share/man/man1/{NAME}.1.gz"
ICONS = "usr/share/icons/hicolor"
DOCUMENTS = f"usr/share/doc/{NAME}"
SYMBOLIC = Path(__file__).with_name("symbolic.svg")


def lay_out(root: Path, payload: Path, updates_by: str = "") -> None:
    """Fills an empty folder. The same payload gives the same files, to the byte and the second.

    Args:
        root: is made anew.
        payload: the frozen program's folder. Raises SetupError where it is another one.
        updates_by: the shop that brings new versions, if one does.
    """
    if not (payload / NAME).is_file():
        raise SetupError(f"{payload} holds no program that was frozen on Linux.")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(payload, root / PROGRAM, symlinks=True)
    write(root / MENU_ENTRY, menu_entry([NAME]).encode())
    write(root / METAINFO, metainfo().encode())
    write(root / MANUAL_PAGE, packed(manual_page().encode()))
    write_hicolor(root / ICONS)
    write(root / ICONS / f"symbolic/apps/{APPLICATION_ID}-symbolic.svg", SYMBOLIC.read_bytes())
    if updates_by:
        write(root / UPDATES_BY, f"{updates_by}\n".encode())
    link = root / COMMAND
    link.parent.mkdir(parents=True)
    link.symlink_to(os.path.relpath(root / PROGRAM / NAME, link.parent))
    settle(root)


def settle(root: Path) -> None:
    """Gives all below a root the modes that a system's files have, and the time of the build."""
    moment = source_date_epoch()
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            inside = path.relative_to(root).parts
            is_begun = path.stat().st_mode & 0o100 and "_internal" not in inside  # libraries are not
            path.chmod(0o755 if path.is_dir() or is_begun else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def write(path: Path, content: bytes) -> None:
    """With the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def packed(content: bytes) -> bytes:
    """By gzip, without a name and a time in it."""
    return gzip.compress(content, mtime=0)
