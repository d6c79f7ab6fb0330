"""How a desktop's own settings bind a key to a command, step by step."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.hotkey import Chord, Modifier

FREE_CHORD = Chord((Modifier.CTRL, Modifier.ALT), "J")
"""For the examples, where no key was chosen, or where a desktop has its own name for it."""

_KEYSYMS = {
    "Space": "space",
    "Backspace": "BackSpace",
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "ScrollLock": "Scroll_Lock",
    "Plus": "plus",
    ",": "comma",
    ".": "period",
    "-": "minus",
    "/": "slash",
    ";": "semicolon",
    "'": "apostrophe",
    "[": "bracketleft",
    "]": "bracketright",
    "\\": "backslash",
    "=": "equal",
    "`": "grave",
    "#": "numbersign",
    "<": "less",
}
_GTK = {
    Modifier.CTRL: "<Control>",
    Modifier.ALT: "<Alt>",
    Modifier.SHIFT: "<Shift>",
    Modifier.META: "<Super>",
}
_XFCE = {**_GTK, Modifier.CTRL: "<Primary>"}
_SWAY = {Modifier.CTRL: "Ctrl+", Modifier.ALT: "Alt+", Modifier.SHIFT: "Shift+", Modifier.META: "Mod4+"}
_HYPRLAND = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT", Modifier.META: "SUPER"}


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    code: str = ""
    """To be copied."""


@dataclass(frozen=True, slots=True)
class ShortcutSteps:
    desktop: str
    steps: tuple[Step, ...]
    instead: Step | None = None
    """What does all of it at once."""


def shortcut_steps(command: str, wanted: Chord | None, current: str) -> list[ShortcutSteps]:
    """For every desktop that is known, and for any other; the one that runs first.

    Args:
        command: what the key is to start, quoted for a shell.
        wanted: for the examples.
        current: `XDG_CURRENT_DESKTOP`.
    """
    chord = wanted if wanted is not None and _keysym(wanted.key) else FREE_CHORD
    known = {
        "gnome": _gnome(command, chord),
        "kde": _plasma(command),
        "sway": _sway(command, chord),
        "hyprland": _hyprland(command, chord),
        "xfce": _xfce(command, chord),
        "x-cinnamon": _cinnamon(command),
    }
    names = [name.lower() for name in current.split(":")]
    runs = next((known[name] for name in names if name in known), _other(command))
    return [runs, *(one for one in (*known.values(), _other(command)) if one != runs)]


def _other(command: str) -> ShortcutSteps:
    return ShortcutSteps(
        "Other desktop",
        (
            Step(
                "Look for keyboard shortcuts in your desktop’s settings, and add one for this command:",
                command,
            ),
            Step("Give it a key that is free."),
        ),
    )


def _gnome(command: str, chord: Chord) -> ShortcutSteps:
    return ShortcutSteps(
        "GNOME",
        (
            Step("Open Settings, Keyboard, View and Customize Shortcuts, Custom Shortcuts."),
            Step("Press Add Shortcut (or +). The name is Rivulet, and the command:", command),
            Step("Press Set Shortcut, then the keys, then Add."),
        ),
        Step("Or all of it in a terminal:", _gsettings(command, _accelerator(chord, _GTK))),
    )


def _gsettings(command: str, accelerator: str) -> str:
    """Adds to the list of what the user has bound already."""
    values = {"name": "Rivulet", "command": command, "binding": accelerator}
    lines = [f"gsettings set $K.custom-keybinding:$P {key} {_variant(said)}" for key, said in values.items()]
    return "\n".join(
        (
            "K=org.gnome.settings-daemon.plugins.media-keys",
            "P=/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/rivulet/",
            *lines,
            "L=$(gsettings get $K custom-keybindings)",
            'case $L in *"$P"*) ;; *"[]") L="[\'$P\']" ;; *) L="${L%]}, \'$P\']" ;; esac',
            'gsettings set $K custom-keybindings "$L"',
        )
    )


def _variant(text: str) -> str:
    """A text as GSettings reads it, quoted for a shell."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return shlex.quote(f'"{escaped}"')


def _plasma(command: str) -> ShortcutSteps:
    return ShortcutSteps(
        "KDE Plasma",
        (
            Step("Open System Settings, Keyboard, Shortcuts (in Plasma 5: Shortcuts)."),
            Step("Press Add New, Command or Script… (in Plasma 5: Add Command…), and enter:", command),
            Step("Choose it in the list, press Add custom shortcut…, then the keys, then Apply."),
        ),
    )


def _sway(command: str, chord: Chord) -> ShortcutSteps:
    keys = _accelerator(chord, _SWAY)
    return ShortcutSteps(
        "Sway",
        (
            Step("Add this line to ~/.config/sway/config:", f"bindsym {keys} exec {command}"),
            Step("Have Sway read it again:", "swaymsg reload"),
        ),
    )


def _hyprland(command: str, chord: Chord) -> ShortcutSteps:
    held = [_HYPRLAND[one] for one in chord.modifiers]
    key = _keysym(chord.key).upper() if len(chord.key) == 1 and chord.key.isalnum() else _keysym(chord.key)
    quoted = command.replace("\\", "\\\\").replace('"', '\\"')
    line = f"bind = {' '.join(held)}, {key}, exec, {command.replace('#', '##')}"
    return ShortcutSteps(
        "Hyprland",
        (
            Step(
                "Add this line to ~/.config/hypr/hyprland.lua:",
                f'hl.bind("{" + ".join((*held, key))}", hl.dsp.exec_cmd("{quoted}"))',
            ),
            Step("Before version 0.55, add this one to ~/.config/hypr/hyprland.conf instead:", line),
            Step("Save it: Hyprland reads it at once."),
        ),
    )


def _xfce(command: str, chord: Chord) -> ShortcutSteps:
    path = shlex.quote(f"/commands/custom/{_accelerator(chord, _XFCE)}")
    value = shlex.quote(command)
    return ShortcutSteps(
        "Xfce",
        (
            Step("Open Settings, Keyboard, Application Shortcuts, and press Add. The command is:", command),
            Step("Press OK, then the keys."),
        ),
        Step(
            "Or all of it in a terminal:",
            f"xfconf-query -c xfce4-keyboard-shortcuts -p {path} -n -t string -s {value}",
        ),
    )


def _cinnamon(command: str) -> ShortcutSteps:
    return ShortcutSteps(
        "Cinnamon",
        (
            Step("Open System Settings, Keyboard, Shortcuts, Custom Shortcuts."),
            Step("Press Add custom shortcut. The name is Rivulet, and the command:", command),
            Step("Press Add. Click “unassigned” among the keyboard bindings twice, then press the keys."),
        ),
    )


def _accelerator(chord: Chord, names: Mapping[Modifier, str]) -> str:
    return "".join((*(names[one] for one in chord.modifiers), _keysym(chord.key)))


def _keysym(key: str) -> str:
    """As X and Wayland call it; "" if that is not known."""
    if len(key) == 1 and key.isascii() and key.isalnum():
        return key.lower()
    return _KEYSYMS.get(key, key if len(key) > 1 else "")
