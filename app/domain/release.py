"""Whether there is a newer version, when to look for one, and what is told of it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app import HOMEPAGE
from app.domain.updates import Updates
from app.domain.version import is_newer, plain

DAY = 86_400.0
"""Seconds between two checks."""
RELEASES = f"{HOMEPAGE}/releases"
"""The page of all of them."""


@dataclass(frozen=True, slots=True)
class Release:
    version: str
    page: str
    """What is new in it: an address."""


class CheckFailed(Exception):  # noqa: N818 - as EnvironmentFault: no bug of ours
    """The text is one sentence for the user."""

    def __init__(self, words: str, *, was_answered: bool) -> None:
        """`was_answered`: asking again soon would only be told the same."""
        super().__init__(words)
        self.was_answered = was_answered


def is_due(updates: Updates, now: float) -> bool:
    """Also where the clock was turned back since the last check."""
    return not 0 <= now - updates.checked_at < DAY


def newer(updates: Updates, running: str) -> Release | None:
    """The version that is newer than the one that runs, if one was seen. Its page is one of GitHub."""
    if not is_newer(updates.version, running):
        return None
    return Release(plain(updates.version), _safe(updates.page))


def untold(updates: Updates, running: str) -> Release | None:
    """The same, unless the user has been told enough of it."""
    release = newer(updates, running)
    if release is None or updates.dismissed == release.version:
        return None
    return release


def _safe(page: str) -> str:
    """What a server names is opened only where it is a page of GitHub; else that of all our releases."""
    try:
        parts = urlsplit(page)
        is_theirs = parts.scheme == "https" and parts.netloc.lower() == "github.com"
    except ValueError:
        is_theirs = False
    is_plain = page.isprintable() and not {" ", "\\"} & set(page)
    return page if is_theirs and is_plain else RELEASES
