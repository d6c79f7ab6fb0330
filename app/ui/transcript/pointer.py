"""Mouse and keys in the transcript: selecting, copying, links, code buttons, sideways scrolling."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QScrollBar, QToolTip

from app.ui.transcript.code import Code
from app.ui.transcript.items import Fold
from app.ui.transcript.selection import Place, Selection
from app.ui.transcript.stack import Hit

if TYPE_CHECKING:
    from app.ui.transcript.view import Transcript

SAFE_SCHEMES = ("http", "https", "mailto")
"""A model's link to anything else is only text."""


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
        self._select(Selection(anchor, hit.place))
        self._dragging = True

    def move(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if self._dragging and hit is not None and self._view.selection is not None:
            self._select(Selection(self._view.selection.anchor, hit.place))
            return
        self._hover(hit, event)

    def release(self, event: QMouseEvent) -> None:
        self._dragging = False
        hit = self._hit(event.position().toPoint())
        selection = self._view.selection
        if hit is not None and (selection is None or selection.is_empty):
            self._open(hit.item.link_at(hit.point))
        clipboard = QGuiApplication.clipboard()
        if selection and not selection.is_empty and clipboard.supportsSelection():
            clipboard.setText(self._view.copy(), clipboard.Mode.Selection)

    def double_click(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if hit is None:
            return
        start, end = _word(hit.item.text(), hit.place.position)
        message, item = hit.place.message, hit.place.item
        self._select(Selection(Place(message, item, start), Place(message, item, end)))

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

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key was for us."""
        bar = self._view.verticalScrollBar()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(self._view.copy())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select(self._view.stack.everything())
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            self._view.jump_to_latest()
        elif event.key() == Qt.Key.Key_Space:
            bar.triggerAction(QScrollBar.SliderAction.SliderPageStepAdd)
        else:
            return False
        return True

    def copy(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)

    def menu(self, point: QPoint) -> QMenu:
        """The context menu for a point of the viewport."""
        menu = QMenu(self._view)
        selected = self._view.copy()
        copy = menu.addAction("Copy", QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(bool(selected))
        copy.triggered.connect(lambda: self.copy(selected))
        hit = self._hit(point)
        if hit is not None:
            self._add_targets(menu, hit)
        everything = menu.addAction("Select all", QKeySequence(QKeySequence.StandardKey.SelectAll))
        everything.triggered.connect(lambda: self._select(self._view.stack.everything()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add_targets(self, menu: QMenu, hit: Hit) -> None:
        message = self._view.stack.messages[hit.place.message]
        text = message.text(self._view.stack.style)
        menu.addAction("Copy message").triggered.connect(lambda: self.copy(text))
        if isinstance(hit.item, Code):
            code = hit.item.text()
            menu.addAction("Copy code").triggered.connect(lambda: self.copy(code))
        if link := hit.item.link_at(hit.point):
            menu.addAction("Copy link").triggered.connect(lambda: self.copy(link))

    def _click(self, hit: Hit) -> bool:
        """A click on something other than text; whether it was one."""
        item = hit.item
        if isinstance(item, Code) and item.copy_button().contains(hit.point):
            self.copy(item.text())
            item.is_copied = True
            QTimer.singleShot(1500, self._view, lambda: self._forget_copied(item))
        elif isinstance(item, Fold) and item.is_head(hit.point):
            item.toggle()
            self._view.stack.lay_out(hit.place.message, hit.place.item)
            self._view.items_changed()
        else:
            return False
        self._view.viewport().update()
        return True

    def _forget_copied(self, item: Code) -> None:
        item.is_copied = False
        self._view.viewport().update()

    def _open(self, link: str) -> None:
        url = QUrl(link)
        if url.scheme().lower() in SAFE_SCHEMES:
            QDesktopServices.openUrl(url)

    def _hover(self, hit: Hit | None, event: QMouseEvent) -> None:
        shape = Qt.CursorShape.ArrowCursor
        hovered = None
        tip = ""
        if hit is not None:
            inside = 0 <= hit.point.y() <= hit.item.height and 0 <= hit.point.x() <= hit.item.width
            tip = hit.item.link_at(hit.point) if inside else ""
            on_button = isinstance(hit.item, Code) and hit.item.copy_button().contains(hit.point)
            on_head = isinstance(hit.item, Fold) and hit.item.is_head(hit.point)
            if tip or on_button or on_head:
                shape = Qt.CursorShape.PointingHandCursor
            elif inside:
                shape = Qt.CursorShape.IBeamCursor
            hovered = hit.item if isinstance(hit.item, Code) and on_button else None
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

    def _select(self, selection: Selection | None) -> None:
        self._view.selection = selection
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
