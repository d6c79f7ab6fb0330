"""The transcript: a scrolling view of a chat that follows its answer as it streams."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
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
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.domain.conversation import Message, MessageId
from app.domain.patch import Ended, Patch, Reopened, Reported
from app.ui.announcement import announce
from app.ui.find_bar import FindBar
from app.ui.theme import Theme
from app.ui.transcript.accessible import Accessible
from app.ui.transcript.attention import Attention
from app.ui.transcript.feed import Delivery, Feed
from app.ui.transcript.find import Finder
from app.ui.transcript.finishing import Finishing
from app.ui.transcript.footer import Footer
from app.ui.transcript.jump_button import JumpButton
from app.ui.transcript.keyboard import Keyboard
from app.ui.transcript.link_line import LinkLine
from app.ui.transcript.links import follow
from app.ui.transcript.page import MARGIN, Page
from app.ui.transcript.painting import paint_messages
from app.ui.transcript.pointer import Pointer
from app.ui.transcript.scrolling import Scrolling
from app.ui.transcript.stack import ReadingPlace, Stack
from app.ui.transcript.text.typography import Typography
from app.ui.transcript.verb import Verb

if TYPE_CHECKING:
    from app.services.chat import Chat

_COMES_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""The keyboard has gone to a menu, a dialog or another program, and returns to where it was."""


