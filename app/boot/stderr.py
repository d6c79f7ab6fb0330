"""What the command line says beside its output."""

import sys

from app.boot.printable import one_line


def say(sentence: str) -> None:
    """One line on stderr. Where there is none, or nobody reads it, nothing happens."""
    if sys.stderr is None:
        return
    try:
        print(f"rivulet: {one_line(sentence)}", file=sys.stderr, flush=True)  # noqa: T201
    except (OSError, ValueError):  # gone, or closed
        return
