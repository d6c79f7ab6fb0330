"""The scripts of `packaging/` are imported as they are run: with their folder on the path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.building import ROOT, built
from tests.packaging.debian_root import NEEDED, DebianRoot, debian_root

sys.path.append(str(ROOT / "packaging"))


@pytest.fixture(scope="session")
def installers(tmp_path_factory):
    """A folder with pip, pipx and uv, as programs."""
    environment = tmp_path_factory.mktemp("installers")
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "pip", "install", "--quiet", "pipx", "uv"], check=True)
    return programs


@pytest.fixture(scope="session")
def payload() -> Path:
    """The frozen program, made now; one that is there already, where RIVULET_PAYLOAD names its folder."""
    told = os.environ.get("RIVULET_PAYLOAD")
    return Path(told) if told else built("frozen")


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """As small as a frozen program can be, and packed in no time."""
    folder = tmp_path / "payload"
    (folder / "_internal/app/resources").mkdir(parents=True)
    shutil.copy(shutil.which("true") or "", folder / "rivulet")
    (folder / "_internal/app/resources/rivulet.svg").write_text("<svg/>")
    return folder


@pytest.fixture(scope="session")
def deb(payload: Path) -> Path:
    """Made now, too, unless RIVULET_DEB names one."""
    told = os.environ.get("RIVULET_DEB")
    return Path(told) if told else built("deb", "--payload", str(payload))


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DebianRoot]:
    """A minimal Debian of its own for the tests of a module, with each suite in turn."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"a Debian of its own needs root{''.join(f', {name}' for name in missing)}")
    with debian_root(tmp_path_factory.mktemp("root"), request.param) as made:
        yield made
