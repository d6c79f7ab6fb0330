"""The versions and hashes of everything that packages are made of, for all systems."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from environment import ROOT
from system_parts import SetupError

LOCK = ROOT / "packaging" / "requirements.txt"


def build() -> Path:
    """Writes them anew: the newest that `pyproject.toml` admits. Raises SetupError."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--group", "build"),
        *("--universal", "--python-version", "3.12", "--generate-hashes", "--upgrade"),
        *("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "--output-file", str(LOCK)),
    ]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        raise SetupError("The versions could not be resolved.")
    return LOCK
