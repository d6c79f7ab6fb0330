"""Libraries that a frozen program brings look for others beside themselves, and nowhere else."""

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest
from freezing.search_paths import forget_places

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the libraries are Linux's")

LIBRARY = Path(PySide6.__file__).parent / "Qt/lib/libQt6Core.so.6"


def search_path(library: Path) -> str:
    if shutil.which("objdump") is None:
        pytest.skip("needs objdump")
    told = subprocess.run(["objdump", "-p", library], capture_output=True, text=True, check=True).stdout
    return "".join(line.split()[1] for line in told.splitlines() if "RUNPATH" in line or "RPATH" in line)


def test_a_folder_of_the_builders_is_forgotten(tmp_path):
    library = tmp_path / "library.so"
    library.write_bytes(LIBRARY.read_bytes().replace(b"\0$ORIGIN\0", b"\0/opt/qt\0"))
    assert search_path(library) == "/opt/qt"
    forget_places(library)
    assert search_path(library) == ""
    ctypes.CDLL(str(library))


def test_the_folder_beside_it_stays(tmp_path):
    library = tmp_path / "library.so"
    shutil.copy(LIBRARY, library)
    forget_places(library)
    assert library.read_bytes() == LIBRARY.read_bytes()
    assert search_path(library) == "$ORIGIN"
