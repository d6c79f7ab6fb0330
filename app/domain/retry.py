"""When a failed try is repeated without asking."""

from app.domain.ending import EndState
from app.domain.problem import Problem

MAX_TRIES = 3
MAX_WAIT = 120.0
"""Seconds. A longer wait is the user's decision."""


def wait_before_next_try(problem: Problem, tries: int, jitter: float) -> float | None:
    """Seconds until the next try, or None when the turn shall end with this problem.

    Only for tries that failed before the first token: once text has come, nothing is sent again
    without the user's word.

    Args:
        tries: how many have failed so far, at least 1.
        jitter: from 0 to 1, so that many programs don't come back at the same moment.
    """
    if tries >= MAX_TRIES or problem.kind not in (EndState.RATE_LIMITED, EndState.PROVIDER_ERROR):
        return None
    wait = problem.retry_after
    if wait is None:
        wait = 2.0**tries * (0.75 + 0.5 * jitter)
    return max(wait, 0.5) if wait <= MAX_WAIT else None
