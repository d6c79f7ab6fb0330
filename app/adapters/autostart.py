"""What begins at login: the system's own entry for it, which is read anew each time.

An entry that the user has switched off in the system's settings is off, and so is one whose program is gone:
nothing would begin.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app import APPLICATION_ID
from app.adapters.disk import disk_fault, home_folder, replace_file
from app.domain.ports import Autostart
from app.domain.problem import EnvironmentFault

_WHAT = "The entry for the start at login"


def desktop_autostart(command: Sequence[str]) -> Autostart:
    """
    Args:
        command: what begins at login, in words, with a program that is found from everywhere.
    """
    if sys.platform == "win32":
        return RunKey(command)
    if sys.platform == "darwin":
        return LaunchAgent(home_folder() / f"Library/LaunchAgents/{APPLICATION_ID}.plist", command)
    if os.environ.get("FLATPAK_ID") == APPLICATION_ID:
        return OutOfReach()
    return DesktopEntry(_config_home() / f"autostart/{APPLICATION_ID}.desktop", command)


class DesktopEntry:
    """A file in the folder whose entries desktops of Linux begin."""

    def __init__(self, path: Path, command: Sequence[str]) -> None:
        self._path, self._command = path, command

    def is_on(self) -> bool:
        entry = self._read()
        if entry.get("Hidden") == "true" or entry.get("X-GNOME-Autostart-enabled") == "false":
            return False
        return _is_there(exec_program(entry.get("Exec", "")))

    def turn(self, on: bool) -> None:
        """Raises EnvironmentFault."""
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Rivulet",
            "Comment=Waits in the tray",
            f"Exec={exec_line(self._command)}",
            f"TryExec={string_value(self._command[0])}",
            f"Icon={APPLICATION_ID}",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        _turn_file(self._path, on, "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape"))

    def _read(self) -> Mapping[str, str]:
        """The keys of its main group; none if there is no such file."""
        try:
            text = self._path.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return {}
        _, _, group = f"\n{text}".partition("\n[Desktop Entry]")
        pairs = (line.partition("=") for line in group.partition("\n[")[0].splitlines())
        return {key.strip(): value.strip() for key, _, value in pairs}


class OutOfReach:
    """A Flatpak has a folder for it that no desktop reads."""

    def is_on(self) -> bool:
        return False

    def turn(self, on: bool) -> None:
        """Raises EnvironmentFault, unless it is to be off."""
        if on:
            raise EnvironmentFault(
                "From inside of a Flatpak this cannot be set. "
                "Add Rivulet to what begins at login in the settings of your desktop."
            )


class LaunchAgent:
    """A property list that macOS reads at login."""

    def __init__(self, path: Path, command: Sequence[str]) -> None:
        self._path, self._command = path, command

    def is_on(self) -> bool:
        import plistlib  # most runs never ask
        from xml.parsers.expat import ExpatError

        try:
            entry = plistlib.loads(self._path.read_bytes())
        except (OSError, ValueError, AttributeError, ExpatError):  # the third for a date that is none
            return False
        match entry:
            case {"RunAtLoad": True, "ProgramArguments": [str(program), *_]}:
                return not entry.get("Disabled", False) and _is_there(program)
        return False

    def turn(self, on: bool) -> None:
        """Raises EnvironmentFault."""
        import plistlib

        entry = {"Label": APPLICATION_ID, "ProgramArguments": list(self._command), "RunAtLoad": True}
        _turn_file(self._path, on, plistlib.dumps(entry))


if sys.platform == "win32":
    import winreg

    _RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
    _APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
    """What the user has switched off in the task manager."""
    _NAME = "Rivulet"

    class RunKey:
        """A value in the registry's list of what begins at login."""

        def __init__(self, command: Sequence[str]) -> None:
            self._command = command

        def is_on(self) -> bool:
            line, approved = self._value(_RUN), self._value(_APPROVED)
            if isinstance(approved, bytes) and approved and approved[0] % 2:
                return False
            found = re.match(r'"([^"]+)"|(\S+)', line) if isinstance(line, str) else None
            return found is not None and _is_there(found[1] or found[2])

        def turn(self, on: bool) -> None:
            """Raises EnvironmentFault."""
            try:
                self._remove(_APPROVED)
                if on:
                    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                        line = subprocess.list2cmdline(self._command)
                        winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, line)
                else:
                    self._remove(_RUN)
            except OSError as error:
                raise disk_fault(error, _WHAT) from error

        def _value(self, path: str) -> object:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                    return winreg.QueryValueEx(key, _NAME)[0]
            except OSError:
                return None

        def _remove(self, path: str) -> None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key:
                    winreg.DeleteValue(key, _NAME)
            except FileNotFoundError:
                return


_RESERVED = re.compile(r"""[\s"'\\><~|&;$*?#()`]""")


def exec_line(command: Sequence[str]) -> str:
    """The value of `Exec`, as the Desktop Entry Specification quotes it."""
    return string_value(" ".join(_quoted(word) for word in command))


def string_value(text: str) -> str:
    """The value of a key that takes a text, such as `TryExec`, as the same specification escapes it."""
    for character, written in (("\\", r"\\"), ("\n", r"\n"), ("\t", r"\t"), ("\r", r"\r")):
        text = text.replace(character, written)
    return text


def exec_program(line: str) -> str:
    """The program that an `Exec` names; "" if it names none."""
    kinds = {"s": " ", "n": "\n", "t": "\t", "r": "\r"}
    line = re.sub(r"\\(.)", lambda found: kinds.get(found[1], found[1]), line)
    found = re.match(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))', line, re.DOTALL)
    if found is None:
        return ""
    word = re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL) if found[1] is not None else found[2]
    return word.replace("%%", "%")


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if word and not _RESERVED.search(word):
        return word
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'


def _turn_file(path: Path, on: bool, content: bytes) -> None:
    try:
        if on:
            replace_file(path, content)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(error, _WHAT) from error


def _is_there(program: str) -> bool:
    return bool(program) and shutil.which(program) is not None


def _config_home() -> Path:
    """Relative ones do not count."""
    told = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return told if told.is_absolute() else home_folder() / ".config"
