"""What a look at the way to a server has found, stage by stage."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """In the order in which they are passed."""

    NAME = "name"
    CONNECTION = "connection"
    SECURITY = "security"
    ANSWER = "answer"
    KEY = "key"
    MODEL = "model"


class Verdict(StrEnum):
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"
    """There is nothing to check."""
    UNKNOWN = "unknown"
    """It cannot be told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one stage. No text of it holds a key or a proxy's password."""

    stage: Stage
    verdict: Verdict
    sentence: str
    """What is, and what can be done about it."""
    milliseconds: float = 0.0
    detail: str = ""
    """What the system or the server said, if that helps somebody who helps."""


def report(base_url: str, findings: list[Finding]) -> str:
    """Plain text for somebody who helps: a line for each stage."""
    lines = [f"Connection test of {base_url}"]
    for one in findings:
        detail = f" ({one.detail})" if one.detail else ""
        lines.append(f"{one.stage}: {one.verdict}, {one.milliseconds:.0f} ms. {one.sentence}{detail}")
    return "\n".join(lines) + "\n"
