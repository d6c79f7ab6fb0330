"""The keyboard in the transcript: scrolling, copying, and Tab through what can be pressed."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QScrollBar

from app.ui.announcement import announce
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.item import Target
from app.ui.transcript.items.table import Table
from app.ui.transcript.page import Page

_Place = tuple[int, int, int]
"""Message, item, and number of the target in it."""

_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_SIDEWAYS = {Qt.Key.Key_Left: -48.0, Qt.Key.Key_Right: 48.0}
"""Pixels."""
_LEAFING = ("previous", "next")
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Keyboard:
    """What has the focus inside the transcript, which has no widgets to give it to."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._focused: _Place | None = None
        self._came_by_key = False
        page.toggled.connect(self._on_toggled)

    def enter(self, reason: Qt.FocusReason) -> None:
        """The transcript has the focus: by Tab, it goes to the first thing that can be pressed."""
        self._came_by_key = reason in _BY_KEY
        if self._came_by_key:
            self.move(forwards=reason is not Qt.FocusReason.BacktabFocusReason)

    def forget(self) -> None:
        self._focused = None
        self._came_by_key = False
        self._page.looked_at.emit("")
        self._page.changed.emit()

    def move(self, *, forwards: bool) -> bool:
        """Tab: to the next thing in view that can be pressed; whether there was one."""
        places = list(self._in_view())
        order = [place for place, _ in places]
        if self._focused in order:
            index = order.index(self._focused) + (1 if forwards else -1)
        else:
            index = 0 if forwards else len(order) - 1
        found = 0 <= index < len(order)
        self._focused = order[index] if found else None
        if found:
            announce(self._page.area, places[index][1].label)
        self._page.looked_at.emit(places[index][1].link if found else "")
        self._page.changed.emit()
        return found

    def leaf_by_tab(self, message: int, *, forwards: bool) -> bool:
        """Tab on a message: to the next arrow of the switch between its versions, or back to the message."""
        arrows = [one for one in self._in_view() if one[0][0] == message and one[1].verb in _LEAFING]
        places: list[_Place | None] = [None, *(place for place, _ in arrows)]
        if self._focused not in places:
            return False
        wanted = places.index(self._focused) + (1 if forwards else -1)
        if not 0 <= wanted < len(places):
            return False
        self._focused = places[wanted]
        if wanted:
            announce(self._page.area, arrows[wanted - 1][1].label)
        self._page.changed.emit()
        return True

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was for the transcript."""
        if event.key() in _PRESS and self._focused is not None:
            self._activate(self._focused)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._page.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._page.select_all()
        elif event.key() in _SIDEWAYS and self._focused is not None:
            return self._scroll_sideways(self._focused, _SIDEWAYS[Qt.Key(event.key())])
        else:
            return self.scroll(Qt.Key(event.key()))
        return True

    def scroll(self, key: Qt.Key) -> bool:
        """Whether it is a key that scrolls."""
        bar = self._page.area.verticalScrollBar()
        match key:
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                self._page.end_wanted.emit()
            case Qt.Key.Key_PageUp:
                bar.triggerAction(QScrollBar.SliderAction.SliderPageStepSub)
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                bar.triggerAction(QScrollBar.SliderAction.SliderPageStepAdd)
            case _:
                return False
        return True

    def _on_toggled(self, message: int, first: int) -> None:
        """Behind the item `first`, the items of a message have other numbers, or are gone."""
        if self._focused is not None and self._focused[0] == message and self._focused[1] > first:
            self.forget()

    def _scroll_sideways(self, focused: _Place, pixels: float) -> bool:
        """The code or the table whose target has the focus; whether it is one."""
        _, item = self._page.stack.messages[focused[0]].item(focused[1])
        if not isinstance(item, Code | Table):
            return False
        if item.scroll_by(pixels):
            self._page.changed.emit()
        return True

    def paint(self, painter: QPainter) -> None:
        """The ring around what has the focus, in the stack's coordinates."""
        if not self._page.area.hasFocus():
            return
        if self._focused is None and self._came_by_key:
            top, bottom = self._page.seen()
            self._paint_ring(
                painter, QRectF(2, top + 2, self._page.area.viewport().width() - 4, bottom - top - 4)
            )
        for place, target in self._in_view() if self._focused else ():
            if place != self._focused:
                continue
            self._paint_ring(painter, self._rect(place, target).adjusted(-1, -1, 1, 1))

    def _paint_ring(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(self._page.stack.style.theme.focus, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 6, 6)

    def _activate(self, focused: _Place) -> None:
        for place, target in self._in_view():
            if place == focused:
                self._page.activate(place[0], place[1], target)
                if target.verb in _LEAFING:
                    self._stay_on_switch(place[0], target)
                return

    def _stay_on_switch(self, message: int, pressed: Target) -> None:
        """Another version is shown: the arrow keeps the keyboard, or the other one has it if that is gone."""
        arrows = {
            target.verb: (place, target.label)
            for place, target in self._in_view()
            if place[0] == message and target.verb in _LEAFING
        }
        if arrows:
            self._focused, label = arrows.get(pressed.verb) or next(iter(arrows.values()))
            announce(self._page.area, label)
            self._page.changed.emit()

    def _in_view(self) -> list[tuple[_Place, Target]]:
        top, bottom = self._page.seen()
        return [
            ((index, number, count), target)
            for index, number, y, item in self._page.stack.seen(top, bottom)
            if y + item.height > top
            for count, target in enumerate(item.targets())
            if y + target.rect.bottom() > top and y + target.rect.top() < bottom
        ]

    def _rect(self, place: _Place, target: Target) -> QRectF:
        y, item = self._page.stack.messages[place[0]].item(place[1])
        return target.rect.translated(item.left, self._page.stack.top(place[0]) + y)
