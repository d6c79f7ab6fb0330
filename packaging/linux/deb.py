"""The package for Debian, Ubuntu and their kin."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
import re
import shutil
import textwrap
from email.utils import format_datetime
from pathlib import Path

from artefact import artefact
from linux.copyright import copyright_file
from linux.debian_packages import dependencies
from linux.tree import DOCUMENTS, PROGRAM, lay_out, packed, settle, write
from packer import pack
from project import (
    AUTHOR,
    BUILD,
    CONTACT,
    DESCRIPTION,
    DIST,
    HOMEPAGE,
    NAME,
    SUMMARY,
    VERSION,
    releases,
)
from system_parts import SetupError

MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
RECOMMENDS = ("gnome-keyring | kwalletmanager | keepassxc", "xdg-utils", "fonts-noto-color-emoji")
"""Where the key lies, what opens links, and what draws the faces that models write."""
SUGGESTS = ("fonts-noto-cjk", "speech-dispatcher")
OVERRIDES = Path(__file__).with_name("lintian-overrides")


def build(payload: Path) -> Path:
    """The package of a frozen program: the same bytes each time. Raises SetupError."""
    if shutil.which("dpkg-deb") is None:
        raise SetupError("A .deb is made by dpkg-deb, which is not here. Debian and Ubuntu have it.")
    root = BUILD / "deb"
    lay_out(root, payload)
    documents = root / DOCUMENTS
    write(documents / "copyright", copyright_file().encode())
    write(documents / "changelog.gz", packed(changelog().encode()))
    write(root / f"usr/share/lintian/overrides/{NAME}", OVERRIDES.read_bytes())
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    write(root / "DEBIAN/md5sums", _sums(root, files).encode())
    write(root / "DEBIAN/control", control(root, files).encode())
    settle(root)
    made = DIST / f"{NAME}_{debian_version(VERSION)}_{architecture()}.deb"
    with artefact(made) as begun:
        pack("The .deb", "dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(begun))
    shutil.rmtree(root)
    return made


def architecture() -> str:
    """Debian's name of this machine. Raises SetupError."""
    try:
        return MACHINES[platform.machine()]
    except KeyError:
        raise SetupError(f"There is no package for {platform.machine()}.") from None


def debian_version(version: str) -> str:
    """Ordered as Python orders its versions: a pre-release comes before its release, "1.2.0~rc1"."""
    return re.sub(r"(?<=\d)(a|b|rc)", r"~\1", version).replace(".dev", "~~dev")


def control(root: Path, files: list[Path]) -> str:
    """The fields of the package.

    Args:
        files: what is installed, below `root`.
    """
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    fields = {
        "Package": NAME,
        "Version": debian_version(VERSION),
        "Architecture": architecture(),
        "Maintainer": f"{AUTHOR} <{CONTACT}>",
        "Installed-Size": str(size),
        # The certificates: TLS trusts those of the system.
        "Depends": ", ".join([*dependencies(root / PROGRAM), "ca-certificates"]),
        "Recommends": ", ".join(RECOMMENDS),
        "Suggests": ", ".join(SUGGESTS),
        "Section": "utils",
        "Priority": "optional",
        "Homepage": HOMEPAGE,
        "Description": _described(),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _described() -> str:
    """A synopsis, which is no sentence, and paragraphs."""
    paragraphs = ["\n".join(f" {line}" for line in textwrap.wrap(text, 78)) for text in DESCRIPTION]
    return "\n".join([SUMMARY[0].lower() + SUMMARY[1:], "\n .\n".join(paragraphs)])


def changelog() -> str:
    """CHANGELOG.md, as Debian's packages have it."""
    entries = []
    for release in releases():
        lines = [f"{NAME} ({debian_version(release.version)}) unstable; urgency=medium", ""]
        for item in re.findall(r"^- (.+)$", release.notes, re.MULTILINE):
            wrapped = textwrap.wrap(item, 74, break_long_words=False, break_on_hyphens=False)
            lines += [f"  * {wrapped[0]}", *(f"    {line}" for line in wrapped[1:])]
        day = format_datetime(dt.datetime.combine(release.day, dt.time(), dt.UTC))
        entries.append("\n".join([*lines, "", f" -- {AUTHOR} <{CONTACT}>  {day}", ""]))
    return "\n".join(entries)


def _sums(root: Path, files: list[Path]) -> str:
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root)}\n"
        for path in files
    )
