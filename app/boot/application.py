"""The application object of Qt, as far as its own is not enough."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """
    Signals:
        quit_requested(): the system's own way to quit was taken (Cmd+Q, the Dock). Qt alone would leave the
            loop at once, and what has to be ended and saved would be left as it is.
    """

    quit_requested = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit:
            self.quit_requested.emit()
            return True
        return super().event(event)
