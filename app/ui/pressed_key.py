"""What the keys are that are pressed into a field for a key."""

from PySide6.QtCore import Qt

_Key, _Held = Qt.Key, Qt.KeyboardModifier

MODIFIER_KEYS = {
    _Key.Key_Control: _Held.ControlModifier,
    _Key.Key_Alt: _Held.AltModifier,
    _Key.Key_Shift: _Held.ShiftModifier,
    _Key.Key_Meta: _Held.MetaModifier,
    _Key.Key_Super_L: _Held.MetaModifier,
    _Key.Key_Super_R: _Held.MetaModifier,
}
"""They are only held, and what they do to the others."""
_LEADING = range(0x01001100, 0x01001300)
"""AltGr, Compose, those of input methods, and dead keys."""
_OTHERS = {_Key(0), _Key.Key_CapsLock, _Key.Key_NumLock, _Key.Key_unknown}


def is_none(key: Qt.Key) -> bool:
    """Whether it says nothing by itself, or leads only to another: nobody means it."""
    return key in MODIFIER_KEYS or key in _OTHERS or key.value in _LEADING
