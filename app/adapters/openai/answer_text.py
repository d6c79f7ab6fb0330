"""The text in a field that should hold one."""

from typing import Any

PART_CHARACTERS = 4096
"""What a part weighs beside its text: a flood of empty ones is a flood, too."""


def plain(content: Any) -> str:
    """The text of a string, a number, or a list of parts; without NUL, which no history can hold."""
    if type(content) is str:
        text = content
    elif isinstance(content, list):
        text = "".join(map(_plain_part, content))
    else:
        text = _plain_part(content)
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _plain_part(part: Any) -> str:
    match part:
        case str(text) | {"text": str(text)}:
            return text
        case bool():
            return ""
        case int() | float():
            return str(part)
        case _:
            return ""
