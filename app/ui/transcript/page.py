"""The part of a transcript that is in view: what is selected in it, and what can be pressed."""

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea

from app.ui.picture_viewer import PictureViewer
from app.ui.theme import COPIED_SHOWN
from app.ui.transcript.clipboard import copy_selection, put_on_clipboard, selected_text
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.cover import Cover
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.fold import Fold
from app.ui.transcript.items.item import Target
from app.ui.transcript.items.picture import Picture
from app.ui.transcript.selection import FAR, Place, Selection
from app.ui.transcript.stack import Hit, Stack

MARGIN = 24
"""Pixels above the first message and below the last."""


class Page(QObject):
    """A stack seen through the viewport of a scroll area. Mouse and keyboard work on it.

    Signals:
        changed(): something looks different, but stands where it stood.
        items_changed(): items have other heights.
        end_wanted(): the user wants to see the end.
        held(): what is in view must not move, whatever comes.
        toggled(int, int): a message has other items from one on: what was folded is not, or the reverse.
        cover_wanted(int): the text of a message is to be hidden, or shown.
        followed(int, str): message number, and a link in it.
        looked_at(str): the link under the pointer or with the keyboard; "" for none.
        link_failed(str): the system could not open this link.
        version_wanted(int, int): message number, and how many versions further.
        message_acted(str, str): do this with a message: a Verb, and the message's id.
    """

    changed = Signal()
    items_changed = Signal()
    end_wanted = Signal()
    held = Signal()
    toggled = Signal(int, int)
    looked_at = Signal(str)
    cover_wanted = Signal(int)
    followed = Signal(int, str)
    link_failed = Signal(str)
    version_wanted = Signal(int, int)
    message_acted = Signal(str, str)

    def __init__(self, stack: Stack, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self.stack = stack
        self.area = area
        self.selection: Selection | None = None

    def seen(self) -> tuple[float, float]:
        """From where to where the stack is in view."""
        top = self.area.verticalScrollBar().value() - MARGIN
        return top, top + self.area.viewport().height()

    def hit(self, point: QPoint) -> Hit | None:
        """The item at a point of the viewport."""
        return self.stack.hit(point.x(), point.y() + self.seen()[0])

    def select(self, selection: Selection | None) -> None:
        self.selection = selection
        self.changed.emit()

    def select_all(self) -> None:
        self.select(self.stack.everything())

    def items_were_cut(self, message: int, first: int) -> None:
        """From its item `first` on, a message may have more items: what was selected stays selected."""
        if self.selection is not None:
            places = (
                self._moved(place, message, first) for place in (self.selection.anchor, self.selection.caret)
            )
            self.selection = Selection(*places)

    def _moved(self, place: Place, message: int, first: int) -> Place:
        if place.message != message or place.item < first or place.position >= FAR:
            return place
        items, item, position = self.stack.messages[message], place.item, place.position
        while item + 1 < items.count():
            length = items.item(item)[1].ensure(self.stack.style).characterCount()
            if position < length:
                break
            item, position = item + 1, position - length
        return Place(message, item, position)

    def selected_text(self) -> str:
        return selected_text(self.stack, self.selection) if self.selection else ""

    def copy(self) -> None:
        copy_selection(self.stack, self.selection)

    def activate(self, message: int, number: int, target: Target) -> None:
        """What a click on the target does, or Enter."""
        _, item = self.stack.messages[message].item(number)
        if target.verb == "open":
            self.followed.emit(message, target.link)
        elif target.verb in ("previous", "next"):
            self.version_wanted.emit(message, 1 if target.verb == "next" else -1)
        elif isinstance(item, Picture):
            PictureViewer(item.part, self.area.window()).open()
        elif isinstance(item, Cover):
            self.cover_wanted.emit(message)
        elif isinstance(item, Fold):
            self.toggle(message, number)
        elif isinstance(item, Code) and target.verb == "wrap":
            item.fence.toggle_wrap()
            self.stack.changed(message, number)
            self.items_changed.emit()
        elif isinstance(item, Code):
            fence = item.fence
            put_on_clipboard(fence.text())
            self._show_copied(fence, copied=True)
            QTimer.singleShot(COPIED_SHOWN, self, lambda: self._show_copied(fence, copied=False))

    def toggle(self, message: int, number: int) -> None:
        """Unfolds the reasoning of an item, or folds it."""
        # Its text begins or ceases to be here: what was selected below it has other numbers.
        self.selection = None
        self.stack.toggle(message, number)
        self.toggled.emit(message, number)
        self.items_changed.emit()

    def toggle_cover(self, message: int) -> None:
        """Hides the text of a message, or shows it."""
        self.selection = None
        self.stack.toggle_cover(message)
        self.toggled.emit(message, 0)
        self.items_changed.emit()

    def _show_copied(self, fence: Fence, *, copied: bool) -> None:
        fence.is_copied = copied
        self.changed.emit()
