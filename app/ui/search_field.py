"""The field that filters the conversations, and leads into what it has found."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.icons import icon

_CLOSER = 10


class SearchField(QLineEdit):
    """Escape empties it, and leaves it when it is empty.

    Signals:
        left_downwards(): Down was pressed.
        entered(): Enter was pressed while there is something to find.
        left(): Escape was pressed while it was empty.
    """

    left_downwards = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addAction(icon("search-line"), QLineEdit.ActionPosition.LeadingPosition)
        # Qt's own clear button has the desktop's icon.
        clear = self.addAction(icon("close-line"), QLineEdit.ActionPosition.TrailingPosition)
        clear.setToolTip(self.tr("Clear"))
        clear.setVisible(False)
        clear.triggered.connect(self.clear)
        self.textChanged.connect(lambda text: clear.setVisible(bool(text)))
        # Its text stands below that of the button above it.
        self.setTextMargins(-_CLOSER, 0, 0, 0)

    def event(self, event: QEvent) -> bool:
        # Claims Escape before a shortcut of the window gets it.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Down:
                self.left_downwards.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.text():
                    self.entered.emit()
            case _:
                super().keyPressEvent(event)
