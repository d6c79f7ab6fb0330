"""How long a server asks us to wait, from the headers of its answer."""

import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_LONGEST_WAIT = 24 * 3600.0

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def waiting_time(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait (0 to one day), or None if the server does not say.

    Args:
        headers: with names that compare in any case.
    """
    wait = _number(headers.get("retry-after-ms"), 0.001)
    if wait is None:
        wait = _number(headers.get("retry-after"), 1.0)
    if wait is None:
        wait = _until(headers.get("retry-after"), headers.get("date"))
    if wait is None:
        wait = _until_reset(headers)
    return None if wait is None else min(max(wait, 0.0), _LONGEST_WAIT)


def _number(value: str | None, unit: float) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return None if math.isnan(number) else number * unit


def _until(moment: str | None, now: str | None) -> float | None:
    """Seconds to a date; by the server's own clock where it tells it, as ours may be wrong."""
    end = _timestamp(moment)
    if end is None:
        return None
    start = _timestamp(now)
    return end - (time.time() if start is None else start)


def _timestamp(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date or "").timestamp()
    except (ValueError, OverflowError):
        return None


def _until_reset(headers: Mapping[str, str]) -> float | None:
    """The time until those limits are reset that are used up."""
    waits = [
        sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(reset))
        for kind in ("requests", "tokens")
        if headers.get(f"x-ratelimit-remaining-{kind}") == "0"
        and (reset := headers.get(f"x-ratelimit-reset-{kind}", ""))
    ]
    return max(waits, default=None)
