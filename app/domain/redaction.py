"""Keeps keys out of everything that is shown, logged or saved."""

import re
from collections.abc import Iterable

REMOVED = "[key removed]"

_KEY_LIKE = re.compile(r"Bearer \S+|sk-[A-Za-z0-9_-]{8,}")
_IN_ADDRESS = re.compile(r"(?<=://)[^\s/?#]+(?=@)")
"""The name and the password in the address of a proxy, whatever they are made of."""

_SHORTEST_SECRET = 8
"""Shorter keys are dummies for keyless servers ("none", "ollama"): words that texts have a right to."""


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without `secrets`, and without anything that looks like a key or a password in a URL."""
    # The longest first: one secret may begin with another.
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, REMOVED)
    return _IN_ADDRESS.sub(REMOVED, _KEY_LIKE.sub(REMOVED, text))
