"""Enter presses the button that has the focus, as Space does: Qt itself does so for some buttons alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget


def pressed_by_enter(window: QWidget, event: QKeyEvent) -> bool:
    """Presses it, if the event is Enter and a push or tool button has the focus; says whether it did.

    For the `keyPressEvent` of a window: what its parts make no use of comes there.
    """
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
        return False
    button = window.focusWidget()
    # A mark is set by Space alone: in a dialog Enter is the default button's.
    if not isinstance(button, QAbstractButton) or isinstance(button, QRadioButton | QCheckBox):
        return False
    button.click()
    return True
