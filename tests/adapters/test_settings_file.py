"""Settings are replaced as a whole or not at all, and a file that cannot be read is kept."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.settings_file import SettingsFile
from app.domain.problem import EnvironmentFault
from app.domain.settings import Appearance, Settings

SETTINGS = Settings(appearance=Appearance.DARK, unknown={"later": [1, {"a": None}]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "settings.json"


def test_without_a_file_the_defaults_hold(path):
    assert SettingsFile(path).load() == (Settings(), None)
    assert not path.parent.exists()


def test_what_is_saved_is_loaded_and_for_the_user_alone(path):
    old = os.umask(0)
    try:
        SettingsFile(path).save(Settings())
        SettingsFile(path).save(SETTINGS)
    finally:
        os.umask(old)
    assert SettingsFile(path).load() == (SETTINGS, None)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"zoom": "\xff"}', b"[" * 100_000, b"1" * 10_000])
def test_an_unreadable_file_is_set_aside(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    file = SettingsFile(path)
    settings, notice = file.load()
    assert settings == Settings()
    (aside,) = path.parent.iterdir()
    assert aside.name.startswith("settings.json.damaged-")
    assert aside.read_bytes() == content
    assert str(aside) in notice
    file.save(SETTINGS)
    assert SettingsFile(path).load() == (SETTINGS, None)
    assert aside.read_bytes() == content


def test_nothing_is_saved_over_what_can_neither_be_read_nor_moved():
    file = SettingsFile(Path("/proc/self/mem"))
    settings, notice = file.load()
    assert settings == Settings()
    assert "cannot be read" in notice
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        file.save(SETTINGS)


def test_a_save_that_fails_says_why_and_keeps_the_old_file(path):
    SettingsFile(path).save(SETTINGS)
    code = (
        "import resource, sys; from pathlib import Path;"
        "from app.adapters.settings_file import SettingsFile; from app.domain.settings import Settings;"
        "from app.domain.problem import EnvironmentFault\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: SettingsFile(Path(sys.argv[1])).save(Settings(window_geometry='x' * 9000))\n"
        "except EnvironmentFault as fault: print(fault)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout == "The disk is full: the settings file could not be written.\n"
    assert done.stderr == ""
    assert SettingsFile(path).load() == (SETTINGS, None)
    assert list(path.parent.iterdir()) == [path]


def test_a_place_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="The settings file could not be written"):
        SettingsFile(tmp_path / "file" / "settings.json").save(SETTINGS)


def test_a_link_stays_a_link(path):
    path.parent.mkdir()
    real = path.parent / "elsewhere.json"
    path.symlink_to(real)
    SettingsFile(path).save(SETTINGS)
    assert path.is_symlink()
    assert SettingsFile(real).load() == (SETTINGS, None)
