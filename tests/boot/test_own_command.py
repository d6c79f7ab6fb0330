"""The command that starts this program again."""

import subprocess
import sys
from pathlib import Path

import pytest

import app
from app import APPLICATION_ID
from app.boot.own_command import own_command
from app.boot.profile import Profile, profile


@pytest.fixture(autouse=True)
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "bin" / "rivulet"
    made.parent.mkdir()
    made.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(made.parent / "python3"))
    monkeypatch.setenv("PATH", "")
    for name in ("FLATPAK_ID", "SNAP", "APPIMAGE", "APPDIR"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The frozen program, in a folder of its own."""
    made = tmp_path / "lib" / "rivulet" / "rivulet"
    made.parent.mkdir(parents=True)
    made.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(made))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return made


def test_the_default_profile_is_not_named(script):
    assert own_command(None, "quick") == own_command(profile(None), "quick") == [str(script), "quick"]


def test_another_profile_is(script, tmp_path):
    other = Profile(tmp_path / "at work")
    assert own_command(other, "--background") == [
        str(script),
        "--profile",
        str(tmp_path / "at work"),
        "--background",
    ]


def test_without_a_script_the_package_is_run_by_its_path_from_any_folder(script, monkeypatch, tmp_path):
    script.unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "rivulet").touch(0o755)  # it may be of another installation
    python, *words = own_command(None, "--version")
    assert python == sys.executable
    monkeypatch.undo()
    done = subprocess.run([sys.executable, *words], cwd="/", env={"PATH": ""}, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"Rivulet {app.__version__}\n", "")


def test_on_windows_no_console_opens_along_with_the_window(script, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    main = str(Path(app.__file__).with_name("__main__.py"))
    assert own_command() == [sys.executable, "-P", main], "some installations have no pythonw.exe"
    windowed = Path(sys.executable).with_name("pythonw.exe")
    windowed.touch()
    assert own_command() == [str(windowed), "-P", main]


def test_the_frozen_program_for_a_console_names_the_one_for_the_window(frozen, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(frozen.with_name("rivulet.com")))
    assert own_command() == [sys.executable]
    frozen.with_suffix(".exe").touch()
    assert own_command() == [str(frozen.with_suffix(".exe"))]


def test_the_frozen_program_is_named_by_the_link_of_its_package(frozen, script, monkeypatch):
    assert own_command() == [str(frozen)]
    monkeypatch.setenv("PATH", str(script.parent))
    assert own_command() == [str(frozen)], "that is another installation"
    script.unlink()
    script.symlink_to(frozen)
    assert own_command() == [str(script)]
    monkeypatch.chdir(script.parents[1])
    monkeypatch.setenv("PATH", script.parent.name)
    assert own_command() == [str(script)], "it is begun from other folders"


def test_what_runs_in_an_image_is_the_image(frozen, monkeypatch):
    monkeypatch.setenv("APPIMAGE", "/home/me/Rivulet.AppImage")
    monkeypatch.setenv("APPDIR", "/tmp/.mount_other")
    assert own_command() == [str(frozen)], "a terminal in an image hands its variables on"
    monkeypatch.setenv("APPDIR", str(frozen.parents[2]))
    assert own_command() == ["/home/me/Rivulet.AppImage"]


def test_what_runs_in_a_snap_is_named_by_its_command(frozen, monkeypatch):
    monkeypatch.setenv("SNAP", "/snap/code/176")
    assert own_command() == [str(frozen)]
    monkeypatch.setenv("SNAP", str(frozen.parents[1]))
    assert own_command(None, "quick") == ["/snap/bin/rivulet", "quick"]


def test_what_runs_in_a_flatpak_is_begun_by_it(frozen, monkeypatch):
    monkeypatch.setenv("FLATPAK_ID", "org.gnome.Builder")
    assert own_command() == [str(frozen)]
    monkeypatch.setenv("FLATPAK_ID", APPLICATION_ID)
    assert own_command(None, "quick") == ["flatpak", "run", APPLICATION_ID, "quick"]
