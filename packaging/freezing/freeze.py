"""The program with Python and all libraries, in a folder that runs where neither is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import say
from freezing.needs import is_program
from freezing.search_paths import forget_places
from project import BUILD, NAME, source_date_epoch
from system_parts import SetupError

SPEC = Path(__file__).with_name("rivulet.spec")


def build() -> Path:
    """The folder of the frozen program. Raises SetupError."""
    return freeze(BUILD / "frozen")


def freeze(place: Path) -> Path:
    """Makes it anew in a folder of `place`; an older one stays there until then. Raises SetupError."""
    made = BUILD / "freezing" / "made"
    command = [
        # -P: else an `app` in the folder where the command is given would stand in the place of ours.
        *(sys.executable, "-P", "-m", "PyInstaller", "--clean", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(made), "--workpath", str(BUILD / "freezing"), str(SPEC)),
    ]
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(source_date_epoch()),
        "PYTHONHASHSEED": "0",
        # It empties its cache, which another run on this machine may be using.
        "PYINSTALLER_CONFIG_DIR": str(BUILD / "freezing" / "cache"),
        # A package compresses it better than this would, and the program loads faster.
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
    }
    say("Freezing the program …")
    log = BUILD / "freezing.log"  # it warns of what the other systems' parts ask for
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode:
        last = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        raise SetupError(f"The program could not be frozen: {last} (all of it is in {log})")
    if sys.platform == "linux":
        _strip(made / NAME / "_internal")
    place.mkdir(parents=True, exist_ok=True)
    for new in made.iterdir():  # on macOS the bundle too
        old = place / new.name
        if old.exists():
            shutil.rmtree(old)  # which fails on Windows while it runs
        new.rename(old)
    return place / NAME


def _strip(folder: Path) -> None:
    """Takes away what debuggers read, and folders of this machine. The executable, which carries an archive
    at its end, is none of these.
    """
    for path in sorted(folder.rglob("*")):
        if is_program(path):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
            forget_places(path)
