"""Builds what Rivulet is installed from. Packages lie in `dist/` then, folders in `build/`.

    python3 packaging/build.py frozen      the program with all that it needs, in build/frozen
    python3 packaging/build.py deb         for Debian and Ubuntu
    python3 packaging/build.py rpm --payload build/frozen/rivulet     without freezing it anew

Needs a Python 3.12 or 3.13, which may be another one than this. The libraries have the versions, and the
hashes, of packaging/requirements.txt; `lock` writes that file anew.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import ROOT, Environment, alone, become, digest, say
from system_parts import SetupError, provide

STEPS = {
    "frozen": "freezing.freeze",
    "deb": "linux.deb",
    "appdir": "linux.appdir",
    "appimage": "linux.appimage",
    "rpm": "linux.rpm",
    "flatpak": "linux.flatpak",
    "snap": "linux.snap",
    "setup": "windows.installer",
    "dmg": "macos.dmg",
    "wheel": "wheel",
    "sbom": "sbom",
    "lock": "lock",
}
"""The module of each step. Its `build(payload)` takes the frozen program's folder, and gives what it made."""

NEED_NO_PAYLOAD = {"frozen", "wheel", "sbom", "lock"}
NEWEST, OLDEST = (3, 13), (3, 12)
LOCK = ROOT / "packaging" / "requirements.txt"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        epilog=__doc__.partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--payload", metavar="DIR", type=Path, help="the frozen program (default: freeze it)")
    options = parser.parse_args()
    try:
        inside_environment()
        with alone(ROOT / "build"):
            print(build(options.step, options.payload))
    except (SetupError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"Rivulet: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def build(step: str, payload: Path | None) -> Path:
    """What was made. Raises SetupError."""
    module = importlib.import_module(STEPS[step])
    if step in NEED_NO_PAYLOAD:
        return Path(module.build())
    if payload is None:
        payload = importlib.import_module(STEPS["frozen"]).build()
    say(f"Making the {step} …")
    return Path(module.build(payload.resolve()))


def inside_environment() -> None:
    """Goes on in the environment of the packages, which is made where it is not there. Raises SetupError."""
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        become([suitable_python(), *sys.argv])
    environment = Environment(f"build-{version[0]}.{version[1]}")
    if Path(sys.prefix) == environment.python.parents[1]:
        return
    provide(for_window=True, for_tests=False, for_environment=environment.needs_venv, for_freezing=True)
    environment.fill(
        digest(
            LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), (ROOT / "app/__init__.py").read_bytes()
        ),
        "the libraries that the packages are made of (once, some 150 MB to load)",
        ["--require-hashes", "--requirement", str(LOCK)],
        ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    )
    become([str(environment.python), *sys.argv], PYTHONHASHSEED="0")


def suitable_python() -> str:
    """The newest that packages can be built with. Raises SetupError."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for command in ([f"python3.{minor}"], ["py", f"-3.{minor}"], ["pyenv", "exec", f"python3.{minor}"]):
            if found := real_python(command, f"3.{minor}"):
                return found
    raise SetupError("Packages are built with Python 3.12 or 3.13, and neither is here. Install one of them.")


def real_python(command: list[str], version: str) -> str | None:
    """The path of the interpreter behind a command, which may be a shim of one that is not installed."""
    if shutil.which(command[0]) is None:
        return None
    environment = dict(os.environ)
    if command[0] == "pyenv":
        latest = subprocess.run(["pyenv", "latest", version], capture_output=True, text=True)
        environment["PYENV_VERSION"] = latest.stdout.strip()
    code = "import sys; print(sys.executable)"
    done = subprocess.run([*command, "-c", code], env=environment, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


if __name__ == "__main__":
    main()
