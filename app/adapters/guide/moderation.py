"""The Guide's moderation check, in the form of omni-moderation-latest: it flags two harmless phrases."""

import re
import secrets
from collections.abc import Sequence

from app.adapters.guide.event_stream import Json

MARKER = "the forbidden marmalade"
"""Stands for what a real check would flag in an answer."""

_FLAGGED = {
    # Not where it is quoted: the list of demos is harmless.
    "harassment": re.compile(r"(?<!`)/demo\s+moderation\b(?!`|\s+answer)", re.IGNORECASE),
    "violence": re.compile(re.escape(MARKER), re.IGNORECASE),
}
_CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)


def moderation(texts: Sequence[str]) -> Json:
    """One result a text."""
    results = [_result({name for name, phrase in _FLAGGED.items() if phrase.search(text)}) for text in texts]
    return {"id": f"modr-{secrets.token_hex(12)}", "model": "omni-moderation-latest", "results": results}


def _result(found: set[str]) -> Json:
    return {
        "flagged": bool(found),
        "categories": {category: category in found for category in _CATEGORIES},
        "category_scores": {category: 0.99 if category in found else 0.0001 for category in _CATEGORIES},
        "category_applied_input_types": {category: ["text"] for category in _CATEGORIES},
    }