class Transcript(QAbstractScrollArea):
    """Shows one chat at a time.

    Signals:
        acted(str): a button of the banner was pressed; the word of its action.
        message_acted(str, str): do this with a message: a Verb, and the message's id.
        link_failed(str): the system could not open this link.
        left_downwards(): the keyboard went on behind the last message.
        lexer_wanted(str): code in this language is shown plain until `recolour` is called.
        height_changed(int): so many pixels show all of it, as far as that is known.
    """

    acted = Signal(str)
    message_acted = Signal(str, str)
    link_failed = Signal(str)
    left_downwards = Signal()
    lexer_wanted = Signal(str)
    height_changed = Signal(int)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, verbs: Container[Verb] = frozenset(Verb)
    ) -> None:
        """`verbs` are the actions for messages that its owner knows to do."""
        super().__init__(parent)
        self.stack = Stack(Typography.of(theme, 1.0))
        self.page = Page(self.stack, self)
        self.accessible = Accessible(self.page)
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
        self._unsubscribe: Callable[[], None] = lambda: None
        self._height = 0
        self._dirty_from = float("inf")
        """From here on, in the content's coordinates, the next `_settle` has all painted again."""
        self.feed = Feed(self._show, self)
        self._pointer = Pointer(self.page)
        self._keyboard = Keyboard(self.page)
        self._finder = Finder(self.page)
        self._find_bar = FindBar(self._finder, self)
        self._link_line = LinkLine(self)
        self._finishing = Finishing(self)
        self._footer = Footer(self.viewport())
        self._scrolling = Scrolling(self.page, self._footer.height)
        self._jump = JumpButton(self)
        self._attention = Attention(self.page, self._footer.banner, self._jump, verbs)
        self._connect_signals()

    def _connect_signals(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().sliderReleased.connect(self._settle)
        self._footer.banner.acted.connect(self.acted)
        self._footer.banner.height_changed.connect(self._on_items_changed)
        self._footer.ticked.connect(self.viewport().update)
        self._finishing.finished.connect(self.viewport().update)
        self._finishing.typeset.connect(self._show_formulas)
        self._finishing.lexer_wanted.connect(self.lexer_wanted)
        self.page.changed.connect(self.viewport().update)
        self.page.followed.connect(lambda message, link: follow(self.page, message, link))
        self.page.link_failed.connect(self.link_failed)
        self.page.looked_at.connect(self._link_line.look_at)
        self.page.items_changed.connect(self._on_items_changed)
        self.page.end_wanted.connect(self.jump_to_latest)
        self.page.held.connect(self._on_held)
        self.page.version_wanted.connect(self._on_version_wanted)
        self.page.cover_wanted.connect(self._on_cover_wanted)
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
        return self._scrolling.is_following

    # What the window does with it

    def show_chat(self, chat: Chat | None) -> None:
        self._unsubscribe()
        if self.chat is not None:
            self._scrolling.leave(self.chat.conversation.id)
        self.chat = self._attention.chat = chat
        self._attention.forget()
        self._unsubscribe = chat.subscribe(self) if chat else lambda: None
        if chat is not None:
            self.stack.versions = chat.versions
        self._scrolling.is_following = True
        self.branch_changed()
        if chat is not None:
            self._scrolling.come_back(chat.conversation.id)
            self._settle()

    def set_theme(self, theme: Theme) -> None:
        self._set_style(Typography.of(theme, self._zoom))

    def set_zoom(self, zoom: float) -> None:
        """1.0 is the system's own size."""
        self._zoom = zoom
        self._set_style(Typography.of(self.stack.style.theme, zoom))

    def recolour(self, language: str) -> None:
        """The lexer of this language has been loaded."""
        self._settle()

    def set_reading(self, reading: bool) -> None:
        """Whether a voice reads aloud."""
        self._attention.is_reading = reading
        self._attention.place()

    def jump_to_latest(self) -> None:
        self._scrolling.is_following = True
        self._settle()

    def scroll_by_key(self, key: Qt.Key) -> None:
        """By a page or to an end, as this key does while the keyboard is here."""
        self._keyboard.scroll(key)

    # ChatListener

    def branch_changed(self) -> None:
        messages = self.chat.shown() if self.chat else []
        self.feed.clear()
        self._finishing.clear()
        self.page.selection = None
        self._keyboard.forget()
        self.stack.reset(messages)
        self._finder.reset()
        self.accessible.reset()
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
        self.accessible.added(len(self.stack.messages) - 1)
        self._scrolling.is_following = True
        self._refresh_footer()
        self._settle()
        self.viewport().update()

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self.feed.put(message_id, patches)

    # Streaming

    def _show(self, deliveries: list[Delivery]) -> None:
        ends = [patch for _, patch in deliveries if isinstance(patch, Ended | Reopened)]
        if (caret := self._footer.caret(self.stack)) is not None:
            self._dirty_from = min(self._dirty_from, MARGIN + caret.top())  # it goes from there
        place = self._scrolling.place() if ends else None
        for message_id, patch in deliveries:
            index = self.stack.index(message_id)
            if index is not None and isinstance(patch, Reported):
                self._dirty_from = min(self._dirty_from, MARGIN + self.stack.top(index))  # it has a name
            first = self.stack.apply(index, patch) if index is not None else None
            if index is not None and first is not None:
                self.page.items_were_cut(index, first)
                self._finder.grew(index, first)
                self.accessible.grew(index, first)
                # From the first change to the end: what stands above it is not painted again.
                self._dirty_from = min(self._dirty_from, MARGIN + self.stack.change_of_item(index, first))
            if ends and index is not None and self.stack.messages[index].is_hidden:
                self.page.selection = None
                if place is not None and place.message == message_id:
                    self._scrolling.is_following = True  # nothing is left of what was read
        if ends:
            self._refresh_footer()
        self._settle()
        if ends and self.chat is not None and self.chat.turn is None and self.stack.messages:
            self.accessible.ended()
            announce(self, lambda: self.stack.text(len(self.stack.messages) - 1))

    def _show_formulas(self) -> None:
        """Some formulas are ready: what is read stays where it is."""
        for index, number, top, item in list(self.stack.seen(*self.page.seen())):
            if self._finishing.show_formulas(item):
                self._finder.grew(index, number)
                self._dirty_from = min(self._dirty_from, MARGIN + top)
        self._settle()

    # Geometry

    def _value(self) -> int:
        return self.verticalScrollBar().value()

    def _settle(self) -> None:
        """After a change: lays out what is seen, keeps the end or the place, and marks what to paint."""
        if self.chat is not None:
            self.chat.catch_up()  # what is painted is found again, whatever becomes of the program
        self._dirty_from = min(self._dirty_from, self._scrolling.settle())
        value, width, height = self._value(), self.viewport().width(), self.viewport().height()
        column = self.stack.column
        bottom = MARGIN + int(self.stack.total()) - value
        self._footer.place(int(column.left), bottom, int(column.width))
        self._jump.offer(wanted=not self._scrolling.is_following)
        self._attention.place()
        seen = (item for _, _, _, item in self.stack.seen(*self.page.seen()))
        self._finishing.want(seen, self.devicePixelRatioF())
        if self._dirty_from < float("inf"):
            top = max(0, int(self._dirty_from) - value)
            self.viewport().update(QRect(0, top, width, height - top))
            self._dirty_from = float("inf")
        if (needed := self._scrolling.height()) != self._height:
            self._height = needed
            self.height_changed.emit(needed)

    def _refresh_footer(self) -> None:
        self._footer.refresh(self.chat, int(self.stack.column.width))
        self._dirty_from = min(self._dirty_from, MARGIN + self.stack.total() - 60)

    def _set_style(self, style: Typography) -> None:
        place = self._scrolling.place()
        self.stack.set_style(style, self.width())
        self._laid_out_anew(place)

    def _laid_out_anew(self, place: ReadingPlace | None) -> None:
        self._dirty_from = 0.0
        self._scrolling.return_to(place)
        self._settle()

    def _on_scrolled(self, value: int) -> None:
        if not self._scrolling.is_moving:
            self._scrolling.scrolled(value)
            self._settle()

    def _on_held(self) -> None:
        if self.isFollowing() and self.chat is not None and self.chat.turn is not None:
            self._scrolling.is_following = False
            self._settle()

    def _on_version_wanted(self, index: int, step: int) -> None:
        """Shows another version of a message, at the place where this one stands."""
        if self.chat is None:
            return
        place = self.stack.top(index) - self._value()
        self.chat.show_version(self.stack.messages[index].id, step)
        if index < len(self.stack.messages):
            self._scrolling.is_following = False
            for _ in range(4):  # what comes into view above it has another height than was thought
                self.verticalScrollBar().setValue(int(self.stack.top(index) - place))

    def _on_cover_wanted(self, index: int) -> None:
        """Hides the text of a message, or shows it: what stands at the upper edge stays there."""
        self._scrolling.is_following = False
        place = self._scrolling.place()
        self.page.toggle_cover(index)
        self._laid_out_anew(place)

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
            place = self._scrolling.place()
            self.stack.set_width(self.width())
            self._laid_out_anew(place)
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
            paint_messages(painter, self.stack, QRectF(rect).translated(0, -offset), self.page.selection)
            self._footer.paint(painter, self.stack, self.chat)
            self._keyboard.paint(painter)
            self._attention.paint(painter)
            painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The keys that a button of ours leaves alone come here too.
        shift = Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_F10 and event.modifiers() == shift:
            self._open_menu(self._attention.menu_point())
            return
        if self._attention.press(event):
            return
        if not (self.hasFocus() and self._keyboard.press(event)):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        message = self._attention.focused
        if message is not None and self.hasFocus() and self._keyboard.leaf_by_tab(message, forwards=forwards):
            return True
        if self._attention.tab(forwards=forwards):
            self._keyboard.forget()
            return True
        moved = self.hasFocus() and self._keyboard.move(forwards=forwards)
        if moved:
            self._attention.forget()
        return moved or super().focusNextPrevChild(forwards)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyboard.enter(event.reason())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keyboard.forget()
        if event.reason() not in _COMES_BACK:
            self._attention.lost_focus()
        self.viewport().update()

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
        self._open_menu(self._attention.menu_point() if by_key else event.pos())

    def _open_menu(self, point: QPoint) -> None:
        menu = self._pointer.menu(point)
        self._attention.add_to(menu, point)
        menu.popup(self.viewport().mapToGlobal(point))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
            self._attention.leave()
        return super().viewportEvent(event)
