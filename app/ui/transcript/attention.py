"""Which message one attends to, by pointer or by keyboard: it has a ring, keys, and the bar of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.conversation import Role
from app.ui.announcement import announce
from app.ui.transcript.actions import FACES, SHOW_TEXT, STOP_READING, MessageActions, offered
from app.ui.transcript.clipboard import copy_message, put_on_clipboard
from app.ui.transcript.message import GAP
from app.ui.transcript.page import MARGIN, Page
from app.ui.transcript.verb import Verb

if TYPE_CHECKING:
    from collections.abc import Container

    from app.domain.conversation import Message
    from app.services.chat import Chat
    from app.ui.banner import Banner

_RING = 8
"""Pixels between a message and the ring around it."""
_EDGE = 4
"""Pixels between the bar and what stands above it, or the end of the view."""
_CORNER = 12
"""Pixels between the bar and the view's lower end, where it floats over the text."""
_NEAR = 64
"""So many pixels from there the pointer has it shown."""
_SIDE = 6
"""A button's own margin: its icon stands at the edge of the text."""
_WORDS_SAID = 12
_LEAF = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
"""To the version before, or the next one."""


class Attention:
    """The message under the pointer, or the one that the keyboard has gone to, whichever came last."""

    def __init__(self, page: Page, banner: Banner, jump: QWidget, verbs: Container[Verb]) -> None:
        """
        Args:
            banner: what may stand under the last message.
            jump: what may stand at the view's lower end.
            verbs: what is offered, where it is possible.
        """
        self.chat: Chat | None = None
        self.focused: int | None = None
        """The message that has the keyboard."""
        self.is_reading = False
        """A voice reads aloud."""
        self._page = page
        self._banner, self._jump = banner, jump
        self._verbs = verbs
        self._pointer: QPoint | None = None
        self._shown: int | None = None
        self._bar = MessageActions(page.area.viewport())
        self._bar.chosen.connect(self._on_chosen)
        for beside in (self._bar, self._banner):
            beside.left.connect(self.lost_focus)

    # The pointer

    def hover(self, point: QPoint) -> None:
        """The pointer has moved, without a button held."""
        self._pointer = point
        self.place()

    def leave(self) -> None:
        """The pointer has gone, or selects."""
        self._pointer = None
        self.place()

    # The keyboard

    def step(self, *, forwards: bool) -> bool:
        """Goes to the next message, or the one before; from elsewhere, to the last one in view.

        Returns: False behind the last one.
        """
        count = len(self._page.stack.messages)
        if self.focused is None:
            if forwards or not count:
                return False
            wanted = self._page.stack.at(self._page.seen()[1] - MARGIN)
        else:
            wanted = max(0, self.focused + (1 if forwards else -1))
        if wanted >= count:
            return False
        self.focused = wanted
        self._pointer = None
        self._bring_into_view(wanted)
        self.place()
        self._page.changed.emit()
        announce(self._page.area, lambda: self._said(wanted))
        return True

    def forget(self) -> None:
        if self.focused is not None:
            self.focused = None
            self._page.changed.emit()
        self.place()

    def branch_changed(self) -> None:
        """The messages are others: the keyboard stays at its place, or at the last one."""
        last = len(self._page.stack.messages) - 1
        if self.focused is not None:
            self.focused = min(self.focused, last) if last >= 0 else None

    def lost_focus(self) -> None:
        """The transcript has: if not to what belongs to the message, that has no keyboard any more."""
        if not self._is_inside():
            self.forget()

    def tab(self, *, forwards: bool) -> bool:
        """From a message that has the keyboard to the banner below it, and to its buttons, or back.

        Returns: False where it leads elsewhere.
        """
        if self.focused is None:
            return False
        self._pointer = None
        self.place()
        banner = self._banner.stops() if self._is_above_banner(self.focused) else []
        stops = [self._page.area, *banner, *self._bar.stops()]
        at = next((number for number, one in enumerate(stops) if one.hasFocus()), None)
        wanted = -1 if at is None else at + (1 if forwards else -1)
        if not 0 <= wanted < len(stops):
            return False
        # The message itself is not gone to as by Tab, which would go on to what can be pressed in it.
        by_tab, other = Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason
        stops[wanted].setFocus(by_tab if wanted else other)
        return True

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was an action of the message that has the keyboard."""
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier  # some arrows come with it
        if self.focused is None or not self._is_inside() or keys != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() in _LEAF:
            return self._leaf(self.focused, _LEAF[Qt.Key(event.key())])
        verb = next((verb for verb, face in FACES.items() if face.key == event.key()), None)
        if verb is None or verb not in self._offered(self.focused):
            return False
        self._act(self.focused, verb)
        return True

    # The menu

    def menu_point(self) -> QPoint:
        """Where the menu opens that is asked for by key."""
        viewport = self._page.area.viewport()
        if self.focused is None:
            return viewport.rect().center()
        column, top = self._page.stack.column, self._page.stack.top(self.focused) - self._page.seen()[0]
        return QPoint(int(column.left), max(0, min(int(top) + _SIDE, viewport.height() - 1)))

    def add_to(self, menu: QMenu, point: QPoint) -> None:
        """Adds the actions of the message at a point of the viewport."""
        index = self._at(point)
        if index is None:
            return
        menu.addSeparator()
        for verb in self._offered(index):
            words = FACES[verb].words
            if verb is Verb.READ and self.is_reading:
                words = STOP_READING
            if verb is Verb.HIDE and self._page.stack.messages[index].is_hidden:
                words = SHOW_TEXT
            menu.addAction(words).triggered.connect(lambda checked=False, verb=verb: self._act(index, verb))

    # The eyes

    def place(self) -> None:
        """Puts the bar where it covers no text of the message that is attended to, or hides it."""
        index = self._attended()
        verbs = self._offered(index) if index is not None else ()
        if verbs:
            self._bar.offer(verbs, reading=self.is_reading)
        at = self._bar_at(index) if index is not None and verbs else None
        self._shown = index if at is not None else None
        if at is None:
            if not self._bar.isHidden() and not self._bar.has_focus():
                self._bar.hide()
            return
        self._bar.move(at)
        if self._bar.isHidden():
            self._bar.show()
            self._bar.raise_()

    def paint(self, painter: QPainter) -> None:
        """The ring around the message that has the keyboard, in the stack's coordinates."""
        if self.focused is None or not self._is_inside():
            return
        stack = self._page.stack
        top, bottom = stack.top(self.focused), stack.top(self.focused + 1) - stack.style.scaled(GAP)
        rect = QRectF(stack.column.left, top, stack.column.width, bottom - top)
        rect.adjust(-_RING - 4, -_RING, _RING + 4, _RING)
        seen = self._page.seen()[0]
        if self._is_above_banner(self.focused):
            rect.setBottom(max(rect.bottom(), self._banner.geometry().bottom() + _RING + seen))
        if self._shown == self.focused and not self._bar.is_floating:
            beside = QRectF(self._bar.geometry()).translated(0, seen).adjusted(0, -1, 0, 1)
            rect.setTop(min(rect.top(), beside.top()))
            rect.setBottom(max(rect.bottom(), beside.bottom()))
        painter.setPen(QPen(stack.style.theme.focus, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 8, 8)

    # How it is done

    def _is_inside(self) -> bool:
        """Whether the keyboard is at the messages, or at what belongs to one of them."""
        return self._page.area.hasFocus() or self._bar.has_focus() or self._banner.has_focus()

    def _leaf(self, index: int, step: int) -> bool:
        message = self._message(index)
        if message is None or self.chat is None or self.chat.turn is not None:
            return False
        position, count = self.chat.versions(message.id)
        if 1 <= position + step <= count:
            self._page.version_wanted.emit(index, step)
            announce(self._page.area, lambda: self._said(index))
        return count > 1

    def _attended(self) -> int | None:
        if self._pointer is not None and not self._bar.has_focus():
            return self._at(self._pointer)
        return self.focused

    def _at(self, point: QPoint) -> int | None:
        stack = self._page.stack
        y = point.y() + self._page.seen()[0]
        return stack.at(min(y, stack.total() - 1)) if stack.messages and y >= 0 else None

    def _bar_at(self, index: int) -> QPoint | None:
        """The bar's corner in the viewport: below its message, or above it, where that is in view.

        Else it would cover text: it floats there only for who came by keyboard, or comes near.
        """
        stack, size, view = self._page.stack, self._bar.size(), self._page.area.viewport().rect()
        seen, half_gap = self._page.seen()[0], stack.style.scaled(GAP) / 2
        top, bottom = stack.top(index) - seen, stack.top(index + 1) - seen
        if bottom < 0 or top > view.height():
            return None
        is_prompt, column = stack.messages[index].role is Role.USER, stack.column
        right = int(column.left + column.width) + _SIDE - size.width()
        x = right if is_prompt else int(column.left) - _SIDE
        below = int(bottom - half_gap - size.height() / 2)
        if self._is_above_banner(index):
            below = self._banner.geometry().bottom() + _EDGE
        above = int(top - half_gap - size.height() / 2)
        self._bar.is_floating = False
        for y in (below, above):
            if 0 <= y <= view.height() - size.height() - _EDGE:
                return QPoint(x, y)
        self._bar.is_floating = True
        corner = QRect(QPoint(right, view.height() - size.height() - _CORNER), size)
        if not self._jump.isHidden() and corner.intersects(self._jump.geometry()):
            corner.moveBottom(self._jump.y() - _EDGE)
        near = corner.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR)
        is_wanted = self._pointer is None or near.contains(self._pointer) or self._bar.has_focus()
        return corner.topLeft() if is_wanted else None

    def _is_above_banner(self, index: int) -> bool:
        return index == len(self._page.stack.messages) - 1 and not self._banner.isHidden()

    def _offered(self, index: int) -> tuple[Verb, ...]:
        message = self._message(index)
        if message is None or self.chat is None:
            return ()
        return tuple(verb for verb in offered(message, self.chat) if verb in self._verbs)

    def _message(self, index: int) -> Message | None:
        if self.chat is None or index >= len(self._page.stack.messages):
            return None
        return self.chat.messages.get(self._page.stack.messages[index].id)

    def _bring_into_view(self, index: int) -> None:
        stack, bar = self._page.stack, self._page.area.verticalScrollBar()
        page = self._page.area.viewport().height()
        for _ in range(2):  # what comes into view by it may have another height than was thought
            stack.prepare(index)
            self._page.items_changed.emit()
            top, height = stack.top(index), stack.messages[index].height
            seen, end = self._page.seen()
            if index == len(stack.messages) - 1 and height < page:
                self._page.end_wanted.emit()
            elif top < seen or height > page:
                bar.setValue(int(top) + MARGIN - 2 * _RING - int(stack.style.scaled(GAP)))
            elif top + height > end:
                bar.setValue(int(top + height) + MARGIN - page)

    def _said(self, index: int) -> str:
        message, count = self._message(index), len(self._page.stack.messages)
        if message is None:
            return ""
        one = self._page.stack.messages[index]
        who = "You" if message.role is Role.USER else one.name
        text = self._page.stack.text(index) if one.is_hidden else message.text()
        words = " ".join(text[:400].split()[:_WORDS_SAID])
        position, versions = self.chat.versions(message.id) if self.chat is not None else (1, 1)
        version = f", version {position} of {versions}" if versions > 1 else ""
        return f"{who}, message {index + 1} of {count}{version}: {words}"

    def _on_chosen(self, verb: str) -> None:
        if self._shown is not None:
            self._act(self._shown, Verb(verb))

    def _act(self, index: int, verb: Verb) -> None:
        message = self._message(index)
        if message is None or self.chat is None:
            return
        if verb is Verb.COPY:
            if self._page.stack.messages[index].is_hidden:
                put_on_clipboard(message.text())  # who asks for it has it
            else:
                copy_message(self._page.stack, index)
            self._bar.confirm_copied()
        elif verb is Verb.HIDE:
            self._page.cover_wanted.emit(index)
        else:
            self._page.message_acted.emit(verb.value, message.id)
