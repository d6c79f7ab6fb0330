"""A field for a key, which is given by pressing it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.pressed_key import is_none

_LEADING_ON = {
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}
"""They do what they do in every field, and are never taken."""
_NONE = {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}


class KeyField(QLineEdit):
    """
    Signals:
        pressed(str): this chord, or "" for none; whether it is good, and shown, is for the owner to say.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText(self.tr("None"))
        words = self.tr("Press the key that you want; Backspace for none.")
        self.setToolTip(words)
        self.setAccessibleDescription(words)

    def show_key(self, key: str) -> None:
        self.setText(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))

    def event(self, event: QEvent) -> bool:
        # No shortcut of the window runs while its key is given here.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() not in _LEADING_ON
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        if key in _LEADING_ON:
            super().keyPressEvent(event)
        elif key in _NONE and held == Qt.KeyboardModifier.NoModifier:
            self.pressed.emit("")
        elif not is_none(key):
            held &= ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
            if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
                # Where digits are on the upper side of their keys, Shift only leads to them.
                held &= ~Qt.KeyboardModifier.ShiftModifier
            chord = QKeySequence(key | held)
            self.pressed.emit(chord.toString(QKeySequence.SequenceFormat.PortableText))
