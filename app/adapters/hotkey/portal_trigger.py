"""A chord in the words of the freedesktop shortcuts specification: modifiers, and a keysym's name."""

from app.domain.hotkey import Chord, Modifier

_MODIFIERS = {
    Modifier.CTRL: "CTRL",
    Modifier.ALT: "ALT",
    Modifier.SHIFT: "SHIFT",
    Modifier.META: "LOGO",
}
_KEYS = {
    "Space": "space",
    "Backspace": "BackSpace",
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "ScrollLock": "Scroll_Lock",
    "Plus": "plus",
}
_SIGNS = dict(
    zip(
        "!\"#$%&'()*,-./:;<=>?@[\\]^_`{|}~",
        (
            *("exclam", "quotedbl", "numbersign", "dollar", "percent", "ampersand", "apostrophe"),
            *(
                "parenleft",
                "parenright",
                "asterisk",
                "comma",
                "minus",
                "period",
                "slash",
                "colon",
                "semicolon",
            ),
            *("less", "equal", "greater", "question", "at", "bracketleft", "backslash", "bracketright"),
            *("asciicircum", "underscore", "grave", "braceleft", "bar", "braceright", "asciitilde"),
        ),
        strict=True,
    )
)


def preferred_trigger(chord: Chord) -> str:
    """Such as "CTRL+ALT+space"."""
    return "+".join((*(_MODIFIERS[modifier] for modifier in chord.modifiers), _key(chord.key)))


def _key(key: str) -> str:
    if len(key) > 1:
        return _KEYS.get(key, key)
    # What has a name of its own beyond ASCII also goes by its code point.
    return _SIGNS.get(key) or (key.lower() if key.isascii() else f"U{ord(key.lower()):04X}")
