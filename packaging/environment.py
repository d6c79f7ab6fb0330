"""Virtual environments of this checkout, in `.venv`: each is made once, and made again when it has to be."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system_parts import SetupError

ROOT = Path(__file__).resolve().parents[1]


class Environment:
    """One with this interpreter. A stamp, written last, tells what it was made for."""

    def __init__(self, name: str) -> None:
        self._home = ROOT / ".venv" / name
        self.python = self._home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._stamp = self._home / "rivulet-stamp"
        self._place = f"{ROOT}\n{sys.base_prefix}\n{sys.version}\n"

    @property
    def needs_venv(self) -> bool:
        """Whether a part of Python is missing that Debian packs separately."""
        return importlib.util.find_spec("ensurepip") is None and not self.holds("")

    def holds(self, contents: str) -> bool:
        """Whether it is there, and was made for these contents, or for more that begins with them."""
        found = self._stamp.read_text("utf-8") if self._stamp.exists() and self.python.exists() else ""
        return found.startswith(self._place + contents)

    def fill(self, contents: str, what: str, *installs: list[str]) -> None:
        """
        Args:
            contents: stands for what the installs do; where they have been done, nothing happens.
            what: what is installed, for the user.
            installs: arguments of `pip install`, one call after the other. Raises SetupError.
        """
        if self.holds(contents):
            return
        with alone(self._home.parent):
            if self.holds(contents):  # by now
                return
            whole = self.holds("")
            self._stamp.unlink(missing_ok=True)
            if not whole:
                say(f"Creating the virtual environment {self._home.relative_to(ROOT)} (once) …")
                _quietly([sys.executable, "-m", "venv", "--clear", str(self._home)])
            say(f"Installing {what} …")
            for arguments in installs:
                _quietly([str(self.python), "-m", "pip", "install", *arguments])
            self._stamp.write_text(self._place + contents, "utf-8")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Waits until no other process fills this folder. Windows lets them in together."""
    folder.mkdir(exist_ok=True)
    with (folder / "in-use").open("w") as lock:
        if os.name == "posix":
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"Waiting for another who works in {folder} …")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest() + "\n"


def become(command: list[str], **environment: str) -> None:
    """Ends as `command`: its exit status is ours, and Ctrl+C is for it alone. Raises OSError, SetupError."""
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


def _quietly(command: list[str]) -> None:
    """Runs a step whose output goes to a log. Raises SetupError with the reason, where it fails."""
    log = ROOT / ".venv" / "setup.log"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode:
        lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
        errors = [line for line in lines if line.startswith(("ERROR:", "error:", "Error:"))]
        reasons = sorted(errors, key=lambda line: not line.startswith("ERROR:")) or ["it gave no reason"]
        raise SetupError(f"“{shlex.join(command[1:4])}” failed: {reasons[0]} (all of it is in {log})")
