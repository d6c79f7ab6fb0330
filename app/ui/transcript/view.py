"""The transcript: a scrolling view of a chat that follows its answer as it streams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QWidget

from app.domain.conversation import Message, MessageId
from app.domain.turn import Ended, PartGrew, PartOpened, Patch, Reopened, Reported
from app.ui.banner import Banner
from app.ui.theme import Theme
from app.ui.transcript.document import Typography
from app.ui.transcript.feed import Delivery, Feed
from app.ui.transcript.highlight import loaded
from app.ui.transcript.pointer import Pointer
from app.ui.transcript.selection import Selection
from app.ui.transcript.stack import Stack

if TYPE_CHECKING:
    from app.services.chat import Chat

_MARGIN = 24
"""Pixels above the first message and below the last."""
_SECONDS_SHOWN_FROM = 3


class Transcript(QAbstractScrollArea):
    """Shows one chat at a time.

    Signals:
        acted(str): a button of the banner was pressed; the word of its action.
        lexer_wanted(str): code in this language is shown plain until `recolour` is called.
    """

    acted = Signal(str)
    lexer_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setAccessibleName("Conversation")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setSingleStep(40)
        self.chat: Chat | None = None
        self.selection: Selection | None = None
        self._zoom = 1.0
        self.stack = Stack(Typography.of(theme, self._zoom))
        self._unsubscribe: Callable[[], None] = lambda: None
        self._dirty_from = float("inf")
        """From here on, in the content's coordinates, the next `_settle` has all painted again."""
        self._following = True
        self._moving = False
        """The view itself is moving the scroll bar, not the user."""
        self._lexers_wanted: set[str] = set()
        self._feed = Feed(self._show, self)
        self._pointer = Pointer(self)
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self.banner = Banner(self.viewport())
        self.banner.hide()
        self._jump = QPushButton("Jump to latest", self)
        self._jump.setObjectName("jumpToLatestButton")
        self._jump.setAccessibleName("Jump to latest")
        self._jump.hide()
        self._connect_signals()

    def _connect_signals(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.banner.acted.connect(self.acted)
        self.banner.height_changed.connect(self.items_changed)
        self._jump.clicked.connect(self.jump_to_latest)
        self._seconds.timeout.connect(self.viewport().update)

    # What checks, accessibility and export ask

    def plainText(self) -> str:
        """All that is shown, in order."""
        self._feed.drain()
        return "\n\n".join(one.text(self.stack.style) for one in self.stack.messages)

    def messageCount(self) -> int:
        return len(self.stack.messages)

    def isFollowing(self) -> bool:
        """Whether new text keeps the view at its end."""
        return self._following

    # What the window does with it

    def show_chat(self, chat: Chat | None) -> None:
        self._unsubscribe()
        self.chat = chat
        self._unsubscribe = chat.subscribe(self) if chat else lambda: None
        self._following = True
        self.branch_changed()

    def set_theme(self, theme: Theme) -> None:
        self._set_style(Typography.of(theme, self._zoom))

    def set_zoom(self, zoom: float) -> None:
        """1.0 is the system's own size."""
        self._zoom = zoom
        self._set_style(Typography.of(self.stack.style.theme, zoom))

    def recolour(self, language: str) -> None:
        """The lexer of this language has been loaded."""
        for index, message in enumerate(self.stack.messages):
            plain = [code for code in message.codes() if code.language == language]
            for code in plain:
                code.recolour()
            if plain:
                self.stack.lay_out(index, 0)
        self.viewport().update()

    def copy(self) -> str:
        """The selected text."""
        return self.stack.selected_text(self.selection) if self.selection else ""

    def jump_to_latest(self) -> None:
        self._following = True
        self._settle()

    # ChatListener

    def branch_changed(self) -> None:
        self._feed.clear()
        self.selection = None
        messages = [self._current(message) for message in self.chat.path] if self.chat else []
        self.stack.reset(messages)
        self._refresh_banner()
        self._settle()
        self.viewport().update()

    def message_added(self, message: Message) -> None:
        self._feed.drain()
        if self.stack.messages and self.chat is not None:
            before = self.chat.messages.get(self.stack.messages[-1].id)
            if before is not None and before.end is not None:
                self.stack.messages[-1].set_note(before)
                self.stack.lay_out(len(self.stack.messages) - 1, 0)
        self.stack.append(message)
        self._following = True
        self._refresh_banner()
        self._settle()
        self.viewport().update()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self._feed.put(message_id, patches)

    # Streaming

    def _current(self, message: Message) -> Message:
        """A message that streams, with what has come so far."""
        if self.chat is not None and self.chat.turn is not None and message is self.chat.last:
            return replace(message, parts=self.chat.turn.state.message_parts(), end=None)
        return message

    def _show(self, deliveries: list[Delivery]) -> None:
        changed: dict[int, int] = {}
        banner_changed = False
        for message_id, patch in deliveries:
            index = self.stack.index(message_id)
            if index is None:
                continue
            message = self.stack.messages[index]
            first = message.count()
            match patch:
                case PartGrew(part, text):
                    first = message.grow(part, text)
                case PartOpened(part, kind, _, name):
                    message.open_part(part, kind, name)
                case Ended(waiting=False):
                    first, banner_changed = message.finish(), True
                case Ended() | Reopened():
                    banner_changed = True
                case Reported(_, model, _):
                    message.model = model or message.model
                    first = 0 if not message.count() else first
            changed[index] = min(first, changed.get(index, first))
        self._lay_out_changed(changed)
        if banner_changed:
            self._refresh_banner()
        self._settle()

    def _lay_out_changed(self, changed: dict[int, int]) -> None:
        for index, first in changed.items():
            if first and first >= self.stack.messages[index].count():
                first = max(0, first - 1)
            y, _ = self.stack.lay_out(index, first)
            # From the first changed line to the end: what stands above is not painted again.
            top = _MARGIN + self.stack.top(index) + y
            self._dirty_from = min(self._dirty_from, top)

    def _want_lexers(self) -> None:
        """Asks for the lexers of the code that is seen."""
        top = self._value() - _MARGIN
        for _, _, message in self.stack.visible(top, top + self.viewport().height()):
            for language in {code.language for code in message.codes()}:
                if not loaded(language) and language not in self._lexers_wanted:
                    self._lexers_wanted.add(language)
                    self.lexer_wanted.emit(language)

    # Geometry

    def _value(self) -> int:
        return self.verticalScrollBar().value()

    def _height(self) -> int:
        banner = self.banner.height() + 8 if self.banner.isVisibleTo(self.viewport()) else 0
        return int(self.stack.total()) + 2 * _MARGIN + banner

    def _settle(self) -> None:
        """After a change: lays out what is seen, keeps the end or the place, and marks what to paint."""
        bar, page = self.verticalScrollBar(), self.viewport().height()
        self._moving = True
        for _ in range(3):  # laying out what scrolled into view can move the end once more
            target = max(0, self._height() - page) if self._following else bar.value()
            moved = self.stack.lay_out_between(target - _MARGIN, target - _MARGIN + page)
            if moved and not self._following:
                target += int(moved)
                self._dirty_from = 0.0
            bar.setRange(0, max(0, self._height() - page))
            bar.setPageStep(page)
            if self._following:
                target = bar.maximum()
            bar.setValue(target)
            if not moved:
                break
            self._dirty_from = 0.0
        self._moving = False
        self._place_banner()
        self._want_lexers()
        if self._dirty_from < float("inf"):
            top = max(0, int(self._dirty_from) - bar.value())
            self.viewport().update(QRect(0, top, self.viewport().width(), page - top))
            self._dirty_from = float("inf")
        self._show_jump_button()

    def _place_banner(self) -> None:
        if self.banner.isHidden():
            return
        column = self.stack.column
        width = int(column.width)
        top = _MARGIN + int(self.stack.total()) - 12 - self._value()
        self.banner.setGeometry(int(column.left), top, width, self.banner.heightForWidth(width))

    def _show_jump_button(self) -> None:
        self._jump.setVisible(not self._following)
        if not self._following:
            hint = self._jump.sizeHint()
            self._jump.setGeometry(
                (self.viewport().width() - hint.width()) // 2,
                self.viewport().height() - hint.height() - 12,
                hint.width(),
                hint.height(),
            )
            self._jump.raise_()

    def _refresh_banner(self) -> None:
        standing = self.chat.standing() if self.chat else None
        if standing is None or not standing.end.needs_banner:
            self.banner.hide_banner()
        else:
            self.banner.show_standing(standing)
            width = int(self.stack.column.width)
            self.banner.resize(width, self.banner.heightForWidth(width))
        waiting = self.chat is not None and self.chat.turn is not None
        if waiting and not self._seconds.isActive():
            self._seconds.start()
        elif not waiting:
            self._seconds.stop()
        self._dirty_from = min(self._dirty_from, _MARGIN + self.stack.total() - 60)

    def _set_style(self, style: Typography) -> None:
        self.stack.set_style(style, self.width())
        self._keep_place()

    def _keep_place(self) -> None:
        """The width or the type has changed: the message at the top stays there."""
        if self.stack.messages and not self._following:
            index = self.stack.at(self._value() - _MARGIN)
            inside = self._value() - _MARGIN - self.stack.top(index)
            before = max(1.0, self.stack.messages[index].height)
            self.stack.lay_out(index)
            inside *= self.stack.messages[index].height / before
            self._moving = True
            self.verticalScrollBar().setRange(0, max(0, self._height() - self.viewport().height()))
            self.verticalScrollBar().setValue(int(self.stack.top(index) + inside + _MARGIN))
            self._moving = False
        self._dirty_from = 0.0
        self._settle()

    def _on_scrolled(self, value: int) -> None:
        if self._moving:
            return
        self._following = value >= self.verticalScrollBar().maximum()
        self._settle()

    def items_changed(self) -> None:
        """An item was opened or closed by hand, or the banner was: what is read stays where it is."""
        self._dirty_from = 0.0
        self._settle()

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            # The whole width, so that the text does not move when the scroll bar comes or goes.
            self.stack.set_width(self.width())
            self._keep_place()
        else:
            self._settle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = _MARGIN - self._value()
        for rect in cast("Iterable[QRect]", event.region()):
            painter.setClipRect(rect)
            painter.fillRect(rect, self.stack.style.theme.window)
            painter.save()
            painter.translate(0, offset)
            self.stack.paint(painter, QRectF(rect).translated(0, -offset), self.selection)
            self._paint_progress(painter)
            painter.restore()

    def _paint_progress(self, painter: QPainter) -> None:
        """A caret at the end of what streams; a still mark before the first token."""
        turn = self.chat.turn if self.chat else None
        if turn is None or turn.state.end is not None or not self.stack.messages:
            return
        message, theme = self.stack.messages[-1], self.stack.style.theme
        if message.generation < 0:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        index = len(self.stack.messages) - 1
        if message.count():
            top, item = message.item(message.count() - 1)
            caret = item.end_of_text()
            painter.drawRect(caret.translated(item.left, self.stack.top(index) + top))
            return
        y = self.stack.top(index) + self.stack.style.scaled(30)
        painter.drawEllipse(QRectF(self.stack.column.left, y, 9, 9))
        seconds = int(time.monotonic() - turn.started_at)
        if seconds >= _SECONDS_SHOWN_FROM:
            painter.setPen(theme.muted)
            beside = QRectF(self.stack.column.left + 18, y - 8, 200, 24)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, f"{seconds} s")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pointer.key(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._pointer.wheel(event):
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        point = self.viewport().rect().center() if by_key else event.pos()
        self._pointer.menu(point).popup(self.viewport().mapToGlobal(point))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    def stack_point(self, point: QPoint) -> tuple[float, float]:
        """A point of the viewport in the stack's coordinates."""
        return point.x(), point.y() + self._value() - _MARGIN
