"""Tries what was made: each program checks itself, far from the sources, and its verdict is read.

    python packaging/smoke.py program build/frozen/rivulet    a program, or each one in a folder or a bundle
    python packaging/smoke.py setup dist/…-setup-x64.exe      installed, tried and removed, silently (Windows)

Needs nothing but Python. Ends with 0 where all is well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from system_parts import SetupError

LONGEST = 180
"""Seconds for a program, which a system may search for viruses first."""
REMOVAL = 60
"""Seconds until an uninstaller, which goes on in a copy of itself, has removed everything."""

LENT = ("PYTHON", "LD_", "DYLD_")
"""How the variables begin by which another Python's files would be found, and not the program's own."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    steps = parser.add_subparsers(dest="step", required=True)
    for step in ("program", "setup"):
        steps.add_parser(step).add_argument("path", type=Path)
    options = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        if options.step == "setup":
            try_setup(options.path.resolve())
        else:
            for program in programs(options.path.resolve()):
                print(f"== {program}", flush=True)
                print(self_test(program), end="", flush=True)
    except (SetupError, OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"Rivulet: {error}")


def programs(path: Path) -> list[Path]:
    """Those that users start. Raises SetupError where there are none."""
    if path.suffix == ".app":
        path /= "Contents/MacOS"
    if path.is_file():
        return [path]
    found = [one for one in sorted(path.glob("*")) if one.is_file() and _is_started(one)]
    if not found:
        raise SetupError(f"There is no program in {path}.")
    return found


def self_test(program: Path) -> str:
    """What it says of itself, in the file that it writes. Raises SetupError where it is not whole."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(LENT)}
        command = [str(program), "--self-test", "--profile", str(Path(folder, "profile"))]
        done = subprocess.run(command, cwd=folder, env=environment, timeout=LONGEST, capture_output=True)
        verdicts = list(Path(folder, "profile").rglob("self-test.txt"))
        written = verdicts[0].read_text("utf-8") if verdicts else ""
    if done.returncode or not written:
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        raise SetupError(f"{program} ended with {done.returncode}. It said:\n{said}\nIt wrote:\n{written}")
    return written


def try_setup(setup: Path) -> None:
    """Windows alone. What is there afterwards as before: nothing. Raises SetupError."""
    home = Path(os.environ["LOCALAPPDATA"], "Programs", "Rivulet")
    if home.exists():
        raise SetupError(f"{home} is there already.")
    _run(setup, "/S")
    for program in programs(home):
        if program.name != "uninstall.exe":
            print(f"== {program}", flush=True)
            print(self_test(program), end="", flush=True)
    _run(home / "uninstall.exe", "/S")
    latest = time.monotonic() + REMOVAL
    while home.exists():
        if time.monotonic() > latest:
            raise SetupError(f"{home} is still there: {sorted(path.name for path in home.rglob('*'))}")
        time.sleep(0.1)


def _is_started(path: Path) -> bool:
    return path.suffix in (".exe", ".com") if sys.platform == "win32" else os.access(path, os.X_OK)


def _run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), timeout=LONGEST)
    if done.returncode:
        raise SetupError(f"{Path(command[0]).name} ended with {done.returncode}.")


if __name__ == "__main__":
    main()
