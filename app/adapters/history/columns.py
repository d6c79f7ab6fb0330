"""What a column can hold."""

import json
from dataclasses import asdict

from app.domain.ending import EndState
from app.domain.problem import Problem

_LARGEST = 2**63 - 1


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: halves of a surrogate pair become one character, lone ones U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def bounded(number: int) -> int:
    """The number, or the nearest one that a column can hold."""
    return max(-_LARGEST, min(number, _LARGEST))


def encoded(problem: Problem) -> str:
    return storable(json.dumps(asdict(problem), ensure_ascii=False))


def decoded(problem: str) -> Problem:
    """The inverse of `encoded`."""
    fields = json.loads(problem)
    return Problem(EndState(fields.pop("kind")), **fields)
