"""One file that runs on any Linux with the libraries of a desktop: a runtime, and behind it the AppDir."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from artefact import artefact
from linux import appdir
from packer import pack
from project import DIST, TITLE, VERSION
from system_parts import SetupError

RUNTIME = "APPIMAGE_RUNTIME"
"""The variable that names the file of the runtime: type 2, for this machine, from
https://github.com/AppImage/type2-runtime. It comes from no package, so who builds says which to trust."""
MAGIC = b"AI\x02"
"""At byte 8 of a runtime."""


def build(payload: Path) -> Path:
    """The image of a frozen program: the same bytes each time. Raises SetupError."""
    runtime = _runtime()
    if shutil.which("mksquashfs") is None:
        raise SetupError("An AppImage is packed by mksquashfs, which is not here: it is in squashfs-tools.")
    made = DIST / f"{TITLE}-{VERSION}-{platform.machine()}.AppImage"
    folder = appdir.build(payload)
    with artefact(made) as begun:
        packed = begun.with_suffix(".squashfs")
        squash(folder, packed)
        with begun.open("wb") as image, packed.open("rb") as contents:
            image.write(runtime)
            shutil.copyfileobj(contents, image)
        begun.chmod(0o755)
    return made


def squash(folder: Path, made: Path) -> None:
    """Packs a folder as the runtime reads it. Raises SetupError."""
    command = ["mksquashfs", str(folder), str(made), "-noappend", "-root-owned", "-no-xattrs"]
    command += ["-quiet", "-no-progress", "-comp", "zstd", "-Xcompression-level", "15"]
    pack("The AppImage", *command)


def _runtime() -> bytes:
    told = os.environ.get(RUNTIME)
    if not told:
        raise SetupError(f"An AppImage begins with a runtime: {RUNTIME} has to name its file.")
    runtime = Path(told).read_bytes()
    if runtime[8:11] != MAGIC:
        raise SetupError(f"{told} is not the runtime of an AppImage.")
    return runtime
