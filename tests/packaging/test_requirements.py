"""What the packages are made of: locked to what pyproject.toml admits, with a wheel for every system."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "packaging" / "requirements.txt"

SYSTEMS = (
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-manylinux_2_34",
    "aarch64-manylinux_2_39",
)
"""The oldest of each that Qt's wheels are for; without an exception all others have wheels there, too."""
MACOS = "14.0"


def test_the_lock_is_of_admitted_versions_with_their_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [Requirement(text) for text in project["project"]["dependencies"]]
    wanted += [Requirement(text) for text in project["dependency-groups"]["build"]]
    locked = {}
    for line in LOCK.read_text("utf-8").replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split(" --hash=")
        pinned = Requirement(requirement)
        assert [pin.operator for pin in pinned.specifier] == ["=="], line
        assert hashes, f"{pinned.name} has no hash"
        assert all(digest.strip().startswith("sha256:") for digest in hashes)
        locked[pinned.name.lower()] = Version(next(iter(pinned.specifier)).version)
    for one in wanted:
        # Python 3.11 runs Rivulet, but nothing is frozen with it.
        if one.marker is None or one.marker.evaluate({"python_version": "3.12", "sys_platform": "linux"}):
            assert locked[one.name.lower()] in one.specifier, one


def uv(installers, *arguments, macos=MACOS):
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": macos}
    command = [installers / "uv", "pip", *arguments, "--only-binary", ":all:", "--quiet"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def install_locked(installers, system, python, folder, macos=MACOS):
    target = ("--python-platform", system, "--python-version", python, "--target", str(folder))
    wanted = ("--dry-run", "--require-hashes", "--requirement", str(LOCK))
    return uv(installers, "install", *wanted, *target, macos=macos)


@pytest.mark.packaging
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_has_wheels_of_all_that_it_needs(installers, system):
    for python in ("3.11", "3.12", "3.13"):
        target = ("--python-platform", system, "--python-version", python)
        done = uv(installers, "compile", "pyproject.toml", *target)
        assert done.returncode == 0, done.stderr
        needs = {line.split("==")[0] for line in done.stdout.splitlines()}
        assert {"pyside6-essentials", "apsw", "jiter"} <= needs
        # pip would ask the system that it runs on for the markers.
        assert ("pywin32-ctypes" in needs) == ("windows" in system)
        assert ("secretstorage" in needs) == ("linux" in system)


@pytest.mark.packaging
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_can_be_installed_on_every_system(installers, system, tmp_path):
    for python in ("3.12", "3.13"):
        done = install_locked(installers, system, python, tmp_path)
        assert done.returncode == 0, done.stderr


@pytest.mark.packaging
def test_older_systems_than_these_are_said_to_have_no_wheel(installers, tmp_path):
    for system, macos in (
        ("x86_64-manylinux_2_33", MACOS),
        ("aarch64-manylinux_2_38", MACOS),
        ("aarch64-apple-darwin", "13.0"),
    ):
        done = install_locked(installers, system, "3.13", tmp_path, macos)
        assert done.returncode != 0
        assert "pyside6-essentials" in done.stderr
