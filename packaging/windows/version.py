"""The version as Windows wants it: four numbers, in a resource of each program."""

from __future__ import annotations

import re

from project import AUTHOR, NAME, TITLE, VERSION, copyright_line

STAGES = {"dev": 0, "a": 10_000, "b": 20_000, "rc": 30_000, "": 40_000}
"""Where the fourth number of each begins, so that the numbers are in the order of the versions."""

FORM = re.compile(r"(?P<release>\d+(?:\.\d+){0,2})(?:(?P<a>a|b|rc)(?P<n>\d+)|\.dev(?P<dev>\d+))?")


def numbers(version: str = VERSION) -> tuple[int, int, int, int]:
    """1.2.3rc4 is 1, 2, 3, 30004, and 1.2.3 itself 1, 2, 3, 40000. Raises ValueError for other forms."""
    found = FORM.fullmatch(version)
    if found is None:
        raise ValueError(f"The version {version} has no four numbers for Windows.")
    major, minor, patch = ([int(part) for part in found["release"].split(".")] + [0, 0])[:3]
    stage = "dev" if found["dev"] else found["a"] or ""
    four = major, minor, patch, STAGES[stage] + int(found["n"] or found["dev"] or 0)
    if max(four) > 0xFFFF or int(found["n"] or found["dev"] or 0) >= 10_000:
        raise ValueError(f"The version {version} has numbers that are too large for Windows.")
    return four


def resource() -> str:
    """What the task manager, the firewall and a file's properties tell of the programs, for PyInstaller."""
    four = numbers()
    strings = {
        "CompanyName": AUTHOR,
        "FileDescription": TITLE,
        "FileVersion": VERSION,
        "InternalName": NAME,
        "LegalCopyright": copyright_line(),
        "OriginalFilename": f"{TITLE}.exe",
        "ProductName": TITLE,
        "ProductVersion": VERSION,
    }
    pairs = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        f"VSVersionInfo(\n  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags={flags()}, "
        "OS=0x40004, fileType=1, subtype=0, date=(0, 0)),\n"
        f"  kids=[\n    StringFileInfo([StringTable('040904B0', [{pairs}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),\n  ],\n)\n"
    )


def flags() -> int:
    """VS_FF_PRERELEASE for what comes before a release."""
    return 0 if numbers()[3] == STAGES[""] else 2
