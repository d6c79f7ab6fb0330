"""Sidebar and content side by side; in a narrow window the sidebar lies over the content."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import NARROW_WINDOW, SIDEBAR_WIDTH

_VEIL_OPACITY = 0.7


class TwoPanes(QWidget):
    """Paints the sidebar's ground until the sidebar itself is there.

    Signals:
        toggled(bool): the user has opened or folded the sidebar of a wide window.
        left(): the sidebar was hidden while the keyboard was in it.
        painted(): it was painted for the first time.
    """

    toggled = Signal(bool)
    left = Signal()
    painted = Signal()

    def __init__(self, content: QWidget, *, ground: QColor, is_open: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self._sidebar: QWidget | None = None
        self._ground = ground
        self._is_painted = False
        self._is_open = is_open
        self._is_over = False
        """Whether the sidebar lies over the content now."""
        content.setParent(self)
        self._veil = _Veil(self)
        self._veil.pressed.connect(self.fold_overlay)

    def set_sidebar(self, sidebar: QWidget) -> None:
        sidebar.setParent(self)
        self._sidebar = sidebar
        self._place()

    def toggle(self) -> None:
        if self._is_narrow:
            self._is_over = not self._is_over
        else:
            self._is_open = not self._is_open
            self.toggled.emit(self._is_open)
        self._place()
        if self._is_over and self._sidebar is not None:
            self._sidebar.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfold(self) -> None:
        """Shows the sidebar, if it is hidden."""
        if self._sidebar is not None and self._sidebar.isHidden():
            self.toggle()

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
        if self._sidebar is not None:
            left = not beside and not self._is_over and self._has_keyboard(self._sidebar)
            self._sidebar.setVisible(bool(beside) or self._is_over)
            if left:
                self.left.emit()
            self._sidebar.setGeometry(0, 0, SIDEBAR_WIDTH, self.height())
        self._veil.setVisible(self._is_over)
        self._veil.setGeometry(SIDEBAR_WIDTH, 0, self.width() - SIDEBAR_WIDTH, self.height())

    def _has_keyboard(self, pane: QWidget) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and pane.isAncestorOf(focused)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._is_over:
            # Before a shortcut of the window gets it.
            if event.type() is QEvent.Type.KeyPress:
                self.fold_overlay()
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """While the sidebar lies over the content, Tab goes round in it."""
        if not self._is_over or self._sidebar is None:
            return super().focusNextPrevChild(forwards)
        reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
        first = self.window().focusWidget() or self._sidebar
        widget = _beside(first, forwards)
        while widget is not first:
            takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
            if takes_tab and widget.isVisible() and self._sidebar.isAncestorOf(widget):
                widget.setFocus(reason)
                break
            widget = _beside(widget, forwards)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sidebar is None and self._is_open and not self._is_narrow:
            QPainter(self).fillRect(0, 0, SIDEBAR_WIDTH, self.height(), self._ground)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


def _beside(widget: QWidget, forwards: bool) -> QWidget:
    """The next one in the order of Tab."""
    found = widget.nextInFocusChain() if forwards else widget.previousInFocusChain()
    assert found is not None, "the chain is a ring"
    return found


class _Veil(QWidget):
    """Lies over the content beside an open overlay: a click on it folds the overlay, and does no more."""

    pressed = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = self.palette().color(QPalette.ColorRole.Window)
        ground.setAlphaF(_VEIL_OPACITY)
        QPainter(self).fillRect(self.rect(), ground)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
