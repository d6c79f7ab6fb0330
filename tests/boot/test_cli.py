"""What the command line accepts, what it refuses, and what it says before any window."""

import subprocess
import sys
from pathlib import Path

import pytest

import app
from app.boot import surroundings
from app.cli import main

ROOT = Path(__file__).parents[2]
COMMANDS = ("quick", "ask", "export", "key", "demo-server")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--log-level", "loud"],
        ["--no-such-option"],
        ["no-such-command"],
        ["quick", "x" * 200_001],
        ["--prof", "x"],
        ["export", "--format", "html"],
        ["key"],
        ["key", "show"],
        ["demo-server", "--port", "70000"],
        ["demo-server", "--port", "many"],
    ],
)
def test_wrong_usage_is_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines()[-1].startswith("rivulet")


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Rivulet {app.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_is_complete(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: rivulet {command} ")
    assert f"examples:\n  rivulet {command}" in text or f"| rivulet {command}" in text
    for option in ("--profile", "--offline", "--base-url", "--model", "--log-level", "--log-json"):
        assert option in text


def test_the_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert [command for command in COMMANDS if f"\n    {command}" not in text] == []


def test_loading_the_command_line_loads_nothing_else():
    code = "import sys; before = set(sys.modules); import app.cli; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20)
    loaded = done.stdout.split()
    assert [name for name in loaded if name.startswith("app")] == ["app", "app.cli"]
    assert not {"asyncio", "logging", "pathlib", "platformdirs"} & set(loaded)


def test_an_old_python_with_a_new_pyside_is_told_the_remedy(monkeypatch, tmp_path):
    package = tmp_path / "PySide6" / "__init__.py"
    package.parent.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "PySide6", raising=False)
    monkeypatch.setattr(surroundings.sys, "version_info", (3, 11, 9))
    for version, refused in (("6.11.3", False), ("6.12.0", True), ("7.0", True)):
        package.write_text(f'import os\n__version__ = "{version}"\n')
        obstacle = surroundings.window_obstacle()
        assert (obstacle is not None and 'pip install "PySide6-Essentials<6.12"' in obstacle) is refused
    monkeypatch.setattr(surroundings.sys, "version_info", (3, 12, 0))
    assert surroundings.window_obstacle() is None


def test_the_version_of_the_installed_pyside_is_found():
    import PySide6

    assert surroundings._pyside_version() == PySide6.__version_info__[:2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_there_is_no_window(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "no screen" in (surroundings.window_obstacle() or "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert surroundings.window_obstacle() is None


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder in which nobody can write")
def test_a_profile_that_cannot_be_written_to_is_told_at_once():
    ended = subprocess.run(
        [sys.executable, "-m", "app", "--profile", "/sys"],
        cwd=ROOT,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": ""},
        capture_output=True,
        timeout=8,
        text=True,
    )
    assert ended.returncode == 1
    assert ended.stderr == "rivulet: The profile folder /sys cannot be written to.\n"
