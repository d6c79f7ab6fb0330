"""A program counts as whole where it says so and writes its verdict, and not before."""

import subprocess
import sys
from pathlib import Path

import pytest
import smoke
from system_parts import SetupError

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its programs are shell scripts")


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


WRITES = 'mkdir -p "$3/logs" && echo "$1: fine" > "$3/logs/self-test.txt"'


def test_what_is_whole_is_told_from_its_file(tmp_path):
    assert smoke.self_test(program(tmp_path / "rivulet", WRITES)) == "--self-test: fine\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{WRITES}; exit 1", "ended with 1. It said:\n\nIt wrote:\n--self-test: fine\n"),
        ("echo no screen; exit 0", "ended with 0. It said:\nno screen\n\nIt wrote:\n"),
    ],
)
def test_neither_the_status_nor_the_file_is_enough(tmp_path, text, told):
    with pytest.raises(SetupError) as failed:
        smoke.self_test(program(tmp_path / "rivulet", text))
    assert str(failed.value).endswith(told)


def test_nothing_of_this_python_is_lent_to_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(ROOT)
    lent = program(tmp_path / "rivulet", f'[ -z "$PYTHONPATH" ] && [ "$PWD" != {ROOT} ] && {WRITES}')
    assert smoke.self_test(lent)


def test_it_finds_what_users_start(tmp_path):
    folder = program(tmp_path / "rivulet" / "rivulet", "").parent
    (folder / "_internal").mkdir()
    (folder / "notes.txt").touch()
    assert smoke.programs(folder) == [folder / "rivulet"]
    started = program(tmp_path / "Rivulet.app/Contents/MacOS/rivulet", "")
    assert smoke.programs(tmp_path / "Rivulet.app") == [started]
    assert smoke.programs(started) == [started]
    with pytest.raises(SetupError, match="There is no program in"):
        smoke.programs(folder / "_internal")


def test_the_command_ends_as_the_program_is(tmp_path):
    good, bad = program(tmp_path / "good", WRITES), program(tmp_path / "bad", "exit 3")
    for path, status in ((good, 0), (bad, 1)):
        command = [sys.executable, ROOT / "packaging" / "smoke.py", "program", path]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, str(path) in done.stdout) == (status, True)
        assert "Traceback" not in done.stderr


SETUP = """
[ "$1" = /S ] || exit 2
mkdir -p "{home}"
for name in Rivulet.exe rivulet.com; do printf '#!/bin/sh\\n%s' '{text}' > "{home}/$name"; done
printf '#!/bin/sh\\n[ "$1" = /S ] && {removal}' > "{home}/uninstall.exe"
chmod +x "{home}"/*
"""


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """Makes an installer, which puts programs where Windows has those of one user."""
    home = tmp_path / "local" / "Programs" / "Rivulet"
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setattr(smoke, "REMOVAL", 5)

    def made(text: str = WRITES, removal: str = f'(sleep 0.2; rm -r "{home}") &') -> Path:
        return program(tmp_path / "setup.exe", SETUP.format(home=home, text=text, removal=removal))

    return made


def test_what_is_installed_is_tried_and_removed(setup, capsys):
    smoke.try_setup(setup())
    assert capsys.readouterr().out.count("--self-test: fine") == 2
    smoke.try_setup(setup())


def test_what_is_left_behind_is_told(setup, monkeypatch):
    monkeypatch.setattr(smoke, "REMOVAL", 0.2)
    with pytest.raises(SetupError, match=r"still there: .*Rivulet"):
        smoke.try_setup(setup(removal="true"))
    with pytest.raises(SetupError, match="is there already"):
        smoke.try_setup(setup())


def test_an_installed_program_that_is_not_whole_is_told(setup):
    with pytest.raises(SetupError, match="ended with 1"):
        smoke.try_setup(setup(text="exit 1"))
