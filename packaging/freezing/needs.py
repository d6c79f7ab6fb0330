"""What a folder of programs asks of a Linux system: the libraries that it does not bring along.

python3 packaging/freezing/needs.py FOLDER
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"\x7fELF"
VERSION = re.compile(r"(?P<family>[A-Z]+)_(?P<number>\d+(?:\.\d+)*)$")


@dataclass(frozen=True)
class Needs:
    """
    Attributes:
        libraries: of each soname, such as "libEGL.so.1", the files that name it, relative to the folder.
        versions: the highest version of each family that those libraries must have,
            such as {"GLIBC": (2, 35), "GLIBCXX": (3, 4, 29)}.
    """

    libraries: dict[str, list[str]]
    versions: dict[str, tuple[int, ...]]


def needs(folder: Path) -> Needs:
    """What all programs and libraries below this folder need. Calls binutils' objdump."""
    files = [path for path in sorted(folder.rglob("*")) if is_program(path)]
    brought = {path.name for path in folder.rglob("*")}
    libraries: dict[str, list[str]] = {}
    versions: dict[str, tuple[int, ...]] = {}
    for path in files:
        for soname, required in asked(path):
            if soname in brought:
                continue
            libraries.setdefault(soname, []).append(str(path.relative_to(folder)))
            for family, number in required:
                versions[family] = max(versions.get(family, ()), number)
    return Needs(dict(sorted(libraries.items())), dict(sorted(versions.items())))


def is_program(path: Path) -> bool:
    """Whether it is an executable or a library of Linux, and no link to one."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def asked(path: Path) -> Iterator[tuple[str, list[tuple[str, tuple[int, ...]]]]]:
    """The libraries that a file names, each with the versions that it must have."""
    said = subprocess.run(
        ["objdump", "-p", str(path)],
        env={**os.environ, "LC_ALL": "C"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    named = re.findall(r"^ +NEEDED +(\S+)$", said, re.MULTILINE)
    required: dict[str, list[tuple[str, tuple[int, ...]]]] = {soname: [] for soname in named}
    soname = ""
    for line in said.partition("Version References:")[2].splitlines():
        if begun := re.match(r" +required from (\S+):$", line):
            soname = begun[1]
        elif soname and (found := VERSION.search(line)):
            number = tuple(int(part) for part in found["number"].split("."))
            required.setdefault(soname, []).append((found["family"], number))
    yield from required.items()


if __name__ == "__main__":
    found = needs(Path(sys.argv[1]))
    for name, users in found.libraries.items():
        print(name, *users[:3])
    for family, version in found.versions.items():
        print(f"{family} >= {'.'.join(map(str, version))}")
