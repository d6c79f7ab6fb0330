"""Reads a changelog as https://keepachangelog.com/ wants it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

HEADING = re.compile(r"^## +\[?([^\s\]]+)", re.MULTILINE)
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
TARGETS = re.compile(r"^\[[^\]]+\]: +\S+ *\n?", re.MULTILINE)
"""Where the links of the headings lead: at the end of the file, and no part of its last section."""
UNRELEASED = "Unreleased"


@dataclass(frozen=True)
class Section:
    """What is said of a version; of UNRELEASED, what is written so far."""

    version: str
    day: dt.date | None
    notes: str
    """Markdown that ends with one line break, or ""."""


def sections(text: str) -> list[Section]:
    """As they stand: the newest first. Raises ValueError for a day that no calendar has."""
    borders = [*(head.start() for head in HEADING.finditer(text)), len(text)]
    return [_section(text[begin:end]) for begin, end in pairwise(borders)]


def _section(text: str) -> Section:
    head, _, body = text.partition("\n")
    version, day = HEADING.match(head), DAY.search(head)
    assert version is not None
    notes = TARGETS.sub("", body).strip()
    return Section(version[1], dt.date.fromisoformat(day[0]) if day else None, notes and notes + "\n")
