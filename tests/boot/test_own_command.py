"""The command that starts this program again."""

import sys
from pathlib import Path

import pytest

from app.boot.own_command import own_command
from app.boot.profile import Profile, profile


@pytest.fixture(autouse=True)
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "bin" / "rivulet"
    made.parent.mkdir()
    made.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(made.parent / "python3"))
    monkeypatch.setenv("PATH", "")
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


def test_without_a_script_the_interpreter_runs_the_package(script):
    script.unlink()
    assert own_command() == [sys.executable, "-P", "-m", "app"]


def test_a_frozen_program_is_itself_and_in_an_image_the_image(monkeypatch, tmp_path):
    monkeypatch.setenv("APPIMAGE", "/home/me/Rivulet.AppImage")
    assert own_command() != ["/home/me/Rivulet.AppImage"], "a terminal in an image hands its variable on"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == ["/home/me/Rivulet.AppImage"]
    monkeypatch.delenv("APPIMAGE")
    assert own_command() == [sys.executable]
