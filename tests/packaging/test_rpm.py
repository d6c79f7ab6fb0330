"""The .rpm asks for what the program needs, installs, updates and goes without a trace."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.building import built

if sys.platform != "linux":
    pytest.skip("it is made on Linux", allow_module_level=True)

import smoke
from freezing.needs import needs
from linux import rpm
from project import NAME, SUMMARY, VERSION

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(shutil.which("rpmbuild") is None, reason="needs rpmbuild"),
]


class System:
    """A database of packages below a folder. Which libraries the system has, is not asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()

    def change(self, *arguments: object) -> str:
        return self.run("--nodeps", *arguments)

    def run(self, *arguments: object) -> str:
        command = ["rpm", "--root", str(self.root), "--dbpath", "/database", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def files(self) -> set[str]:
        """All but the database."""
        found = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if not path.is_dir()}
        return {path for path in found if not path.startswith("database/")}


@pytest.fixture
def system(tmp_path):
    return System(tmp_path / "system")


@pytest.fixture
def own_folders(tmp_path, monkeypatch):
    """Where the steps of this test lay out and leave what they make."""
    monkeypatch.setattr(rpm, "BUILD", tmp_path / "build")
    monkeypatch.setattr(rpm, "DIST", tmp_path / "dist")


def test_the_real_one_asks_for_each_library_and_is_whole(payload, system):
    made = built("rpm", "--payload", str(payload))
    told = subprocess.run(["rpm", "-qpR", made], capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    for soname in needs(payload).libraries:
        assert soname.startswith("ld-linux") or f"{soname}()(64bit)" in told
    assert "ca-certificates" in told
    assert not [line for line in told if "/" in line]  # no program of ours is looked for elsewhere
    about = subprocess.run(["rpm", "-qp", "--qf", "%{NAME} %{VERSION} %{SUMMARY}", made], capture_output=True)
    assert about.stdout.decode() == f"{NAME} {VERSION} {SUMMARY}"
    system.change("--install", made)
    system.change("--verify", NAME)
    assert "Nothing failed." in smoke.self_test(system.root / f"usr/bin/{NAME}")


def test_it_is_updated_and_goes_without_a_trace(stand_in, system, own_folders, monkeypatch):
    (stand_in / "_internal" / "old").write_text("of this version alone")
    made = rpm.build(stand_in)
    before = system.files()
    system.change("--install", made)
    assert "usr/lib/rivulet/_internal/old" in system.files()
    assert f"usr/share/licenses/{NAME}/LICENSE" in system.files()
    (stand_in / "_internal" / "old").unlink()
    # A pre-release comes before its release.
    for version in ("99.0rc1", "99.0"):
        monkeypatch.setattr(rpm, "VERSION", version)
        system.change("--upgrade", rpm.build(stand_in))
    assert system.run("--query", "--queryformat", "%{VERSION}", NAME) == "99.0"
    assert "usr/lib/rivulet/_internal/old" not in system.files()
    system.change("--erase", NAME)
    assert system.files() == before
    assert not (system.root / "usr/lib/rivulet").exists()
    assert not (system.root / f"usr/share/licenses/{NAME}").exists()


def test_the_same_program_gives_the_same_bytes(stand_in, own_folders, monkeypatch):
    first = rpm.build(stand_in).read_bytes()
    for path in stand_in.rglob("*"):
        os.utime(path, (1, 1))
    assert rpm.build(stand_in).read_bytes() == first
