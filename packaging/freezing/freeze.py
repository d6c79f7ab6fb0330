"""The program with Python and all libraries, in a folder that runs where neither is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from project import BUILD, source_date_epoch
from system_parts import SetupError

SPEC = Path(__file__).with_name("rivulet.spec")


def build() -> Path:
    """The folder of the frozen program. Raises SetupError."""
    command = [
        *(sys.executable, "-m", "PyInstaller", "--clean", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(BUILD / "frozen"), "--workpath", str(BUILD / "freezing"), str(SPEC)),
    ]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date_epoch()), "PYTHONHASHSEED": "0"}
    if subprocess.run(command, env=environment).returncode:
        raise SetupError("The program could not be frozen.")
    return BUILD / "frozen" / "rivulet"
