"""Runs Rivulet, or its tests, from a checkout: makes the virtual environment the first time.

    python3 packaging/from_source.py run [ARGUMENTS OF RIVULET]
    python3 packaging/from_source.py test [ARGUMENTS OF PYTEST]

Needs Python 3.11 to 3.13 and nothing else. Afterwards neither command touches the network.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from system_parts import SetupError, provide

ROOT = Path(__file__).resolve().parents[1]
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
QUESTION = "What can Rivulet do?"


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs Rivulet, or its tests, from this checkout.")
    parser.add_argument("--python", metavar="PATH", help="the interpreter to use (default: this one)")
    parser.add_argument("command", choices=("run", "test"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="go on to Rivulet, or to pytest")
    options = parser.parse_args()
    try:
        if options.python:
            become([options.python, __file__, options.command, *options.arguments])
        command = run if options.command == "run" else test
        command(options.arguments)
    except (SetupError, OSError) as error:
        sys.exit(f"Rivulet: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def run(arguments: list[str]) -> None:
    """Opens the window on the built-in Guide; without a screen the Guide answers in the terminal."""
    screen = not sys.platform.startswith("linux") or any(os.environ.get(name) for name in SCREENS)
    python = prepared_environment(for_window=screen, for_tests=False)
    if not screen and not arguments:
        say("There is no screen here, so the Guide answers in the terminal.")
        arguments = ["ask", QUESTION]
    become([str(python), "-P", "-m", "app", "--offline", *arguments])


def test(arguments: list[str]) -> None:
    """The checks of the code, then all tests. Ends with pytest's own summary, or at the first bad check."""
    python = prepared_environment(for_window=True, for_tests=True)
    os.chdir(ROOT)
    for check in (["lint-imports"], ["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        say(f"Checking: {shlex.join(check)}")
        program = shutil.which(check[0], path=str(python.parent))
        status = subprocess.run([program or check[0], *check[1:]]).returncode
        if status:
            sys.exit(status)
    become([str(python), "-m", "pytest", *arguments], QT_QPA_PLATFORM="offscreen")


def prepared_environment(*, for_window: bool, for_tests: bool) -> Path:
    """The Python of this checkout's virtual environment, with all that is needed installed.

    A stamp, written last, tells what the environment was made for; where it fits, nothing is done.
    """
    if not (3, 11) <= sys.version_info < (3, 14):
        raise SetupError(
            f"Python 3.11, 3.12 or 3.13 is needed, and this is {sys.version.split()[0]}. "
            "Another one can be named: packaging/from_source.py --python PATH …"
        )
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    requirements = project["dependency-groups"]["test"] if for_tests else []
    home = ROOT / ".venv" / f"{sys.version_info[0]}.{sys.version_info[1]}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    place = f"{ROOT}\n{sys.base_prefix}\n{sys.version}\n"
    wanted = place + digest(project["build-system"], project["project"])
    if for_tests:
        wanted += digest(requirements)
    stamp = home / "rivulet-stamp"
    found = stamp.read_text("utf-8") if stamp.exists() and python.exists() else ""
    whole = found.startswith(place)
    split_off = importlib.util.find_spec("ensurepip") is None  # as Debian does
    provide(for_window=for_window, for_tests=for_tests, for_environment=split_off and not whole)
    if found.startswith(wanted):
        return python
    stamp.unlink(missing_ok=True)
    if not whole:
        say(f"Creating the virtual environment {home.relative_to(ROOT)} (once) …")
        quietly([sys.executable, "-m", "venv", "--clear", str(home)])
    say("Installing Rivulet and its libraries (once, some 100 MB to load) …")
    quietly([str(python), "-m", "pip", "install", "--editable", str(ROOT), *requirements])
    stamp.write_text(wanted, "utf-8")
    return python


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest() + "\n"


def quietly(command: list[str]) -> None:
    """Runs a step whose output goes to a log. Raises SetupError with the reason, where it fails."""
    log = ROOT / ".venv" / "setup.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode:
        lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
        errors = [line for line in lines if line.startswith(("ERROR:", "error:", "Error:"))]
        reasons = sorted(errors, key=lambda line: not line.startswith("ERROR:")) or ["it gave no reason"]
        raise SetupError(f"“{shlex.join(command[1:4])}” failed: {reasons[0]} (all of it is in {log})")


def become(command: list[str], **environment: str) -> None:
    """Ends as `command`: its exit status is ours, and Ctrl+C is for it alone. Raises OSError."""
    if shutil.which(command[0]) is None:
        raise SetupError(f"{command[0]} is not a program.")
    sys.stderr.flush()
    os.environ.update(environment)
    if os.name == "posix":
        os.execvp(command[0], command)
    child = subprocess.Popen(command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(child.wait())


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
