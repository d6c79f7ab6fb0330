"""Runs Rivulet, or its tests, from a checkout: makes the virtual environment the first time.

    python3 packaging/from_source.py run [ARGUMENTS OF RIVULET]
    python3 packaging/from_source.py test [ARGUMENTS OF PYTEST]

Needs Python 3.11 to 3.13 and nothing else. Afterwards neither command touches the network.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from environment import ROOT, Environment, become, digest, say
from system_parts import SetupError, provide

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
    for_packaging = "-m packaging" in " ".join(arguments)  # a mark, whose tests are left out by default
    python = prepared_environment(for_window=True, for_tests=True, for_packaging=for_packaging)
    os.chdir(ROOT)
    for check in (["lint-imports"], ["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        say(f"Checking: {shlex.join(check)}")
        program = shutil.which(check[0], path=str(python.parent))
        status = subprocess.run([program or check[0], *check[1:]]).returncode
        if status:
            sys.exit(status)
    become([str(python), "-m", "pytest", *arguments], QT_QPA_PLATFORM="offscreen")


def prepared_environment(*, for_window: bool, for_tests: bool, for_packaging: bool = False) -> Path:
    """The Python of this checkout's virtual environment, with all that is needed installed."""
    if not (3, 11) <= sys.version_info < (3, 14):
        raise SetupError(
            f"Python 3.11, 3.12 or 3.13 is needed, and this is {sys.version.split()[0]}. "
            "Another one can be named: packaging/from_source.py --python PATH …"
        )
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    requirements = project["dependency-groups"]["test"] if for_tests else []
    wanted = digest(project["build-system"], project["project"])
    if for_tests:
        wanted += digest(requirements)
    environment = Environment(f"{sys.version_info[0]}.{sys.version_info[1]}")
    provide(
        for_window=for_window,
        for_tests=for_tests,
        for_environment=environment.needs_venv,
        for_packaging=for_packaging,
    )
    what = "Rivulet and its libraries (once, some 100 MB to load)"
    environment.fill(wanted, what, ["--editable", str(ROOT), *requirements])
    return environment.python


if __name__ == "__main__":
    main()
