"""What /usr/share/doc/rivulet/copyright says, so that programs can read it."""

from __future__ import annotations

import textwrap

from project import CONTACT, HOMEPAGE, NAME, ROOT, TITLE, copyright_line

from app.adapters.licences import gathered

FORMAT = "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
TEXTS = f"usr/lib/{NAME}/_internal/app/resources/licences/THIRD-PARTY.txt"
"""All licences in full, below the root."""


QT = (
    "The libraries of Qt, PySide and Shiboken lie in files of their own, and may be replaced by others with "
    "the same interface. Their sources are at https://download.qt.io/official_releases/."
)
LGPL = (
    "On Debian systems the GNU Lesser General Public License, version 3, is in "
    "/usr/share/common-licenses/LGPL-3, and the GNU General Public License, which it adds to, in "
    "/usr/share/common-licenses/GPL-3."
)


def copyright_file() -> str:
    """The file's text: Rivulet's own licence, what comes along, and where the texts of its licences are."""
    ours = (ROOT / "LICENSE").read_text("utf-8")
    _, *others = gathered(ROOT / "resources/licences")
    lines = [
        f"Format: {FORMAT}",
        f"Upstream-Name: {TITLE}",
        f"Upstream-Contact: {CONTACT}",
        f"Source: {HOMEPAGE}",
        "",
        "Files: *",
        f"Copyright: {copyright_line().removeprefix('Copyright (c) ')}",
        "License: Expat",
        "",
        f"Files: usr/lib/{NAME}/_internal/*",
        "Copyright: the authors of the works that are listed here",
        "License: others",
        "Comment:",
        " The program brings these works along:",
        *(f"  {' '.join(filter(None, (one.name, one.version)))}: {one.licence}" for one in others),
        "",
        f"Files: usr/lib/{NAME}/_internal/PySide6/* usr/lib/{NAME}/_internal/shiboken6/*",
        "Copyright: The Qt Company Ltd. and other contributors",
        "License: LGPL-3",
        "",
        "License: Expat",
        *_indented(ours.partition("\n\n")[2].partition("\n\n")[2]),
        "",
        "License: LGPL-3",
        *_folded(QT),
        " .",
        *_folded(LGPL),
        "",
        "License: others",
        *_folded(f"The licence of each of them stands in full in /{TEXTS}."),
    ]
    return "\n".join(lines) + "\n"


def _folded(text: str) -> list[str]:
    return [f" {line}" for line in textwrap.wrap(text, 78, break_long_words=False, break_on_hyphens=False)]


def _indented(text: str) -> list[str]:
    """As a field of several lines has it: empty ones are dots."""
    return [f" {line}" if line else " ." for line in text.strip().splitlines()]
