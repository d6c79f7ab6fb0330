"""The installer for Windows, compiled by NSIS on any system from what was frozen on Windows."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

from artefact import artefact
from project import (
    APPLICATION_ID,
    AUTHOR,
    BUILD,
    DIST,
    HOMEPAGE,
    NAME,
    ROOT,
    SUMMARY,
    TITLE,
    VERSION,
    copyright_line,
)
from system_parts import SetupError
from windows import version

SCRIPT = Path(__file__).with_name("rivulet.nsi")
SIGN = "RIVULET_SIGN_COMMAND"
"""The variable with the command that signs the program whose path follows. Without it nothing is signed."""
WINDOWED, CONSOLE = 2, 3
"""Subsystems of a PE file."""
COMMAND = f"{NAME}.com"
"""The program for the console, as it is installed: terminals take `rivulet` for this one rather than for the
.exe beside it, which has no console."""


def build(payload: Path) -> Path:
    """The installer of a frozen program. Raises SetupError."""
    output = DIST / f"{TITLE}-{VERSION}-setup-x64.exe"
    with artefact(output) as begun:
        compile_installer(payload, begun, BUILD / "windows")
    return output


def compile_installer(payload: Path, output: Path, folder: Path, **changed: str) -> None:
    """
    Args:
        payload: a windowed program and one for the console, with `_internal` beside them.
        folder: for what is made on the way.
        changed: facts that shall be others than the project's. Raises SetupError.
    """
    import icons
    from windows import artwork

    if shutil.which("makensis") is None:
        raise SetupError("The installer for Windows is made by NSIS. Install the package nsis.")
    folder.mkdir(parents=True, exist_ok=True)
    icons.write_ico(folder / "rivulet.ico")
    artwork.write_header(folder / "header.bmp")
    artwork.write_side(folder / "side.bmp")
    licence = (ROOT / "LICENSE").read_text("utf-8")
    (folder / "licence.txt").write_text(licence, "utf-8-sig", newline="\r\n")
    told = facts(payload, output, folder) | {"SURFACE": artwork.SURFACE, "TEXT": artwork.TEXT} | changed
    (folder / "facts.nsh").write_text(defines(told), "utf-8-sig")
    (folder / "files.nsh").write_text(files(payload), "utf-8-sig")
    command = ["makensis", "-V2", "-WX", "-NOCONFIG", "-NOCD", "-INPUTCHARSET", "UTF8", str(SCRIPT)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"NSIS did not make the installer:\n{done.stdout}{done.stderr}")


def facts(payload: Path, output: Path, folder: Path) -> dict[str, str | Path]:
    """What rivulet.nsi asks for by name, but for colours."""
    programs = {subsystem(path): path.name for path in sorted(payload.iterdir()) if path.is_file()}
    if WINDOWED not in programs or CONSOLE not in programs:
        raise SetupError(
            f"{payload} does not hold Rivulet.exe and rivulet-console.exe, as frozen on Windows."
        )
    size = sum(path.stat().st_size for path in payload.rglob("*") if path.is_file())
    told: dict[str, str | Path] = {
        "TITLE": TITLE,
        "VERSION": VERSION,
        "NUMBERS": ".".join(map(str, version.numbers())),
        "SUMMARY": SUMMARY,
        "AUTHOR": AUTHOR,
        "COPYRIGHT": copyright_line(),
        "HOMEPAGE": HOMEPAGE,
        "APPLICATION_ID": APPLICATION_ID,
        "PROGRAM": programs[WINDOWED],
        "CONSOLE": COMMAND,
        "COMMAND": NAME,
        "KILOBYTES": str(-(-size // 1024)),
        "OUTPUT": output,
        "OUTPUT_NAME": output.name,
        "ICON": folder / "rivulet.ico",
        "HEADER": folder / "header.bmp",
        "SIDE": folder / "side.bmp",
        "LICENCE": folder / "licence.txt",
    }
    return told | ({"SIGN": os.environ[SIGN]} if os.environ.get(SIGN) else {})


def subsystem(path: Path) -> int:
    """Of a program for Windows: WINDOWED, CONSOLE or another; 0 of any other file."""
    with path.open("rb") as file:
        head = file.read(4096)
    if len(head) < 64 or head[:2] != b"MZ":
        return 0
    (begin,) = struct.unpack_from("<I", head, 0x3C)
    if begin + 94 > len(head) or head[begin : begin + 4] != b"PE\0\0":
        return 0
    return int(struct.unpack_from("<H", head, begin + 92)[0])


def defines(told: Mapping[str, str | Path]) -> str:
    return "".join(f"!define {name} {quoted(value)}\n" for name, value in told.items())


def files(payload: Path) -> str:
    """A macro that unpacks each file and makes each folder: in the same order on all systems."""
    lines = ["!macro ProgramFiles"]
    for folder in sorted([payload, *(path for path in payload.rglob("*") if path.is_dir())]):
        inside = "".join(f"\\{part}" for part in folder.relative_to(payload).parts)
        lines.append(f"SetOutPath {quoted(inside, before='$INSTDIR')}")
        for path in sorted(folder.iterdir()):
            if path.is_file():
                is_console = folder == payload and subsystem(path) == CONSOLE
                name = quoted(COMMAND if is_console else path.name, before="/oname=")
                lines.append(f"File {name} {quoted(path)}")
    return "\n".join([*lines, "!macroend"]) + "\n"


def quoted(text: str | Path, *, before: str = "") -> str:
    """A word for NSIS: `before`, as it is, and a text, or the path of a file that is here."""
    if any(character in str(text) for character in "`\r\n"):
        raise SetupError(f"NSIS has no words with backticks or several lines: {text!r}")
    return f"`{before}{text if isinstance(text, Path) else text.replace('$', '$$')}`"
