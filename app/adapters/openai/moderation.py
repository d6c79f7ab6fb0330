"""What the moderation check says of texts."""

import json
from collections.abc import Sequence
from typing import Any

from app.adapters.openai.error_body import read_error
from app.adapters.openai.server_problem import server_problem
from app.domain.ending import EndState
from app.domain.problem import TurnError

MODEL = "omni-moderation-latest"
UNNAMED = "flagged"
"""Stands for a category that a server does not name."""


def moderation_body(texts: Sequence[str]) -> dict[str, Any]:
    """The body of a request."""
    return {"model": MODEL, "input": list(texts)}


def flagged_categories(body: bytes, count: int, key: str) -> list[frozenset[str]]:
    """The categories of each of `count` texts. Raises TurnError where the body does not tell them."""
    try:
        parsed = json.loads(body.decode(errors="replace"))
    except (ValueError, RecursionError):
        parsed = None
    match parsed:
        case {"results": list(results)} if len(results) == count and all(map(_is_result, results)):
            return [_flagged(result) for result in results]
    error = read_error(body)
    problem = server_problem(EndState.PROVIDER_ERROR, error, key)
    raise TurnError(problem)


def _is_result(result: object) -> bool:
    """Whether it says yes or no: what says neither is not fine."""
    if not isinstance(result, dict):
        return False
    categories = result.get("categories")
    named = list(categories.values()) if isinstance(categories, dict) else []
    return any(isinstance(word, bool) for word in (result.get("flagged"), *named))


def _flagged(result: dict[str, Any]) -> frozenset[str]:
    categories = result.get("categories")
    named = categories.items() if isinstance(categories, dict) else ()
    found = frozenset(str(name) for name, is_flagged in named if is_flagged is True)
    return found or frozenset([UNNAMED] if result.get("flagged") is True else [])
