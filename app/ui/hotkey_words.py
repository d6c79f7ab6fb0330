"""What the settings say of the hotkey."""

import sys

from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Modifier

SUGGESTIONS = ("Ctrl+Alt+J", "Alt+Meta+J")
"""Seldom taken by desktops and by programs."""

_NAMES = {
    "linux": {Modifier.META: "Super"},
    "win32": {Modifier.META: "Win"},
    "darwin": {Modifier.CTRL: "Control", Modifier.ALT: "Option", Modifier.META: "Command"},
}


def shown_modifiers(modifiers: tuple[Modifier, ...], platform: str = sys.platform) -> list[str]:
    """As this platform's keyboards have them, in the order in which its users say them."""
    names = _NAMES.get(platform, _NAMES["linux"])
    said = modifiers if platform == "darwin" else sorted(modifiers, key=lambda one: one is not Modifier.META)
    return [names.get(one, str(one)) for one in said]


def shown_chord(chord: Chord, platform: str = sys.platform) -> str:
    return "+".join((*shown_modifiers(chord.modifiers, platform), chord.key))


def shown_trigger(state: HotkeyState) -> str:
    """What really has to be pressed, in the portal's own words where it chooses; "" if that is not known."""
    if state.chord is None or state.way is HotkeyWay.PORTAL:
        # Some desktops describe it as "Press …".
        return state.trigger.strip().removeprefix("Press ")
    return shown_chord(state.chord)


def standing(state: HotkeyState, *, can_bind: bool) -> tuple[str, str]:
    """How it stands, in one or two sentences, and of which kind that is: fine, warning or "" for nothing.

    Args:
        can_bind: the desktop's own settings can start a command by a key.
    """
    if state.chord is None:
        return "", ""
    if not state.is_active:
        return _trouble(state, shown_chord(state.chord), can_bind), "warning"
    trigger = shown_trigger(state)
    if not trigger:
        words = "Your desktop knows the hotkey, but has given it no key yet. Set one in its settings."
        return words, "warning"
    if state.way is not HotkeyWay.PORTAL:
        return f"Active. Press {trigger}.", "fine"
    return f"Active through your desktop’s shortcut portal. Press {trigger}.", "fine"


def _trouble(state: HotkeyState, key: str, can_bind: bool) -> str:
    other = "Choose another key, or bind one in your desktop’s settings."
    if not can_bind:
        other = "Choose another key."
    match state.problem:
        case HotkeyProblem.TAKEN:
            return f"Another program has {key}. {other}"
        case HotkeyProblem.NOT_OFFERED:
            way_out = " Its own settings can bind one to Rivulet." if can_bind else ""
            return f"This desktop lets no program take a key.{way_out}"
        case HotkeyProblem.REFUSED:
            return f"Your desktop has not given {key} to Rivulet. {other}"
        case HotkeyProblem.UNKNOWN_KEY:
            return f"This keyboard has no key for {key}. {other}"
        case _:
            return f"{key} could not be taken. {other}"


def test_result(came: bool, *, can_bind: bool) -> tuple[str, str]:
    """What a test says, and of which kind that is."""
    if came:
        return "It works: the press has arrived.", "fine"
    other = "choose another key, or bind one in your desktop’s settings" if can_bind else "choose another key"
    return f"No press came. Something else may keep the key to itself: {other}.", "warning"
