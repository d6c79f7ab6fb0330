"""The mouse in the transcript: selecting, links, buttons of code, sideways scrolling, the menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QToolTip

from app.ui.transcript.clipboard import put_on_clipboard
from app.ui.transcript.code import Code
from app.ui.transcript.selection import Place, Selection
from app.ui.transcript.stack import Hit

if TYPE_CHECKING:
    from app.ui.transcript.view import Transcript


class Pointer:
    """What the hands do with a transcript."""

    def __init__(self, view: "Transcript") -> None:
        self._view = view
        self._dragging = False
        self._hovered: Code | None = None

    def press(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if hit is None or self._click(hit):
            return
        anchor = hit.place
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._view.selection:
            anchor = self._view.selection.anchor
        self._view.select(Selection(anchor, hit.place))
        self._dragging = True

    def move(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if self._dragging and hit is not None and self._view.selection is not None:
            self._view.select(Selection(self._view.selection.anchor, hit.place))
            return
        self._hover(hit, event)

    def release(self, event: QMouseEvent) -> None:
        self._dragging = False
        hit = self._hit(event.position().toPoint())
        selection = self._view.selection
        if hit is not None and (selection is None or selection.is_empty):
            self._view.open_link(hit.item.link_at(hit.point))
        clipboard = QGuiApplication.clipboard()
        if selection and not selection.is_empty and clipboard.supportsSelection():
            clipboard.setText(self._view.copy(), clipboard.Mode.Selection)

    def double_click(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if hit is None:
            return
        start, end = _word(hit.item.text(), hit.place.position)
        message, item = hit.place.message, hit.place.item
        self._view.select(Selection(Place(message, item, start), Place(message, item, end)))

    def leave(self) -> None:
        self._set_hovered(None)

    def wheel(self, event: QWheelEvent) -> bool:
        """Sideways over code; whether it was that."""
        sideways = event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = sideways or event.angleDelta().y()
        hit = self._hit(event.position().toPoint())
        if not sideways or hit is None or not isinstance(hit.item, Code):
            return False
        if hit.item.scroll_by(-sideways / 2):
            self._view.viewport().update()
        event.accept()
        return True

    def menu(self, point: QPoint) -> QMenu:
        """The context menu for a point of the viewport."""
        menu = QMenu(self._view)
        selected = self._view.copy()
        copy = menu.addAction("Copy", QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(bool(selected))
        copy.triggered.connect(lambda: put_on_clipboard(selected))
        hit = self._hit(point)
        if hit is not None:
            self._add_targets(menu, hit)
        everything = menu.addAction("Select all", QKeySequence(QKeySequence.StandardKey.SelectAll))
        everything.triggered.connect(self._view.select_all)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add_targets(self, menu: QMenu, hit: Hit) -> None:
        message = self._view.stack.messages[hit.place.message]
        text = message.text(self._view.stack.style)
        menu.addAction("Copy message").triggered.connect(lambda: put_on_clipboard(text))
        if isinstance(hit.item, Code):
            code = hit.item.text()
            menu.addAction("Copy code").triggered.connect(lambda: put_on_clipboard(code))
        if link := hit.item.link_at(hit.point):
            menu.addAction("Copy link").triggered.connect(lambda: put_on_clipboard(link))

    def _click(self, hit: Hit) -> bool:
        """A click on something other than text; whether it was one."""
        target = next((one for one in hit.item.targets() if one.rect.contains(hit.point)), None)
        if target is None or target.verb == "open":  # a link opens on release: it may begin a selection
            return False
        self._view.activate(hit.place.message, hit.place.item, target)
        return True

    def _hover(self, hit: Hit | None, event: QMouseEvent) -> None:
        shape = Qt.CursorShape.ArrowCursor
        hovered = None
        tip = ""
        if hit is not None:
            inside = 0 <= hit.point.y() <= hit.item.height and 0 <= hit.point.x() <= hit.item.width
            tip = hit.item.link_at(hit.point) if inside else ""
            on_target = any(one.rect.contains(hit.point) for one in hit.item.targets())
            if tip or on_target:
                shape = Qt.CursorShape.PointingHandCursor
            elif inside:
                shape = Qt.CursorShape.IBeamCursor
            hovered = hit.item if isinstance(hit.item, Code) and on_target else None
        self._view.viewport().setCursor(shape)
        self._set_hovered(hovered)
        if tip:
            QToolTip.showText(event.globalPosition().toPoint(), tip, self._view)
        else:
            QToolTip.hideText()

    def _set_hovered(self, code: Code | None) -> None:
        if code is self._hovered:
            return
        for one, on in ((self._hovered, False), (code, True)):
            if one is not None:
                one.is_hovered = on
        self._hovered = code
        self._view.viewport().update()

    def _hit(self, point: QPoint) -> Hit | None:
        return self._view.stack.hit(*self._view.stack_point(point))


def _word(text: str, position: int) -> tuple[int, int]:
    """The bounds of the word at a position."""
    start = end = min(position, len(text))
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return start, end
