"""When a failed try is repeated without asking."""

from app.domain.ending import EndState
from app.domain.problem import Problem

MAX_TRIES = 3
MAX_WAIT = 120.0
"""Seconds. A longer wait is the user's decision."""

_LONGEST_PAUSE = 30.0
"""Seconds between tries to take up an answer that goes on without us."""

_PASSING = (EndState.RATE_LIMITED, EndState.PROVIDER_ERROR)
_PASSING_ON_THE_WAY = (*_PASSING, EndState.DISCONNECTED, EndState.OFFLINE, EndState.STALLED)


def wait_before_next_try(
    problem: Problem, tries: int, jitter: float, *, runs_on: bool = False
) -> float | None:
    """Seconds until the next try, or None when the turn shall end with this problem.

    Only for tries that failed before the first token: once text has come, nothing is sent again
    without the user's word. To listen again to an answer that runs on at the provider sends nothing,
    so it is tried for as long as the user lets it.

    Args:
        tries: how many have failed so far, at least 1; of those in a row, where the answer runs on.
        jitter: from 0 to 1, so that many programs don't come back at the same moment.
    """
    if problem.kind not in (_PASSING_ON_THE_WAY if runs_on else _PASSING):
        return None
    if tries >= MAX_TRIES and not runs_on:
        return None
    wait = problem.retry_after
    if wait is None:
        # A long series of tries must not overflow the power.
        wait = min(2.0 ** min(tries - runs_on, 10), _LONGEST_PAUSE) * (0.75 + 0.5 * jitter)
    return max(wait, 0.5) if wait <= MAX_WAIT or runs_on else None
