"""The keys that this process knows, so that none of them is ever written down."""

from app.domain.redaction import redact

_secrets: set[str] = set()
"""One for the process, as logging itself: no part of the program may escape it."""


def add_secret(secret: str) -> None:
    """From now on no log line and no bug report shows `secret`."""
    if secret:
        _secrets.add(secret)


def redacted(text: str) -> str:
    """`text` without the known secrets, and without what looks like a key."""
    return redact(text, _secrets)
