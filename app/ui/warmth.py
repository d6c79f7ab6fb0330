"""What only an answer needs is loaded when somebody is about to ask: it takes some 35 MB."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragEnter,
    }
)
"""Typing a prompt takes longer than loading. A window that only stands below the pointer asks for nothing."""


class Warmth(QObject):
    """Begins to load at the first sign: the pointer or a key in one of the windows, or whoever says so."""

    def __init__(self, load: Callable[[], object], parent: QObject) -> None:
        """`load` is called once, and must return at once."""
        super().__init__(parent)
        self._load = load
        self._watched: list[QObject] = []
        self._has_begun = False

    def watch(self, window: QWidget) -> None:
        """Takes what happens in this window as a sign. It may be hidden."""
        if self._has_begun:
            return
        window.winId()  # a window that was never shown has no handle yet
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)
            self._watched.append(handle)

    def begin(self) -> None:
        """Loads what an answer needs, if nobody did yet."""
        if self._has_begun:
            return
        self._has_begun = True
        for handle in self._watched:
            handle.removeEventFilter(self)
        self._watched.clear()
        self._load()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self.begin()
        return False
