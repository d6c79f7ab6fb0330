"""What a start wants to see first, and how one start tells it to another."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

LONGEST = 200_000
"""Characters of a text that is handed over."""
LONGEST_LINE = 7 * LONGEST
"""Bytes: in JSON a control character takes six."""
HEARD = b"heard\n"
"""What the instance answers."""


class Verb(StrEnum):
    """All that a start can ask of the instance that runs already."""

    SHOW = "show"
    """The main window."""
    NEW_CHAT = "new-chat"
    """The main window, with a new conversation in it: a start's own window has one anyway."""
    QUICK = "quick"
    """The quick prompt, with a text in it."""
    BACKGROUND = "background"
    """Nothing: only that the program runs."""


@dataclass(frozen=True, slots=True)
class Opening:
    verb: Verb = Verb.SHOW
    text: str = ""
    token: str = ""
    """What lets a window of the other process take the keyboard, under Wayland."""

    @property
    def has_window(self) -> bool:
        """Whether the main window belongs to it."""
        return self.verb in (Verb.SHOW, Verb.NEW_CHAT)

    def to_line(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"


def opening_of_line(line: bytes) -> Opening | None:
    """The inverse; None for whatever else somebody has sent."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    verb = next((one for one in Verb if one == data.get("verb")), None)
    text, token = data.get("text", ""), data.get("token", "")
    if verb is None or not isinstance(text, str) or not isinstance(token, str) or len(text) > LONGEST:
        return None
    return Opening(verb, text, token) if _is_text(text) and _is_token(token) else None


def activation_token(environment: Mapping[str, str] = os.environ) -> str:
    """What the desktop gave this process when it started it at the user's command."""
    token = environment.get("XDG_ACTIVATION_TOKEN", "")
    return token if _is_token(token) else ""


def _is_text(text: str) -> bool:
    """Nothing is in it that has no bytes: it could be sent to nobody."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_token(text: str) -> bool:
    """It goes into the environment, from where the toolkit takes it."""
    return _is_text(text) and "\0" not in text
