"""Runs the programs that packages are packed by."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from project import source_date_epoch
from system_parts import SetupError


def pack(what: str, *command: str, folder: Path | None = None) -> None:
    """With the time of the build for that of every file, so that the same is packed to the same bytes.

    Args:
        what: is made by it. Raises SetupError with this and the program's last line, where it fails.
        folder: in which it is run.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date_epoch())}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2] or "it gave no reason"
        raise SetupError(f"{what} could not be made: {reason.strip()}")
