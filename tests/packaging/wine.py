"""A Windows to install on, as far as Wine is one: with folders of its own, and without a screen."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = ("wine64", "/usr/lib/wine/wine64")


def find_wine() -> str | None:
    """Debian's package puts it where no one looks for programs."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Windows:
    """A user's machine; `close` ends what runs on it."""

    def __init__(self, folder: Path, wine: str) -> None:
        self._wine = wine
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "USER": "someone",
            "LC_ALL": "C.UTF-8",
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            # Nothing asks for .NET or HTML, and nothing is entered into the menus of this system.
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
        }
        (folder / "home").mkdir()
        self._call("wineboot", "--init")
        self.drive = folder / "prefix" / "drive_c"
        self.local = self.drive / "users" / "someone" / "AppData" / "Local"
        self.roaming = self.local.with_name("Roaming")
        self.programs = self.local / "Programs"
        self.menu = self.roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        self.desktop = self.drive / "users" / "someone" / "Desktop"
        self.set_version("win10")

    def set_version(self, version: str) -> None:
        self.write(r"HKCU\Software\Wine", "Version", version)

    def run(self, program: Path, *arguments: str, **environment: str) -> int:
        """Its exit status, of which Unix has room for the last eight bits."""
        return self._call(str(program), *arguments, **environment).returncode

    def start(self, program: Path, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([self._wine, str(program), *arguments], env=self._environment)

    def open(self, path: Path) -> None:
        """As a double click does."""
        self._call("start", "/unix", str(path))

    def command(self, line: str) -> None:
        """In a terminal."""
        self._call("cmd", "/c", line)

    def values(self, key: str) -> dict[str, tuple[str, str]]:
        """Type and text of each value that the key has; the key's own is called (Default)."""
        found = {}
        for line in self._call("reg", "query", key).stdout.splitlines():
            name, kind, value = line.partition("    REG_")
            if kind:
                word, _, text = value.partition("    ")
                found[name.strip()] = f"REG_{word}", text
        return found

    def read(self, key: str, name: str) -> tuple[str, str] | None:
        """Type and text; None if there is no such value."""
        return self.values(key).get(name)

    def write(self, key: str, name: str, value: str, kind: str = "REG_SZ") -> None:
        done = self._call("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")
        assert done.returncode == 0, done.stdout

    def delete(self, key: str, name: str) -> None:
        self._call("reg", "delete", key, "/v", name, "/f")

    def has_key(self, key: str) -> bool:
        return self._call("reg", "query", key).returncode == 0

    def close(self) -> None:
        server = Path(self._wine).resolve().with_name("wineserver")
        subprocess.run([server, "--kill"], env=self._environment, check=False)

    def _call(self, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        # A pipe would stay open as long as the services run that the first program starts.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self._wine, *command],
                env=self._environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=120,
            )
            output.seek(0)
            said = output.read().decode("utf-8", "replace")
        return subprocess.CompletedProcess(command, done.returncode, said)


def wait_until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.1)
