"""What the program finds when it checks itself."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    """Something is missing that the program does without."""
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Found:
    """What one check has found."""

    text: str
    """In a few words, or in one sentence where it is bad news."""
    verdict: Verdict = Verdict.OK
