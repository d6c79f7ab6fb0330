"""The frozen program's own test, in an environment with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from project import NAME
from system_parts import SetupError


def build(payload: Path) -> Path:
    """The folder of the frozen program, which works: what it says of its parts goes to stderr.

    Raises SetupError where it does not work.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Windows finds its own parts by variables.
        kept = os.environ if sys.platform == "win32" else {}
        done = subprocess.run(
            [str(program(payload)), "--profile", folder, "--self-test"],
            env={"HOME": folder, "LANG": "C.UTF-8", **kept},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
    if done.returncode:
        raise SetupError("The frozen program does not pass its own test.")
    return payload


def program(payload: Path) -> Path:
    """The one that writes to a terminal."""
    return payload / (f"{NAME}-console.exe" if sys.platform == "win32" else NAME)
