"""What pip, pipx and uv install: a wheel, made from the sources that lie beside it."""

from __future__ import annotations

import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from packer import pack
from project import DIST, NAME, ROOT, VERSION


def build() -> Path:
    """The wheel. Its sources, as an archive, lie beside it. Raises SetupError."""
    release = f"{NAME}-{VERSION}"
    with tempfile.TemporaryDirectory() as folder:
        _hatch("sdist", ROOT, Path(folder))
        # From the archive alone, so that it is known to hold all that the wheel is made of.
        with tarfile.open(Path(folder) / f"{release}.tar.gz") as sources:
            sources.extractall(folder, filter="data")
        _hatch("wheel", Path(folder) / release, Path(folder))
        DIST.mkdir(exist_ok=True)
        shutil.copy(Path(folder) / f"{release}.tar.gz", DIST)
        return Path(shutil.copy(Path(folder) / f"{release}-py3-none-any.whl", DIST))


def _hatch(target: str, checkout: Path, into: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)]
    pack(f"The {target}", *command, folder=checkout)
