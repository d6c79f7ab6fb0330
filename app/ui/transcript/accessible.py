"""The messages for screen readers: a list, and in it an object for each message with its text.

Qt keeps an interface until it is told to forget it, and calls it whenever a screen reader asks. Python
would free it as soon as nobody else holds it: so all are held here until Qt has let go of them.
"""

import atexit
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from app.domain.conversation import MessageId
from app.ui.transcript.accessible_message import AccessibleMessage
from app.ui.transcript.page import Page

_PAUSE = 1000
"""Milliseconds between two pieces of an answer that are told of while it streams."""

_held: set[QAccessibleInterface] = set()


class Accessible(QObject):
    """What a transcript tells screen readers. Costs nothing while nobody listens.

    The widget must have it as its attribute `accessible` before anybody asks for its interface.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.page = page
        self._lists: list[_MessageList] = []
        """Those of the widget; the last one is current."""
        self._messages: dict[MessageId, AccessibleMessage] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._tell)
        page.items_changed.connect(self._read_anew)
        page.area.destroyed.connect(self._forget_all)
        _install()

    def new_list(self) -> QAccessibleInterface:
        """An interface of the widget. Qt frees each that it is given once, so it must be a new one."""
        self._lists.append(_MessageList(self))
        _held.add(self._lists[-1])
        return self._lists[-1]

    def current_list(self) -> QAccessibleInterface:
        """What holds the messages."""
        return self._lists[-1] if self._lists else QAccessible.queryAccessibleInterface(self.page.area)

    def message(self, index: int) -> AccessibleMessage:
        """That of a message. The same one as long as the message is there."""
        message_id = self.page.stack.messages[index].id
        if message_id not in self._messages:
            one = AccessibleMessage(self.page, message_id, self.current_list)
            self._messages[message_id] = one
            _held.add(one)
        return self._messages[message_id]

    # What the transcript tells

    def reset(self) -> None:
        """The messages are others, or say something else."""
        for message_id in tuple(self._messages):
            if self.page.stack.index(message_id) is None:
                self._forget(message_id)
            else:
                self._messages[message_id].begin()
        if self.page.stack.messages:
            self.added(len(self.page.stack.messages) - 1)

    def added(self, index: int) -> None:
        """A message is new."""
        if QAccessible.isActive():
            event = QAccessibleEvent(self.message(index), QAccessible.Event.ObjectCreated)
            QAccessible.updateAccessibility(event)

    def grew(self, index: int, first: int) -> None:
        """A message has other items from `first` on."""
        one = self._messages.get(self.page.stack.messages[index].id)
        if one is not None:
            one.cut(first)
            if QAccessible.isActive() and not self._pause.isActive():
                self._pause.start()

    def ended(self) -> None:
        """The answer has."""
        self._pause.stop()
        self._tell()

    # How it is done

    def _tell(self) -> None:
        """Tells of the sentences that have come; of all that has, when the answer has ended."""
        if not self.page.stack.messages or not QAccessible.isActive():
            return
        last = self.page.stack.messages[-1]
        if (one := self._messages.get(last.id)) is not None:
            one.tell(whole=not last.is_streaming)

    def _read_anew(self) -> None:
        for one in self._messages.values():
            one.cut(0)

    def _forget(self, message_id: MessageId) -> None:
        one = self._messages.pop(message_id)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(one, QAccessible.Event.ObjectDestroyed))
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(one))
        _held.discard(one)

    def _forget_all(self) -> None:
        """The widget is gone, and with it its own interface."""
        for one in _held.intersection(self._messages.values()):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(one))
            _held.discard(one)
        self._messages.clear()
        _held.difference_update(self._lists)


class _MessageList(QAccessibleWidget):
    """The transcript: its messages come first, then the widgets in it."""

    def __init__(self, accessible: Accessible) -> None:
        super().__init__(accessible.page.area, QAccessible.Role.List)
        self._accessible = accessible
        self._page = accessible.page

    def childCount(self) -> int:
        return len(self._page.stack.messages) + super().childCount()

    def child(self, index: int) -> Any:  # None, where there is nothing: Qt's stubs do not know it
        count = len(self._page.stack.messages)
        if 0 <= index < count:
            return self._accessible.message(index)
        return super().child(index - count)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, AccessibleMessage):
            return child.index
        at = super().indexOfChild(child)
        return at + len(self._page.stack.messages) if at >= 0 else at

    def childAt(self, x: int, y: int) -> Any:
        stack, point = self._page.stack, self._page.area.viewport().mapFromGlobal(QPoint(x, y))
        if stack.messages and self._page.area.viewport().rect().contains(point):
            one = self._accessible.message(stack.at(point.y() + self._page.seen()[0]))
            if one.rect().contains(x, y):
                return one
        return super().childAt(x, y)


@cache
def _install() -> None:
    QAccessible.installFactory(_made)
    atexit.register(_let_go)


def _let_go() -> None:
    """Python ends before Qt does: without this, both would free the interfaces."""
    QAccessible.setActive(False)
    for one in sorted(_held, key=lambda one: isinstance(one, _MessageList)):  # they know their list
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(one))
    _held.clear()


def _made(kind: str, thing: QObject) -> QAccessibleInterface | None:
    # Qt asks for the class and all that it is derived from, and again when the class seems another:
    # while a widget is being destroyed, it is one of Qt's own.
    accessible = getattr(thing, "accessible", None) if kind == "Transcript" else None
    return accessible.new_list() if isinstance(accessible, Accessible) else None
