"""What a screen reader is told when something appears that nobody has asked for."""

from collections.abc import Callable

from PySide6 import QtGui
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str | Callable[[], str]) -> None:
    """Has `text` read aloud, where the toolkit knows how (Qt 6.8) and somebody listens.

    Args:
        text: or what makes it, where that takes long: nobody may be listening.
    """
    event = getattr(QtGui, "QAccessibleAnnouncementEvent", None)
    if event is not None and QAccessible.isActive():
        QAccessible.updateAccessibility(event(widget, text if isinstance(text, str) else text()))
