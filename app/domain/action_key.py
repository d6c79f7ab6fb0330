"""Which keys are good for an action: on every system, and beside the quick prompt's own."""

from collections.abc import Iterable, Sequence

from app.domain.hotkey import FUNCTION_KEYS, Chord, Modifier, chord
from app.domain.quick_action import QuickAction

_OWN = {
    "Ctrl+A": "selects all",
    "Ctrl+B": "is for editing",
    "Ctrl+C": "copies",
    "Ctrl+D": "is for editing",
    "Ctrl+E": "is for editing",
    "Ctrl+F": "finds",
    "Ctrl+H": "is for editing",
    "Ctrl+K": "is for editing",
    "Ctrl+L": "leads to the input",
    "Ctrl+M": "is for the system",
    "Ctrl+N": "starts a new conversation",
    "Ctrl+P": "pins the window",
    "Ctrl+Q": "quits",
    "Ctrl+T": "translates",
    "Ctrl+U": "is for editing",
    "Ctrl+V": "pastes",
    "Ctrl+W": "closes the window",
    "Ctrl+X": "cuts",
    "Ctrl+Y": "does again",
    "Ctrl+Z": "takes back",
    "Ctrl+0": "sets the size of the text",
    "Ctrl+Shift+C": "copies the answer",
    "Ctrl+Shift+S": "brings the selection",
    "Ctrl+Shift+V": "brings the clipboard",
    "Ctrl+Shift+Z": "does again",
}
"""What they do in the quick prompt, or in the text fields of one of the systems."""

_SHORT = "Take a letter or a digit with Ctrl, or one of F1 to F12."


def key_fault(key: str, others: Iterable[QuickAction] = (), *, alt_types: bool = False) -> str:
    """Why this chord is no good for an action, in a sentence; "" if it is, as no key at all is.

    Args:
        others: the actions that have theirs already.
        alt_types: Alt with a letter types a character here, as on a Mac.
    """
    if not key:
        return ""
    wanted = chord(key)
    if wanted is None:
        return _SHORT
    if fault := _shape_fault(wanted, alt_types=alt_types):
        return fault
    written = str(wanted)
    if written in _OWN:
        return f"In the quick prompt, this key {_OWN[written]}."
    owner = next((one.name for one in others if chord(one.key) == wanted), None)
    return "" if owner is None else f"“{owner}” has this key."


def good_keys(actions: Sequence[QuickAction], *, alt_types: bool = False) -> list[str]:
    """Of each action its key, or "" where it is no good: settings can be edited by hand.

    Of two with the same key the first one keeps it.
    """
    return [
        "" if key_fault(one.key, actions[:index], alt_types=alt_types) else one.key
        for index, one in enumerate(actions)
    ]


def _shape_fault(wanted: Chord, *, alt_types: bool) -> str:
    held = set(wanted.modifiers)
    if wanted.key in FUNCTION_KEYS[:12]:
        return "F1 to F12 are taken alone: with other keys, desktops use them." if held else ""
    if Modifier.META in held:
        return "Desktops keep this key for themselves."
    if {Modifier.CTRL, Modifier.ALT} <= held:
        return "Ctrl with Alt types characters on many keyboards."
    if Modifier.ALT in held and alt_types:
        return "Alt types characters here."
    is_plain = len(wanted.key) == 1 and wanted.key.isascii() and wanted.key.isalnum()
    if not is_plain:
        return _SHORT
    if Modifier.SHIFT in held and wanted.key.isdigit():
        return "Shift makes another character of a digit."
    return ""
