"""What every package says of Rivulet. Each fact stands once: here, in `app`, or in CHANGELOG.md."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from changelog import UNRELEASED, Section, sections

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
DIST = ROOT / "dist"

sys.path.append(str(ROOT))
import app  # noqa: E402  it needs nothing but Python

NAME = "rivulet"
TITLE = "Rivulet"
VERSION = app.__version__
APPLICATION_ID = app.APPLICATION_ID
HOMEPAGE = app.HOMEPAGE
SUMMARY = app.SUMMARY
DESCRIPTION = (
    "Rivulet is a desktop program for conversations with AI models: OpenAI's, those of any server with the "
    "same interface, or one on your own machine. It shows an answer while it is being written, keeps every "
    "word of it, and always tells you why it ended.",
    "Your key stays in the keyring of the system. A key of your choice calls the quick prompt from any "
    "program, and live translation works while you type. A built-in guide answers without a key and "
    "without a network.",
)
"""Paragraphs, for readers who have never heard of it."""
AUTHOR = "The Rivulet developers"
CONTACT = "rivulet@users.noreply.github.com"


def copyright_line() -> str:
    """As LICENSE has it."""
    lines = (ROOT / "LICENSE").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("Copyright "))


def released() -> dt.date | None:
    """When this version was, by CHANGELOG.md; None before its release."""
    return next((one.day for one in _sections() if one.version == VERSION), None)


def notes() -> str:
    """What CHANGELOG.md says of this version, in Markdown; before its release, what is written so far."""
    said = {one.version: one.notes for one in _sections()}
    return said.get(VERSION) or said.get(UNRELEASED, "")


@dataclass(frozen=True)
class Release:
    version: str
    day: dt.date
    notes: str
    """Markdown."""


def releases() -> list[Release]:
    """This version and those before it, newest first; before its release, it has the day of the build."""
    found = [Release(one.version, one.day, one.notes) for one in _sections() if one.day]
    if released() is None:
        today = dt.datetime.fromtimestamp(source_date_epoch(), dt.UTC).date()
        found.insert(0, Release(VERSION, today, notes()))
    return found


def source_date_epoch() -> int:
    """The seconds that stand for the time of a build, so that two builds of one state are the same.

    The environment's, as https://reproducible-builds.org/specs/source-date-epoch/ has it, or the time of the
    last commit, or the day of the release.
    """
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    # Sources that were unpacked may lie in the repository of something else.
    command = ["git", f"--git-dir={ROOT / '.git'}", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        done = None
    if done and done.returncode == 0:
        return int(done.stdout)
    day = released() or dt.date(2026, 1, 1)
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def _sections() -> list[Section]:
    return sections((ROOT / "CHANGELOG.md").read_text("utf-8"))
