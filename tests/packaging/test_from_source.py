"""The command that runs a checkout: what a system lacks is installed or named, the rest made once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from environment import alone

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging" / "from_source.py"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="system packages are installed on Linux alone"
)

FAKE_APT = """#!/bin/sh
echo "$@" >> {log}
if [ -e {broken} ]; then echo "Reading lists..."; echo "E: Unable to locate package xvfb"; exit 100; fi
"""


class Machine:
    """A system with nothing on its PATH, but for the programs that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.log, self.broken = folder / "bin", folder / "apt.log", folder / "broken"
        self.bin.mkdir()

    def add(self, name: str, text: str = "#!/bin/sh\n") -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def provide(self, root: bool = True, **wanted: bool) -> subprocess.CompletedProcess[str]:
        """Asks for what the tests need, or for something else."""
        asked = {"for_window": False, "for_tests": True, "for_environment": True} | wanted
        code = (
            f"import os, sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import system_parts\n"
            f"os.geteuid = lambda: {0 if root else 1000}\n"
            f"try:\n    system_parts.provide(**{asked})\n"
            "except system_parts.SetupError as error:\n    sys.exit(str(error))"
        )
        environment = {"PATH": str(self.bin)}
        return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_root_on_debian_gets_just_what_is_missing(machine):
    machine.add("apt-get", FAKE_APT.format(log=machine.log, broken=machine.broken))
    for present in ("xdotool", "dbus-daemon", "gnome-keyring-daemon", "xwd", "xprop", "trayer", "weston"):
        machine.add(present)
    done = machine.provide()
    venv = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert done.returncode == 0
    assert done.stderr == f"Installing system packages (once): {venv} xvfb openbox …\n"
    update, install = machine.log.read_text().splitlines()
    assert update.startswith("update ")
    assert install.startswith(f"install --yes --no-install-recommends {venv} xvfb openbox ")


def test_what_reads_libraries_is_there_before_a_program_is_frozen(machine):
    machine.add("apt-get", FAKE_APT.format(log=machine.log, broken=machine.broken))
    done = machine.provide(for_tests=False, for_environment=False, for_freezing=True)
    assert done.stderr == "Installing system packages (once): binutils …\n"


def test_a_failed_installation_is_one_line_with_its_reason(machine):
    machine.add("apt-get", FAKE_APT.format(log=machine.log, broken=machine.broken))
    machine.broken.touch()
    done = machine.provide()
    assert done.returncode == 1
    assert done.stderr.endswith("“apt-get update” failed: E: Unable to locate package xvfb\n")


def test_others_than_root_are_given_the_command(machine):
    machine.add("apt-get", FAKE_APT.format(log=machine.log, broken=machine.broken))
    done = machine.provide(root=False)
    assert done.returncode == 1
    assert "sudo apt-get install --yes --no-install-recommends" in done.stderr
    assert " xvfb openbox " in done.stderr
    assert done.stderr.count("\n") == 1
    assert not machine.log.exists()


def test_a_system_without_apt_is_told_what_is_missing(machine):
    assert "Debian calls: " in machine.provide().stderr
    machine.add("dnf")
    assert "sudo dnf install /usr/bin/Xvfb /usr/bin/openbox " in machine.provide().stderr


PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["packaging"]
[project]
name = "rivulet"
dependencies = {dependencies}
[dependency-groups]
test = []
"""

BACKEND = """
import pathlib, tomllib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(pathlib.Path(folder, "rivulet-0-py3-none-any.whl"), "w") as wheel:
        info = "rivulet-0.dist-info/"
        wheel.writestr("rivulet.pth", str(pathlib.Path.cwd()))
        needs = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]["dependencies"]
        metadata = ["Metadata-Version: 2.1", "Name: rivulet", "Version: 0"]
        wheel.writestr(info + "METADATA", "\\n".join(metadata + [f"Requires-Dist: {name}" for name in needs]))
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return "rivulet-0-py3-none-any.whl"
"""


class Checkout:
    """A checkout of a program that prints its arguments, under a path with a space, without a network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a check out"
        shutil.copytree(SCRIPT.parent, self.folder / "packaging")
        (self.folder / "packaging" / "backend.py").write_text(BACKEND)
        (self.folder / "app").mkdir()
        (self.folder / "app" / "__main__.py").write_text("import sys\nprint(*sys.argv[1:], sep='|')\n")

    def needs(self, *dependencies: str) -> None:
        text = PROJECT.format(dependencies=list(dependencies))
        (self.folder / "pyproject.toml").write_text(text)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """From another folder, without a screen, and with a pip that has no index."""
        screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        environment = {name: value for name, value in os.environ.items() if name not in screens}
        environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
        return subprocess.run(
            [sys.executable, self.folder / "packaging" / "from_source.py", "run", *arguments],
            env=environment,
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
            timeout=60,
        )


CREATING = f"Creating the virtual environment .venv/{sys.version_info[0]}.{sys.version_info[1]} (once) …\n"
INSTALLING = "Installing Rivulet and its libraries (once, some 100 MB to load) …\n"


@pytest.mark.e2e
def test_the_first_run_prepares_and_later_runs_do_nothing_but_run(tmp_path):
    checkout = Checkout(tmp_path)
    checkout.needs("a-library-that-is-nowhere")
    failed = checkout.run()
    assert (failed.returncode, failed.stdout) == (1, "")
    reason = failed.stderr.removeprefix(CREATING + INSTALLING)
    assert reason.startswith("Rivulet: “-m pip install” failed: ERROR: Could not find a version")
    assert reason.count("\n") == 1

    checkout.needs()
    first = checkout.run("--name", "two words")
    assert (first.returncode, first.stdout) == (0, "--offline|--name|two words\n")
    assert first.stderr == CREATING + INSTALLING
    again = checkout.run("--name", "two words")
    assert (again.stdout, again.stderr) == ("--offline|--name|two words\n", "")

    without_screen = checkout.run()
    assert without_screen.stdout == "--offline|ask|What can Rivulet do?\n"
    assert without_screen.stderr == "There is no screen here, so the Guide answers in the terminal.\n"

    checkout.needs("pip")
    assert checkout.run("--version").stderr == INSTALLING


def test_two_that_fill_a_folder_do_it_one_after_the_other(tmp_path):
    code = (
        "import sys, environment, pathlib\nwith environment.alone(pathlib.Path(sys.argv[1])): print('done')"
    )
    with alone(tmp_path):
        command = [sys.executable, "-c", code, tmp_path]
        other = subprocess.Popen(
            command, cwd=SCRIPT.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert other.stderr.readline() == f"Waiting for another who works in {tmp_path} …\n"
        assert other.poll() is None
    assert other.communicate(timeout=20) == ("done\n", "")


def test_an_unknown_interpreter_is_one_line():
    command = [sys.executable, SCRIPT, "--python", "no-such-python", "run"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "Rivulet: no-such-python is not a program.\n")
