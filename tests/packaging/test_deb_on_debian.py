"""The .deb on minimal systems: what a user of Debian sees from its installation to its end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.ending import EndState
from app.domain.export import parse_export
from app.ui.theme import LIGHT
from tests.e2e.screen import Screen, own_screen, until
from tests.packaging.building import ROOT
from tests.packaging.debian_root import HOME, DebianRoot

pytestmark = pytest.mark.packaging

PROFILE = f"{HOME}/.local/share/rivulet"
KEY = "sk-of-a-test-0123456789"
KEYRING = f"""
printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
rivulet key status && printf {KEY} | rivulet key set && rivulet key status && rivulet key remove
"""


@pytest.fixture(scope="module")
def screen(tmp_path_factory) -> Iterator[Screen]:
    with own_screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


@pytest.fixture(scope="module")
def installed(root: DebianRoot, deb: Path) -> set[str]:
    """What lies in the system, but for the files of the package, which is installed."""
    root.install(deb)
    ours = root.do("dpkg-query", "--listfiles", "rivulet").split()
    return root.files() - {path.lstrip("/") for path in ours if not root.path(path).is_dir()}


@contextmanager
def begun(root: DebianRoot, screen: Screen, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The program with its window, which has the keyboard."""
    command = root.command("rivulet", *arguments, user="ada", DISPLAY=screen.display)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, **quiet) as process:
        try:
            until(lambda: screen.windows("Rivulet"), 30, why="no window came")
            screen.wait_active("Rivulet")
            yield process
        finally:
            process.kill()


def quit_program(screen: Screen, process: subprocess.Popen[str]) -> None:
    screen.keys("ctrl+q")
    process.wait(20)
    assert (process.returncode, process.stdout.read()) == (0, "")
    until(lambda: not screen.windows("Rivulet"))


def picture(screen: Screen, name: str) -> None:
    if folder := os.environ.get("RIVULET_PICTURES"):
        screen.picture().save(str(Path(folder) / f"{name}.png"))


def answers(root: DebianRoot) -> list[tuple[str, EndState | None]]:
    """All that are in the history, with their ends. This checkout reads them, whatever is installed there."""
    command = [sys.executable, "-m", "app", "--profile", str(root.path(PROFILE)), "export"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    _, messages = parse_export(json.loads(told))
    return [(one.text(), one.end) for several in messages.values() for one in several if one.is_answer]


def ask(root: DebianRoot, screen: Screen, prompt: str) -> None:
    """In the window, until one more answer has come to its end."""

    def complete() -> int:
        return sum(end is EndState.COMPLETE for _, end in answers(root))

    before = complete()
    screen.type(prompt)
    screen.keys("Return")
    until(lambda: complete() > before, 30, why=f"{prompt} was not answered")


def repacked(deb: Path, folder: Path, version: str, change: Callable[[Path], object]) -> Path:
    """The same package as another version, with something changed in it."""
    tree = folder / version
    subprocess.run(["dpkg-deb", "--raw-extract", deb, tree], check=True)
    change(tree / "usr/lib/rivulet")
    control = tree / "DEBIAN/control"
    lines = control.read_text().splitlines()
    lines = [f"Version: {version}" if line.startswith("Version: ") else line for line in lines]
    control.write_text("\n".join([*lines, ""]))
    made = folder / f"rivulet_{version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


@pytest.mark.usefixtures("installed")
def test_it_works_with_what_it_declares_alone(root, screen):
    assert root.do("rivulet", "--version", user="ada").startswith("Rivulet ")
    answer = root.do("rivulet", "ask", "--offline", "--save", "What is a banner?", user="ada")
    assert "banner" in answer
    verdict = root.run("rivulet", "--self-test", user="ada", DISPLAY=screen.display)
    assert verdict.returncode == 0, verdict.stdout
    assert "draws the window" in verdict.stdout


@pytest.mark.usefixtures("installed")
def test_its_window_answers(root, screen):
    with begun(root, screen, "--offline") as process:
        ask(root, screen, "/demo markdown")
        picture(screen, f"deb-{root.suite}")
        quit_program(screen, process)


@pytest.mark.usefixtures("installed")
def test_a_second_start_brings_a_new_chat(root, screen):
    with begun(root, screen, "--offline") as process:
        screen.type("left alone")
        again = root.run("rivulet", "--new-chat", user="ada", DISPLAY=screen.display, timeout=15)
        assert (again.returncode, again.stderr) == (0, "")
        quit_program(screen, process)


@pytest.mark.usefixtures("installed")
def test_an_upgrade_keeps_the_data_and_takes_what_is_old(root, deb, tmp_path):
    stale = Path("_internal/of-old.txt")
    older = repacked(deb, tmp_path, "0.0.1", lambda program: (program / stale).write_text("old"))
    root.install("--allow-downgrades", older)
    root.do("rivulet", "ask", "--offline", "--save", "What is live translation?", user="ada")
    before = answers(root)
    assert (root.path("/usr/lib/rivulet") / stale).exists()
    root.install(deb)
    assert not (root.path("/usr/lib/rivulet") / stale).exists()
    assert answers(root) == before
    assert any("live translation" in text for text, _ in before)


@pytest.mark.usefixtures("installed")
def test_one_that_runs_while_it_is_upgraded_goes_on_and_says_so(root, screen, deb, tmp_path):
    # None of the new program's modules lies where the old one has its own.
    newer = repacked(deb, tmp_path, "9.9", lambda program: (program / "rivulet").write_text("#!/bin/sh\n"))
    with begun(root, screen, "--offline") as process:
        root.install(newer)
        ask(root, screen, "What is the quick prompt?")  # nothing that an answer needs is loaded before
        window = screen.windows("Rivulet")[0]
        screen.xdotool("windowminimize", "--sync", window)
        time.sleep(0.5)
        screen.xdotool("windowactivate", "--sync", window)
        until(lambda: screen.count(LIGHT.warning_ground) > 10_000, why="nothing is said of the new version")
        picture(screen, f"deb-{root.suite}-upgraded")
        quit_program(screen, process)
    root.install("--allow-downgrades", deb)


@pytest.mark.usefixtures("installed")
def test_without_a_declared_library_it_does_not_start(root, screen):
    root.do("dpkg", "--remove", "--force-depends", "libegl1")
    done = root.run("rivulet", "--offline", user="ada", DISPLAY=screen.display, timeout=60)
    assert done.returncode != 0
    assert not screen.windows("Rivulet")
    root.apt("install", "--fix-broken", "--no-install-recommends")
    with begun(root, screen, "--offline") as process:
        quit_program(screen, process)


def test_purged_it_leaves_nothing_but_what_the_user_wrote(root, installed):
    root.apt("purge", "rivulet")
    left = root.files()
    ours = {path for path in left if "rivulet" in path.lower()}
    assert {path for path in ours if not path.startswith(HOME.lstrip("/"))} == set()
    assert f"{PROFILE.lstrip('/')}/history.sqlite3" in ours
    assert {path for path in left - installed if not path.startswith(("home/", "var/"))} == set()


def test_a_key_is_kept_in_the_keyring_and_nowhere_else(root, deb):
    root.install(deb, "gnome-keyring", "dbus")
    told = root.do("dbus-run-session", "--", "sh", "-ec", KEYRING, user="ada").splitlines()
    assert [line.partition(" for ")[0] for line in told[:3]] == [
        "There is no key",
        "The key",
        "There is a key",
    ]
    kept = root.run("grep", "--recursive", "--fixed-strings", KEY, HOME, user="ada")
    assert (kept.returncode, kept.stdout) == (1, "")
