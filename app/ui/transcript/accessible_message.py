"""One message for screen readers: who speaks, and what is said."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextInsertEvent,
    QAccessibleTextInterface,
    QAccessibleTextUpdateEvent,
)
from shiboken6 import Shiboken

from app.domain.conversation import MessageId, Role
from app.ui.transcript.message_text import MessageText, between, last_sentence_end
from app.ui.transcript.page import Page
from app.ui.transcript.selection import Place, Selection
from app.ui.transcript.sight import bring_into_view

_Maybe = Any
"""None, where there is nothing: Qt's stubs do not know it."""


class AccessibleMessage(QAccessibleInterface):
    """One message: who speaks is its name."""

    def __init__(self, page: Page, message_id: MessageId, parent: Callable[[], QAccessibleInterface]) -> None:
        super().__init__()
        self._page = page
        self._id = message_id
        self._parent = parent
        self._last_index = 0
        self._words = MessageText(page.stack)
        self._text = _Text(self)
        self._told = b""
        """What of a streaming answer has been told, in UTF-16."""
        self.begin()

    def begin(self) -> None:
        """It may say something else than before. What it says now is told to whoever asks."""
        self._words.cut(0)
        if self._page.stack.messages[self.index].is_streaming:
            self._told = self.units()

    def cut(self, first: int) -> None:
        """Its items from `first` on are others now."""
        self._words.cut(first)

    @property
    def index(self) -> int:
        """Where it is, or was while it was there."""
        index = self._page.stack.index(self._id)
        self._last_index = self._last_index if index is None else index
        return self._last_index

    def units(self) -> bytes:
        """Its text, in UTF-16."""
        return self._words.read(self.index)

    def show(self) -> None:
        bring_into_view(self._page, Selection(Place(self.index, 0, 0), Place(self.index, 0, 0)))

    def tell(self, *, whole: bool) -> None:
        """Says what has come since the last time: all of it, or the sentences that are complete."""
        units, told = self.units(), self._told
        units = units if whole else units[: 2 * last_sentence_end(units)]
        if units.startswith(told):
            if len(units) > len(told):
                place, added = len(told) // 2, between(units, len(told) // 2, -1)
                QAccessible.updateAccessibility(QAccessibleTextInsertEvent(self, place, added))
        elif whole or len(units) > len(told):
            # What stood there is read otherwise now: a link has found its address, say.
            place = _common(told, units) // 2
            old, new = between(told, place, -1), between(units, place, -1)
            QAccessible.updateAccessibility(QAccessibleTextUpdateEvent(self, place, old, new))
        else:
            return
        self._told = units

    # QAccessibleInterface

    def isValid(self) -> bool:
        return self._page.stack.index(self._id) is not None

    def object(self) -> _Maybe:
        return None

    def parent(self) -> QAccessibleInterface:
        return self._parent()

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> _Maybe:
        return None

    def childAt(self, x: int, y: int) -> _Maybe:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        one = self._page.stack.messages[self.index] if self.isValid() else None
        if one is not None and kind is QAccessible.Text.Name:
            if one.role is Role.USER:
                return "You"
            return "Assistant" if one.name == "Assistant" else f"Assistant, {one.name}"
        return one.note if one is not None and kind is QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        pass

    def rect(self) -> QRect:
        """On the screen, also where it is scrolled out of view."""
        stack, index = self._page.stack, self.index
        top, bottom = stack.top(index), stack.top(index + 1)
        corner = QPoint(int(stack.column.left), int(top - self._page.seen()[0]))
        corner = self._page.area.viewport().mapToGlobal(corner)
        return QRect(corner.x(), corner.y(), int(stack.column.width), int(bottom - top))

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        viewport = self._page.area.viewport()
        place = QRect(viewport.mapToGlobal(QPoint(0, 0)), viewport.size())
        state.readOnly = state.multiLine = True
        state.offscreen = not place.intersects(self.rect())
        state.invisible = not viewport.isVisible()
        return state

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        # What is given back is taken for an address, whatever it is: None too would be one.
        is_text = kind is QAccessible.InterfaceType.TextInterface
        return Shiboken.VoidPtr(Shiboken.getCppPointer(self._text)[0] if is_text else 0)


class _Text(QAccessibleTextInterface):
    """The text of a message. Nothing can be selected or changed by way of it."""

    def __init__(self, message: AccessibleMessage) -> None:
        super().__init__()
        self._message = message

    def characterCount(self) -> int:
        return len(self._message.units()) // 2

    def text(self, start: int, end: int) -> str:
        return between(self._message.units(), start, end)

    def cursorPosition(self) -> int:
        return 0

    def setCursorPosition(self, position: int) -> None:
        self._message.show()

    def scrollToSubstring(self, start: int, end: int) -> None:
        self._message.show()

    def characterRect(self, offset: int) -> QRect:
        return self._message.rect()

    def offsetAtPoint(self, point: QPoint) -> int:
        return 0 if self._message.rect().contains(point) else -1

    def selectionCount(self) -> int:
        return 0

    def addSelection(self, start: int, end: int) -> None:
        pass

    def removeSelection(self, index: int) -> None:
        pass

    def setSelection(self, index: int, start: int, end: int) -> None:
        pass


def _common(one: bytes, other: bytes) -> int:
    """How many bytes both begin with, in whole UTF-16 units."""
    shorter = min(len(one), len(other))
    first = bisect_left(range(shorter), True, key=lambda at: one[: at + 1] != other[: at + 1])
    return first // 2 * 2
