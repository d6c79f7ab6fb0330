"""A page of a dialog that is as high as what stands on it, where the screen has room for that."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrolledPage(QScrollArea):
    """Wants to be as high as what it holds, and scrolls where there is less room."""

    def __init__(self, parts: QWidget, width: int) -> None:
        """`width`: wanted, unless the parts need more."""
        super().__init__()
        self._width = width
        self._keeps_end = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parts = parts
        self.setWidget(parts)
        self.viewport().setAutoFillBackground(False)
        parts.setAutoFillBackground(False)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range)
        bar.valueChanged.connect(self._on_value)

    def sizeHint(self) -> QSize:
        width = max(self._width, self._parts.minimumSizeHint().width())
        return QSize(width, max(self._parts.heightForWidth(width), self._parts.minimumSizeHint().height()))

    def show_focused(self) -> None:
        """Scrolls to what has the focus, as Tab does."""
        focused = self._parts.focusWidget()
        if focused is not None:
            self.ensureWidgetVisible(focused)

    def show_end(self) -> None:
        """Scrolls to what has come last, and stays there while the layout settles, until the user scrolls."""
        self._keeps_end = True
        self._on_range()

    def _on_range(self) -> None:
        # The bar stands in the margin of the parts: coming and going, it moves nothing sideways.
        bar = self.verticalScrollBar()
        self.setViewportMargins(0, 0, -bar.sizeHint().width() if bar.maximum() else 0, 0)
        if self._keeps_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _on_value(self, value: int) -> None:
        self._keeps_end = self._keeps_end and value == self.verticalScrollBar().maximum()

    def hideEvent(self, event: QHideEvent) -> None:
        self._keeps_end = False
        super().hideEvent(event)
