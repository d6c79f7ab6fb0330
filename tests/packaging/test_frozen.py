"""The frozen program: what it holds, what it asks of a system, and that it works where nothing else is."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.ending import EndState
from tests.e2e.program import Program
from tests.e2e.screen import Screen, own_screen, until

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(sys.platform != "linux", reason="these are the libraries and the screen of Linux"),
]

ROOT = Path(__file__).parents[2]
LARGEST = 165_000_000
"""Bytes of all files."""
SYSTEM = {
    "all": "libc libdl libm libpthread libresolv librt ld-linux-x86-64 libgcc_s libstdc++ libz libzstd",
    "glib": "libglib-2.0 libgthread-2.0",
    "drawing": "libEGL libGL libfontconfig libfreetype",
    "X11": "libX11 libX11-xcb libxcb libxcb-glx libxcb-randr libxcb-render libxcb-shape libxcb-shm "
    "libxcb-sync libxcb-xfixes",
    "Wayland": "libwayland-client libwayland-cursor libwayland-egl",
    "keyboard": "libxkbcommon",
    "buses and networks": "libdbus-1 libgssapi_krb5 libbrotlicommon libbrotlidec",
}
"""The libraries that may be asked of a system, by what they are for, without their versions."""
LATEST = {"GLIBC": (2, 35), "GLIBCXX": (3, 4, 29)}
"""What Ubuntu 22.04, the oldest system that it runs on, has."""
FOREIGN = (
    "gtk atk pango cairo stdc++ QtQml Qt6Qml QtQuick Qt6Quick WebEngine Pdf hatchling PyInstaller setuptools"
)


@pytest.fixture(scope="session")
def program(payload: Path) -> Path:
    return (payload / "rivulet").resolve()


@pytest.fixture
def run(program, tmp_path):
    """Runs it elsewhere, with nothing in its environment."""
    place = tmp_path / "elsewhere"
    place.mkdir()

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(program), "--profile", str(tmp_path / "profile"), *arguments]
        environment = {"HOME": str(place), "LANG": "C.UTF-8", **environment}
        return subprocess.run(
            command,
            env=environment,
            cwd=place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def on_screen(program, tmp_path):
    with own_screen(_folder(tmp_path, "screen")) as screen:
        made = Frozen(program, _folder(tmp_path, "user"), screen)
        yield made
        for process in made.processes:
            process.kill()
            process.wait()


class Frozen(Program):
    def __init__(self, program: Path, folder: Path, screen: Screen) -> None:
        super().__init__(folder, screen)
        self._program = program

    def command(self, *arguments: str) -> list[str]:
        return [str(self._program), "--profile", str(self.profile), *arguments]


def test_it_passes_its_own_test(run):
    done = run("--self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "frozen" in done.stdout
    assert "failed" not in done.stdout.splitlines()[:-1]


def test_it_answers_in_a_terminal(run):
    assert run("--version").stdout.startswith("Rivulet ")
    done = run("ask", "--offline", "--json", "What is a banner?")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["type"] == "ended"
    assert done.stderr == ""


def test_a_command_for_the_terminal_loads_no_qt(program, tmp_path):
    command = [str(program), "--profile", str(tmp_path / "profile"), "demo-server"]
    with subprocess.Popen(command, env={"HOME": str(tmp_path)}, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout.readline().startswith("http://")
        loaded = Path(f"/proc/{server.pid}/maps").read_text()
        server.terminate()
    assert "libpython" in loaded
    assert "libQt6" not in loaded


def test_its_window_comes_answers_and_ends(on_screen):
    process = on_screen.start("--offline")
    on_screen.ask("What is a banner?")
    on_screen.last_answer("banner", EndState.COMPLETE)
    on_screen.quit(process)
    assert "Traceback" not in on_screen.stderr
    assert not list(on_screen.profile.glob("logs/bug-*"))


def test_what_it_starts_gets_the_environment_that_it_was_given(on_screen, tmp_path):
    folder = _folder(tmp_path, "bin")
    voice = folder / "spd-say"
    voice.write_text(
        f"#!/bin/sh\nenv > {folder}/told.part\nmv {folder}/told.part {folder}/told\ncat > /dev/null\n"
    )
    voice.chmod(0o755)
    given = {"PATH": f"{folder}:{os.environ['PATH']}", "LD_LIBRARY_PATH": "/nowhere/of/the/users"}
    process = on_screen.start("--offline", **given)
    on_screen.ask("What is a banner?")
    on_screen.last_answer("banner", EndState.COMPLETE)
    on_screen.screen.keys("alt+Up", "l")
    told = folder / "told"
    until(told.exists, why="nobody was asked to read aloud")
    environment = dict(line.partition("=")[::2] for line in told.read_text().splitlines())
    assert environment["LD_LIBRARY_PATH"] == given["LD_LIBRARY_PATH"]
    assert not [
        name for name, value in environment.items() if "_internal" in value or name.startswith("_PYI")
    ]
    on_screen.quit(process)


def test_it_keeps_a_key_in_the_keyring_of_the_system(run, tmp_path):
    keyring_session = pytest.importorskip("tests.keyring_session").keyring_session
    with keyring_session(_folder(tmp_path, "k")) as session:
        checked = run("--self-test", **session.environment)
        assert "ok: keyring" in checked.stdout, checked.stdout


def test_it_holds_all_that_comes_with_the_program(payload):
    resources = payload / "_internal/app/resources"
    ours = {
        path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    there = {path.relative_to(resources) for path in resources.rglob("*") if path.is_file()}
    assert there - ours == {Path("licences/THIRD-PARTY.txt")}
    assert ours <= there
    assert "PySide6" in (resources / "licences/THIRD-PARTY.txt").read_text("utf-8")
    assert list(payload.glob("_internal/keyring-*.dist-info/entry_points.txt"))


def test_it_holds_nothing_that_it_does_without(payload):
    from freezing.trimming import reason_against

    inside = payload / "_internal"
    names = [str(path.relative_to(inside)) for path in inside.rglob("*")]
    assert {name: reason for name in names if (reason := reason_against(name, "linux"))} == {}
    files = [name for name in names if "/" not in name or "/Qt/" in name]
    assert [
        name for name in files for word in FOREIGN.split() if word in name and "/resources" not in name
    ] == []


def test_each_link_in_it_leads_to_a_file_in_it(payload):
    links = [path for path in payload.rglob("*") if path.is_symlink()]
    assert links
    lost = [
        path for path in links if not path.exists() or not path.resolve().is_relative_to(payload.resolve())
    ]
    assert lost == []


def test_it_asks_nothing_else_of_a_system(payload):
    from freezing.needs import needs

    found = needs(payload)
    allowed = set(" ".join(SYSTEM.values()).split())
    assert {name.partition(".so")[0]: files for name, files in found.libraries.items()}.keys() == allowed
    for family, latest in LATEST.items():
        assert found.versions[family] <= latest


def test_it_is_small(payload):
    assert sum(path.lstat().st_size for path in payload.rglob("*") if path.is_file()) < LARGEST


def test_it_does_not_tell_where_it_was_made(payload):
    trace = os.fsencode(ROOT)
    assert [path for path in payload.rglob("*") if path.is_file() and trace in path.read_bytes()] == []


def test_two_fresh_checkouts_give_the_same_to_the_byte(tmp_path):
    """Only what is committed is compared: each is made by the one command, in an environment of its own."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git, and a checkout of it")
    one, other = tmp_path / "one", tmp_path / "another/and/deeper"
    first = _sums(_built(one, ROOT))
    assert first == _sums(_built(other, one))  # the same commit, whatever has come after it
    assert len(first) > 200


def _built(checkout: Path, source: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", str(source), str(checkout)], check=True)
    command = [sys.executable, str(checkout / "packaging/build.py"), "frozen"]
    elsewhere = checkout.with_name(f"beside-{checkout.name}")
    (elsewhere / "app").mkdir(parents=True)
    (elsewhere / "app" / "__init__.py").write_text("raise ImportError('of another program')\n")
    done = subprocess.run(command, cwd=elsewhere, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return Path(done.stdout.strip())


def _sums(folder: Path) -> dict[str, str]:
    """Of each file its digest, or where it leads to, and its rights."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            sums[name] = str(path.readlink())
        elif path.is_file():
            sums[name] = f"{path.stat().st_mode:o} {sha256(path.read_bytes()).hexdigest()}"
    return sums


def _folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made
