"""The transcript: a scrolling view of a chat that follows its answer as it streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QWidget

from app.domain.conversation import ConversationId, Message, MessageId
from app.domain.turn import Ended, Patch, Reopened
from app.ui.announcement import announce
from app.ui.find_bar import FindBar
from app.ui.theme import Theme
from app.ui.transcript.attention import Attention
from app.ui.transcript.colouring import Colouring
from app.ui.transcript.decoder import Decoder
from app.ui.transcript.feed import Delivery, Feed
from app.ui.transcript.find import Finder
from app.ui.transcript.footer import Footer
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.picture import Picture
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.table import Table
from app.ui.transcript.keyboard import Keyboard
from app.ui.transcript.link_line import LinkLine
from app.ui.transcript.page import MARGIN, Page
from app.ui.transcript.pointer import Pointer
from app.ui.transcript.stack import ReadingPlace, Stack
from app.ui.transcript.text.highlight import loaded
from app.ui.transcript.text.typography import Typography
from app.ui.transcript.typesetter import Typesetter

if TYPE_CHECKING:
    from app.services.chat import Chat

_FRAME = 16
"""Milliseconds."""
_COLOURS_BUDGET = 0.002
"""Seconds of a frame."""
_MOST_PASSES = 6
"""Of laying out what is in view: each can bring something else into view."""


class Transcript(QAbstractScrollArea):
    """Shows one chat at a time.

    Signals:
        acted(str): a button of the banner was pressed; the word of its action.
        message_acted(str, str): do this with a message: a Verb, and the message's id.
        left_downwards(): the keyboard went on behind the last message.
        lexer_wanted(str): code in this language is shown plain until `recolour` is called.
    """

    acted = Signal(str)
    message_acted = Signal(str, str)
    left_downwards = Signal()
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
        self._places: dict[ConversationId, ReadingPlace | None] = {}
        """Where somebody read in the conversations that were left; None at the end."""
        self._dirty_from = float("inf")
        """From here on, in the content's coordinates, the next `_settle` has all painted again."""
        self._following = True
        self._moving = False
        """The view itself is moving the scroll bar, not the user."""
        self._lexers_wanted: set[str] = set()
        self._colouring = Colouring()
        self._colours_timer = QTimer(self)
        self._colours_timer.setInterval(_FRAME)
        self._colours_timer.timeout.connect(self._colour)
        self.feed = Feed(self._show, self)
        self._pointer = Pointer(self.page)
        self._keyboard = Keyboard(self.page)
        self._finder = Finder(self.page)
        self._find_bar = FindBar(self._finder, self)
        self._link_line = LinkLine(self)
        self._decoder = Decoder(self)
        self._typesetter = Typesetter(self)
        self._footer = Footer(self.viewport())
        self._attention = Attention(self.page, self._footer.banner)
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
        self._decoder.decoded.connect(self.viewport().update)
        self._typesetter.typeset.connect(self._show_formulas)
        self.page.changed.connect(self.viewport().update)
        self.page.looked_at.connect(self._link_line.look_at)
        self.page.items_changed.connect(self._on_items_changed)
        self.page.end_wanted.connect(self.jump_to_latest)
        self.page.held.connect(self._on_held)
        self.page.version_wanted.connect(self._on_version_wanted)
        self.page.message_acted.connect(self.message_acted)
        # From anywhere in the window: the composer is where one comes from.
        QShortcut(QKeySequence("Alt+Up"), self).activated.connect(self._on_previous_message)
        QShortcut(QKeySequence("Alt+Down"), self).activated.connect(self._on_next_message)
        self._jump.clicked.connect(self.jump_to_latest)

    # What checks, accessibility and export ask

    def plainText(self) -> str:
        """All that is shown, in order."""
        self.feed.drain()
        return "\n\n".join(self.stack.text(index) for index in range(len(self.stack.messages)))

    def messageCount(self) -> int:
        return len(self.stack.messages)

    def isFollowing(self) -> bool:
        """Whether new text keeps the view at its end."""
        return self._following

    # What the window does with it

    def show_chat(self, chat: Chat | None) -> None:
        self._unsubscribe()
        if self.chat is not None:
            self._places[self.chat.conversation.id] = self._reading_place()
        self.chat = self._attention.chat = chat
        self._attention.forget()
        self._unsubscribe = chat.subscribe(self) if chat else lambda: None
        if chat is not None:
            self.stack.versions = chat.versions
        self._following = True
        self.branch_changed()
        if chat is not None:
            self._return_to(self._places.pop(chat.conversation.id, None))

    def set_theme(self, theme: Theme) -> None:
        self._set_style(Typography.of(theme, self._zoom))

    def set_zoom(self, zoom: float) -> None:
        """1.0 is the system's own size."""
        self._zoom = zoom
        self._set_style(Typography.of(self.stack.style.theme, zoom))

    def recolour(self, language: str) -> None:
        """The lexer of this language has been loaded."""
        self._want_colours()

    def set_reading(self, reading: bool) -> None:
        """Whether a voice reads aloud."""
        self._attention.is_reading = reading
        self._attention.place()

    def jump_to_latest(self) -> None:
        self._following = True
        self._settle()

    # ChatListener

    def branch_changed(self) -> None:
        messages = self.chat.shown() if self.chat else []
        self.feed.clear()
        self._colouring.clear()
        self.page.selection = None
        self._keyboard.forget()
        self.stack.reset(messages)
        self._finder.reset()
        self._attention.branch_changed()
        self._refresh_footer()
        self._settle()
        self.viewport().update()

    def message_added(self, message: Message) -> None:
        self.feed.drain()
        if self.stack.messages and self.chat is not None:
            before = self.chat.messages.get(self.stack.messages[-1].id)
            if before is not None and before.end is not None:
                self.stack.noted(len(self.stack.messages) - 1, before)
        self.stack.append(message)
        self._finder.grew(len(self.stack.messages) - 1)
        self._following = True
        self._refresh_footer()
        self._settle()
        self.viewport().update()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self.feed.put(message_id, patches)

    # Streaming

    def _show(self, deliveries: list[Delivery]) -> None:
        ends = [patch for _, patch in deliveries if isinstance(patch, Ended | Reopened)]
        for message_id, patch in deliveries:
            index = self.stack.index(message_id)
            first = self.stack.apply(index, patch) if index is not None else None
            if index is not None and first is not None:
                self.page.items_were_cut(index, first)
                self._finder.grew(index, first)
                # From the first change to the end: what stands above it is not painted again.
                self._dirty_from = min(self._dirty_from, MARGIN + self.stack.change_of_item(index, first))
        if ends:
            self._refresh_footer()
        self._settle()
        if ends and self.chat is not None and self.chat.turn is None and self.stack.messages:
            announce(self, lambda: self.stack.text(len(self.stack.messages) - 1))

    def _want_colours(self) -> None:
        """Asks for the lexers of the code that is seen, and for its colours."""
        for _, _, _, item in self.stack.seen(*self.page.seen()):
            if not isinstance(item, Code):
                continue
            language = item.fence.language
            if self._colouring.want(item.fence):
                if not self._colours_timer.isActive():
                    self._colours_timer.start()
            elif not loaded(language) and language not in self._lexers_wanted:
                self._lexers_wanted.add(language)
                self.lexer_wanted.emit(language)

    def _colour(self) -> None:
        """A frame's share of the colours: no height changes by them."""
        if not self._colouring.step(_COLOURS_BUDGET):
            self._colours_timer.stop()
        if self._colouring.take_changed():
            self.viewport().update()

    def _want_pictures(self) -> None:
        """Has the pictures decoded that are seen."""
        for _, _, _, item in self.stack.seen(*self.page.seen()):
            if isinstance(item, Picture):
                self._decoder.want(item, self.devicePixelRatioF())

    def _want_formulas(self) -> None:
        """Has the formulas typeset that are seen."""
        for _, _, _, item in self.stack.seen(*self.page.seen()):
            if isinstance(item, Prose | Table) and item.untypeset:
                self._typesetter.want(item)

    def _show_formulas(self) -> None:
        """Some formulas are ready: what is read stays where it is."""
        for index, number, top, item in list(self.stack.seen(*self.page.seen())):
            if isinstance(item, Prose | Table) and self._typesetter.show(item):
                self.stack.changed(index, number)
                self._finder.grew(index, number)
                self._dirty_from = min(self._dirty_from, MARGIN + top)
        self._settle()

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
            moved, changed_from = self.stack.lay_out_between(target - MARGIN, target - MARGIN + page)
            self._dirty_from = min(self._dirty_from, MARGIN + changed_from)
            bar.setRange(0, max(0, self._height() - page))
            bar.setPageStep(page)
            bar.setValue(bar.maximum() if self._following else target + int(moved))
            # What has come into view by that may not be laid out yet.
            if self.stack.total() == before:
                break
        self._moving = False
        if bar.maximum() == 0:
            self._following = True  # all is in view
        column = self.stack.column
        bottom = MARGIN + int(self.stack.total()) - bar.value()
        self._footer.place(int(column.left), bottom, int(column.width))
        self._attention.place()
        self._want_colours()
        self._want_pictures()
        self._want_formulas()
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
                self.height() - hint.height() - 12,
                hint.width(),
                hint.height(),
            )
            self._jump.raise_()

    def _refresh_footer(self) -> None:
        self._footer.refresh(self.chat, int(self.stack.column.width))
        self._dirty_from = min(self._dirty_from, MARGIN + self.stack.total() - 60)

    def _set_style(self, style: Typography) -> None:
        place = self._reading_place()
        self.stack.set_style(style, self.width())
        self._dirty_from = 0.0
        self._return_to(place)

    def _reading_place(self) -> ReadingPlace | None:
        """What stands at the viewport's upper edge; None at the end, which is followed."""
        return None if self._following else self.stack.reading_place(self._value() - MARGIN)

    def _return_to(self, place: ReadingPlace | None) -> None:
        """Width, type or text may have changed: what was at the upper edge is there again."""
        y = self.stack.y_of(place) if place is not None else None
        self._following = y is None
        if y is not None:
            self._moving = True
            self.verticalScrollBar().setRange(0, max(0, self._height() - self.viewport().height()))
            self.verticalScrollBar().setValue(int(y) + MARGIN)
            self._moving = False
        self._settle()

    def _on_scrolled(self, value: int) -> None:
        if self._moving:
            return
        self._following = value >= self.verticalScrollBar().maximum()
        self._settle()

    def _on_held(self) -> None:
        if self._following and self.chat is not None and self.chat.turn is not None:
            self._following = False
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

    def _on_previous_message(self) -> None:
        if self._attention.step(forwards=False):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_next_message(self) -> None:
        if not self._attention.step(forwards=True):
            self.left_downwards.emit()

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
            place = self._reading_place()
            self.stack.set_width(self.width())
            self._dirty_from = 0.0
            self._return_to(place)
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
            self._attention.paint(painter)
            painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The keys that a button of ours leaves alone come here too.
        if self._attention.press(event):
            return
        if not (self.hasFocus() and self._keyboard.press(event)):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        if self.hasFocus() and forwards and self._attention.enter_bar():
            return True
        moved = self.hasFocus() and self._keyboard.move(forwards=forwards)
        if moved:
            self._attention.forget()
        return moved or super().focusNextPrevChild(forwards)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyboard.enter(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keyboard.forget()
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._attention.lost_focus()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._pointer.wheel(event):
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)
        self._attention.forget()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)
        if event.buttons() is Qt.MouseButton.NoButton:
            self._attention.hover(event.position().toPoint())
        else:
            self._attention.leave()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        point = self._attention.menu_point() if by_key else event.pos()
        menu = self._pointer.menu(point)
        self._attention.add_to(menu, point)
        menu.popup(self.viewport().mapToGlobal(point))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
            self._attention.leave()
        return super().viewportEvent(event)
