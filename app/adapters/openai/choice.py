"""What servers say in fields of their own, or in words of their own, of one choice of an answer."""

from collections.abc import Iterator
from typing import Any

from app.adapters.openai.answer_text import plain

_REASONS = {
    "content_filter": "sensitive safety recitation prohibited_content blocklist spii filtered",
    "length": "max_length model_length max_output_tokens",
    "error": "network_error abort",
}
_OWN_WORDS = {word: reason for reason, words in _REASONS.items() for word in words.split()}


def finish_reason(choice: dict[str, Any]) -> str:
    """Why the answer ended, in the usual word where there is one; "" while it goes on."""
    reason = choice.get("finish_reason")
    if reason and type(reason) is str and reason != "null":
        word = reason.lower()
        # Gemini says why, behind a colon.
        return "content_filter" if word.startswith("content_filter") else _OWN_WORDS.get(word, word)
    # Azure may say of the last text alone that it was filtered.
    filters = choice.get("content_filter_results")
    return "content_filter" if isinstance(filters, dict) and any(map(_filtered, filters.values())) else ""


def thoughts(reasoning: object, delta: dict[str, Any], content: object) -> Iterator[str]:
    """The reasoning in a delta: in a field of its own, in details of it, or among the content."""
    if reasoning and (text := plain(reasoning)):
        yield text
    elif isinstance(details := delta.get("reasoning_details"), list):
        yield from filter(None, map(_thought, details))
    if isinstance(content, list):
        yield from filter(None, map(_thinking, content))


def _filtered(result: object) -> bool:
    return isinstance(result, dict) and result.get("filtered") is True


def _thought(detail: object) -> str:
    """OpenRouter's details: a text, a summary, or something encrypted."""
    return plain(detail.get("text") or detail.get("summary")) if isinstance(detail, dict) else ""


def _thinking(part: object) -> str:
    """Mistral's parts, among those of the text."""
    return plain(part.get("thinking")) if isinstance(part, dict) else ""
