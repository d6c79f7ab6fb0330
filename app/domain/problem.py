"""Errors as values: what went wrong, in words that the user can act on."""

from dataclasses import dataclass

from app.domain.ending import EndState


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a turn could not go on. It is kept beside the message, never in it."""

    kind: EndState
    title: str
    """One plain sentence, with a full stop, shown in the banner and by ``ask``."""
    detail: str = ""
    """What the server or the system said: redacted, plain text, at most some 500 characters."""
    remedy: str = ""
    """One more sentence: what the user can do."""
    retry_after: float | None = None
    """Seconds that the server asked us to wait."""
    request_id: str = ""


class TurnError(Exception):
    """Carries a Problem out of an adapter whose answer cannot start."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


class EnvironmentFault(Exception):  # noqa: N818 - it is no bug of ours: a full disk, a locked keyring
    """The surroundings are at fault, not the program. The text is one sentence for the user."""
