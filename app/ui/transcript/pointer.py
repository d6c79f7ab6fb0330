"""The mouse in the transcript: selecting, links, buttons of code, sideways scrolling, the menu."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QMouseEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.ui.transcript.clipboard import put_on_clipboard
from app.ui.transcript.drag import Drag
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.table import Table
from app.ui.transcript.page import Page
from app.ui.transcript.selection import Place, Selection
from app.ui.transcript.stack import Hit


class Pointer:
    """What the hands do with a transcript."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._drag = Drag(page)
        self._hovered: Fence | None = None
        self._pressed = ""
        """The link on which the button went down: it is followed if it comes up there."""
        self._link = ""
        """The one under the pointer."""
        self._doubled = -1, QPointF()
        """When and where the last double click was."""
        self._point = QPoint()
        """Where the pointer is, on the screen: the viewport may move too."""
        page.area.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def press(self, event: QMouseEvent) -> None:
        hit = self._page.hit(event.position().toPoint())
        self._pressed = ""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if hit is None or self._click(hit):
            return
        if self._is_third(event):
            self._select(hit, QTextCursor.SelectionType.BlockUnderCursor)
            return
        self._pressed = hit.item.link_at(hit.point)
        anchor = hit.place
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._page.selection:
            anchor = self._page.selection.anchor
        self._drag.start(anchor, hit.place)

    def move(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._point = event.globalPosition().toPoint()
        if not self._drag.move(point):
            self._hover(self._page.hit(point))

    def release(self, event: QMouseEvent) -> None:
        self._drag.stop()
        hit = self._page.hit(event.position().toPoint())
        selection = self._page.selection
        link = hit.item.link_at(hit.point) if hit else ""
        pressed, self._pressed = self._pressed, ""
        if hit and link and link == pressed and (selection is None or selection.is_empty):
            self._page.followed.emit(hit.place.message, link)
        clipboard = QGuiApplication.clipboard()
        if selection and not selection.is_empty and clipboard.supportsSelection():
            clipboard.setText(self._page.selected_text(), clipboard.Mode.Selection)

    def double_click(self, event: QMouseEvent) -> None:
        hit = self._page.hit(event.position().toPoint())
        if hit is not None:
            self._doubled = event.timestamp(), event.position()
            self._select(hit, QTextCursor.SelectionType.WordUnderCursor)

    def _is_third(self, event: QMouseEvent) -> bool:
        """Whether a press goes on from a double click: it selects the paragraph."""
        at, point = self._doubled
        near = (event.position() - point).manhattanLength() <= QApplication.startDragDistance()
        return near and 0 <= event.timestamp() - at <= QApplication.doubleClickInterval()

    def _select(self, hit: Hit, what: QTextCursor.SelectionType) -> None:
        text = QTextCursor(hit.item.ensure(self._page.stack.style))
        text.setPosition(hit.place.position)
        text.select(what)
        # A paragraph comes with the break before it.
        is_paragraph = what is QTextCursor.SelectionType.BlockUnderCursor
        start = text.block().position() if is_paragraph else text.selectionStart()
        message, item = hit.place.message, hit.place.item
        self._page.select(Selection(Place(message, item, start), Place(message, item, text.selectionEnd())))

    def leave(self) -> None:
        self._set_hovered(None, "")
        self._link = ""
        self._page.looked_at.emit("")

    def wheel(self, event: QWheelEvent) -> bool:
        """Sideways over code and tables; whether it was that."""
        sideways, down = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways, down = sideways or down, 0
        if abs(sideways) <= abs(down):  # fingers never move quite straight
            return False
        hit = self._page.hit(event.position().toPoint())
        if hit is None or not isinstance(hit.item, Code | Table):
            return False
        if hit.item.scroll_by(-sideways / 2):
            self._page.changed.emit()
        event.accept()
        return True

    def menu(self, point: QPoint) -> QMenu:
        """The context menu for a point of the viewport."""
        menu = QMenu(self._page.area)
        selection = self._page.selection
        copy = menu.addAction("Copy", QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(selection is not None and not selection.is_empty)
        copy.triggered.connect(self._page.copy)
        hit = self._page.hit(point)
        if hit is not None:
            self._add_targets(menu, hit)
        everything = menu.addAction("Select all", QKeySequence(QKeySequence.StandardKey.SelectAll))
        everything.triggered.connect(self._page.select_all)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add_targets(self, menu: QMenu, hit: Hit) -> None:
        if isinstance(hit.item, Code):
            code = hit.item.fence.text()
            menu.addAction("Copy code").triggered.connect(lambda: put_on_clipboard(code))
        if link := hit.item.link_at(hit.point):
            menu.addAction("Copy link").triggered.connect(lambda: put_on_clipboard(link))

    def _click(self, hit: Hit) -> bool:
        """A click on something other than text; whether it was one."""
        target = next((one for one in hit.item.targets() if one.rect.contains(hit.point)), None)
        if target is None or target.verb == "open":  # a link opens on release: it may begin a selection
            return False
        self._page.activate(hit.place.message, hit.place.item, target)
        return True

    def _on_scrolled(self) -> None:
        """What was under the pointer has moved away."""
        if self._link:
            self._hover(self._page.hit(self._page.area.viewport().mapFromGlobal(self._point)))

    def _hover(self, hit: Hit | None) -> None:
        shape = Qt.CursorShape.ArrowCursor
        hovered, verb = None, ""
        link = ""
        if hit is not None:
            inside = 0 <= hit.point.y() <= hit.item.height and 0 <= hit.point.x() <= hit.item.width
            link = hit.item.link_at(hit.point) if inside else ""
            target = next((one for one in hit.item.targets() if one.rect.contains(hit.point)), None)
            if link or target:
                shape = Qt.CursorShape.PointingHandCursor
            elif inside:
                shape = Qt.CursorShape.IBeamCursor
            if isinstance(hit.item, Code) and target:
                hovered, verb = hit.item.fence, target.verb
        self._page.area.viewport().setCursor(shape)
        self._set_hovered(hovered, verb)
        self._link = link
        self._page.looked_at.emit(link)

    def _set_hovered(self, fence: Fence | None, verb: str) -> None:
        if fence is self._hovered and (fence is None or fence.hovered == verb):
            return
        if self._hovered is not None:
            self._hovered.hovered = ""
        if fence is not None:
            fence.hovered = verb
        self._hovered = fence
        self._page.changed.emit()
