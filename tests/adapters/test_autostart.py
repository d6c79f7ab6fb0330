"""The entry for the start at login: what the system reads is what was meant, and what the user has chosen."""

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import APPLICATION_ID
from app.adapters.autostart import (
    DesktopEntry,
    LaunchAgent,
    desktop_autostart,
    exec_line,
    exec_program,
)
from app.domain.problem import EnvironmentFault

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are Linux's")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """One with a name that wants quoting."""
    made = tmp_path / 'a "new" $HOME\\folder (1) `id`' / "rivulet"
    made.parent.mkdir()
    made.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/told"\n')
    made.chmod(0o755)
    return made


@pytest.fixture(params=[DesktopEntry, LaunchAgent])
def entry(request: pytest.FixtureRequest, tmp_path: Path, program: Path) -> DesktopEntry | LaunchAgent:
    return request.param(tmp_path / "config" / "autostart" / "entry", [str(program), "--background"])


def test_it_is_turned_on_and_off_again(entry, tmp_path):
    assert not entry.is_on()
    for on in (True, True, False, False):
        entry.turn(on)
        assert entry.is_on() is on
    assert list((tmp_path / "config" / "autostart").iterdir()) == []


def test_one_whose_program_is_gone_is_off_until_it_is_turned_on_anew(entry, program):
    entry.turn(True)
    program.rename(program.with_name("elsewhere"))
    assert not entry.is_on()
    program.with_name("elsewhere").rename(program)
    assert entry.is_on()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\0nonsense",
        b"[Desktop Entry]\nExec=\n",
        b"[Desktop Entry]\nExec=/a\0b\n",
        b"<plist>",
        b"<plist><date>noon</date></plist>",
    ],
)
def test_an_entry_that_says_nothing_is_off_and_is_replaced(entry, tmp_path, content):
    path = tmp_path / "config" / "autostart" / "entry"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert not entry.is_on()
    entry.turn(True)
    assert entry.is_on()


def test_a_file_in_the_place_of_the_folder_is_told(entry, tmp_path):
    (tmp_path / "config").write_text("")
    with pytest.raises(EnvironmentFault, match="The entry for the start at login could not be written"):
        entry.turn(True)


# Linux


def _desktop_entry(tmp_path: Path, program: Path) -> tuple[DesktopEntry, Path]:
    path = tmp_path / "rivulet.desktop"
    return DesktopEntry(path, [str(program), "--background"]), path


@linux
@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false"),
        ("Terminal=false", "Hidden=true"),
    ],
)
def test_what_was_switched_off_in_the_desktops_settings_is_off(tmp_path, program, line, other):
    entry, path = _desktop_entry(tmp_path, program)
    entry.turn(True)
    written = path.read_text()
    assert line in written
    path.write_text(written.replace(line, other) + "\n[Desktop Action x]\nHidden=false\n")
    assert not entry.is_on()
    entry.turn(True)
    assert entry.is_on()


@linux
@pytest.mark.skipif(shutil.which("gio") is None, reason="needs gio")
def test_a_desktop_begins_just_this_program(tmp_path, program):
    path = tmp_path / "rivulet.desktop"
    DesktopEntry(path, [str(program), "--background", "100 % $HOME"]).turn(True)
    subprocess.run(["gio", "launch", path], check=True, timeout=20)
    told = program.with_name("told")
    for _ in range(200):
        if told.exists() and told.read_text():
            break
        subprocess.run(["sleep", "0.02"], check=True)
    assert told.read_text() == "--background\n100 % $HOME\n"


@linux
def test_it_lies_where_the_desktop_looks(tmp_path, program, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    name = f"{APPLICATION_ID}.desktop"
    for home, folder in (("", ".config"), ("relative", ".config"), (str(tmp_path / "own"), "own")):
        monkeypatch.setenv("XDG_CONFIG_HOME", home)
        autostart = desktop_autostart([str(program)])
        autostart.turn(True)
        assert (tmp_path / folder / "autostart" / name).is_file()
        autostart.turn(False)


@linux
def test_a_user_without_a_home_has_no_entry(program, monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", "~")
    assert not desktop_autostart([str(program)]).is_on()


@given(st.lists(WORDS, min_size=1))
def test_a_program_is_read_as_it_was_written(command):
    line = exec_line(command)
    assert "\n" not in line
    assert exec_program(line) == command[0]


# macOS


def test_the_launch_agent_is_begun_at_login_and_may_be_disabled(tmp_path, program):
    path = tmp_path / "agent.plist"
    agent = LaunchAgent(path, [str(program), "--background"])
    agent.turn(True)
    written = plistlib.loads(path.read_bytes())
    assert written == {
        "Label": APPLICATION_ID,
        "ProgramArguments": [str(program), "--background"],
        "RunAtLoad": True,
    }
    path.write_bytes(plistlib.dumps({**written, "Disabled": True}))
    assert not agent.is_on()


@linux
def test_a_flatpak_says_that_it_cannot(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("FLATPAK_ID", APPLICATION_ID)
    autostart = desktop_autostart(["flatpak", "run", APPLICATION_ID, "--background"])
    with pytest.raises(EnvironmentFault, match="in the settings of your desktop"):
        autostart.turn(True)
    autostart.turn(False)
    assert not autostart.is_on()
    assert list(tmp_path.iterdir()) == []
