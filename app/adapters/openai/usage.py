"""Token counts, wherever and however a server reports them."""

from collections.abc import Mapping
from typing import Any

from app.domain.conversation import Usage


def usage_in(chunk: Mapping[str, Any]) -> Usage | None:
    """The counts in a chunk, a choice or a response, or None if it has none."""
    counts = chunk.get("usage")
    if not isinstance(counts, dict):
        return None
    asked = _count(counts, "prompt_tokens", "input_tokens")
    answered = _count(counts, "completion_tokens", "output_tokens")
    if asked is None and answered is None:
        return None
    cached = _detail(counts, ("prompt_tokens_details", "input_tokens_details"), "cached_tokens")
    if cached is None:
        cached = _count(counts, "prompt_cache_hit_tokens", "cached_tokens")
    reasoning = _detail(counts, ("completion_tokens_details", "output_tokens_details"), "reasoning_tokens")
    return Usage(asked or 0, answered or 0, cached or 0, reasoning or 0)


def _count(counts: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        number = counts.get(name)
        if isinstance(number, int | float) and 0 <= number < 2**53:
            return int(number)
    return None


def _detail(counts: Mapping[str, Any], groups: tuple[str, ...], name: str) -> int | None:
    for group in groups:
        if isinstance(details := counts.get(group), dict):
            return _count(details, name)
    return None
