"""The transcript: a scrolling view of a chat that follows its answer as it streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QWidget

from app.domain.conversation import Message, MessageId
from app.domain.turn import Ended, Patch, Reopened
from app.ui.announcement import announce
from app.ui.theme import Theme
from app.ui.transcript.feed import Delivery, Feed
from app.ui.transcript.footer import Footer
from app.ui.transcript.keyboard import Keyboard
from app.ui.transcript.page import MARGIN, Page
from app.ui.transcript.pointer import Pointer
from app.ui.transcript.stack import Stack
from app.ui.transcript.text.highlight import loaded
from app.ui.transcript.text.typography import Typography

if TYPE_CHECKING:
    from app.services.chat import Chat

_MOST_PASSES = 6
"""Of laying out what is in view: each can bring something else into view."""


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
        self._zoom = 1.0
        self.stack = Stack(Typography.of(theme, self._zoom))
        self.page = Page(self.stack, self)
        self._unsubscribe: Callable[[], None] = lambda: None
        self._dirty_from = float("inf")
        """From here on, in the content's coordinates, the next `_settle` has all painted again."""
        self._following = True
        self._moving = False
        """The view itself is moving the scroll bar, not the user."""
        self._lexers_wanted: set[str] = set()
        self.feed = Feed(self._show, self)
        self._pointer = Pointer(self.page)
        self._keyboard = Keyboard(self.page)
        self._footer = Footer(self.viewport())
        self._jump = QPushButton("Jump to latest", self)
        self._jump.setObjectName("jumpToLatestButton")
        self._jump.setAccessibleName("Jump to latest")
        self._jump.hide()
        self._connect_signals()

    def _connect_signals(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._footer.banner.acted.connect(self.acted)
        self._footer.banner.height_changed.connect(self._on_items_changed)
        self._footer.ticked.connect(self.viewport().update)
        self.page.changed.connect(self.viewport().update)
        self.page.items_changed.connect(self._on_items_changed)
        self.page.end_wanted.connect(self.jump_to_latest)
        self.page.version_wanted.connect(self._on_version_wanted)
        self._jump.clicked.connect(self.jump_to_latest)

    # What checks, accessibility and export ask

    def plainText(self) -> str:
        """All that is shown, in order."""
        self.feed.drain()
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
        if chat is not None:
            self.stack.versions = chat.versions
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

    def jump_to_latest(self) -> None:
        self._following = True
        self._settle()

    # ChatListener

    def branch_changed(self) -> None:
        messages = self.chat.shown() if self.chat else []
        self.feed.clear()
        self.page.selection = None
        self._keyboard.forget()
        self.stack.reset(messages)
        self._refresh_footer()
        self._settle()
        self.viewport().update()

    def message_added(self, message: Message) -> None:
        self.feed.drain()
        if self.stack.messages and self.chat is not None:
            before = self.chat.messages.get(self.stack.messages[-1].id)
            if before is not None and before.end is not None:
                self.stack.messages[-1].set_note(before)
                self.stack.lay_out(len(self.stack.messages) - 1, 0)
        self.stack.append(message)
        self._following = True
        self._refresh_footer()
        self._settle()
        self.viewport().update()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self.feed.put(message_id, patches)

    # Streaming

    def _show(self, deliveries: list[Delivery]) -> None:
        changed: dict[int, int] = {}
        ends = [patch for _, patch in deliveries if isinstance(patch, Ended | Reopened)]
        for message_id, patch in deliveries:
            if (index := self.stack.index(message_id)) is not None:
                first = self.stack.messages[index].apply(patch)
                changed[index] = min(first, changed.get(index, first))
        for index, first in changed.items():
            last = max(0, self.stack.messages[index].count() - 1)
            y, _ = self.stack.lay_out(index, min(first, last))
            self.page.items_were_cut(index, first)
            # From the first changed item to the end: what stands above is not painted again.
            self._dirty_from = min(self._dirty_from, MARGIN + self.stack.top(index) + y)
        if ends:
            self._refresh_footer()
        self._settle()
        if ends and self.chat is not None and self.chat.turn is None and self.stack.messages:
            answer = self.stack.messages[-1]
            announce(self, lambda: answer.text(self.stack.style))

    def _want_lexers(self) -> None:
        """Asks for the lexers of the code that is seen."""
        for _, _, message in self.stack.visible(*self.page.seen()):
            for language in {code.language for code in message.codes()}:
                if not loaded(language) and language not in self._lexers_wanted:
                    self._lexers_wanted.add(language)
                    self.lexer_wanted.emit(language)

    # Geometry

    def _value(self) -> int:
        return self.verticalScrollBar().value()

    def _height(self) -> int:
        return int(self.stack.total()) + 2 * MARGIN + self._footer.height()

    def _settle(self) -> None:
        """After a change: lays out what is seen, keeps the end or the place, and marks what to paint."""
        bar, page = self.verticalScrollBar(), self.viewport().height()
        self._moving = True
        for _ in range(_MOST_PASSES):
            before = self.stack.total()
            target = max(0, self._height() - page) if self._following else bar.value()
            moved = self.stack.lay_out_between(target - MARGIN, target - MARGIN + page)
            if moved and not self._following:
                target += int(moved)
            bar.setRange(0, max(0, self._height() - page))
            bar.setPageStep(page)
            bar.setValue(bar.maximum() if self._following else target)
            if self.stack.total() == before:
                break
            # What has come into view by that may not be laid out yet.
            self._dirty_from = 0.0
        self._moving = False
        if bar.maximum() == 0:
            self._following = True  # all is in view
        column = self.stack.column
        bottom = MARGIN + int(self.stack.total()) - bar.value()
        self._footer.place(int(column.left), bottom, int(column.width))
        self._want_lexers()
        if self._dirty_from < float("inf"):
            top = max(0, int(self._dirty_from) - bar.value())
            self.viewport().update(QRect(0, top, self.viewport().width(), page - top))
            self._dirty_from = float("inf")
        self._show_jump_button()

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

    def _refresh_footer(self) -> None:
        self._footer.refresh(self.chat, int(self.stack.column.width))
        self._dirty_from = min(self._dirty_from, MARGIN + self.stack.total() - 60)

    def _set_style(self, style: Typography) -> None:
        self.stack.set_style(style, self.width())
        self._keep_place()

    def _keep_place(self) -> None:
        """The width or the type has changed: the message at the top stays there."""
        if self.stack.messages and not self._following:
            index = self.stack.at(self._value() - MARGIN)
            inside = self._value() - MARGIN - self.stack.top(index)
            before = max(1.0, self.stack.messages[index].height)
            self.stack.lay_out(index)
            inside *= self.stack.messages[index].height / before
            self._moving = True
            self.verticalScrollBar().setRange(0, max(0, self._height() - self.viewport().height()))
            self.verticalScrollBar().setValue(int(self.stack.top(index) + inside + MARGIN))
            self._moving = False
        self._dirty_from = 0.0
        self._settle()

    def _on_scrolled(self, value: int) -> None:
        if self._moving:
            return
        self._following = value >= self.verticalScrollBar().maximum()
        self._settle()

    def _on_version_wanted(self, index: int, step: int) -> None:
        """Shows another version of a message, at the place where this one stands."""
        if self.chat is None:
            return
        place = self.stack.top(index) - self._value()
        self.chat.show_version(self.stack.messages[index].id, step)
        if index < len(self.stack.messages):
            self._following = False
            self.verticalScrollBar().setValue(int(self.stack.top(index) - place))

    def _on_items_changed(self) -> None:
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
        offset = MARGIN - self._value()
        for rect in cast("Iterable[QRect]", event.region()):
            painter.setClipRect(rect)
            painter.fillRect(rect, self.stack.style.theme.window)
            painter.save()
            painter.translate(0, offset)
            self.stack.paint(painter, QRectF(rect).translated(0, -offset), self.page.selection)
            self._footer.paint(painter, self.stack, self.chat)
            self._keyboard.paint(painter)
            painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The keys that a button of ours leaves alone come here too.
        if not (self.hasFocus() and self._keyboard.press(event)):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        moved = self.hasFocus() and self._keyboard.move(forwards=forwards)
        return moved or super().focusNextPrevChild(forwards)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyboard.enter(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keyboard.forget()

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
