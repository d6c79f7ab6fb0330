"""Sidebar and content side by side; in a narrow window the sidebar lies over the content."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import NARROW_WINDOW, SIDEBAR_WIDTH


class TwoPanes(QWidget):
    """
    Signals:
        toggled(bool): the user has opened or folded the sidebar of a wide window.
    """

    toggled = Signal(bool)

    def __init__(self, sidebar: QWidget, content: QWidget, *, is_open: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._sidebar, self._content = sidebar, content
        self._is_open = is_open
        self._is_over = False
        """Whether the sidebar lies over the content now."""
        for pane in (content, sidebar):
            pane.setParent(self)
        content.installEventFilter(self)

    def toggle(self) -> None:
        if self._is_narrow:
            self._is_over = not self._is_over
        else:
            self._is_open = not self._is_open
            self.toggled.emit(self._is_open)
        self._place()

    def fold_overlay(self) -> None:
        """Something was chosen in the sidebar: in a narrow window it has done its work."""
        if self._is_over:
            self._is_over = False
            self._place()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < NARROW_WINDOW

    def _place(self) -> None:
        if not self._is_narrow:
            self._is_over = False
        beside = SIDEBAR_WIDTH if self._is_open and not self._is_narrow else 0
        self._content.setGeometry(beside, 0, self.width() - beside, self.height())
        self._sidebar.setVisible(bool(beside) or self._is_over)
        self._sidebar.setGeometry(0, 0, SIDEBAR_WIDTH, self.height())
        self._sidebar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self.fold_overlay()
        return super().eventFilter(watched, event)
