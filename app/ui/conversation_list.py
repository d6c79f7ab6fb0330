"""The list of conversations: one line each, opened by a click or Enter."""

from PySide6.QtCore import (
    Property,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QCursor,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QMessageBox,
    QWidget,
)

from app.ui.conversation_delegate import RowDelegate
from app.ui.conversation_row import Row
from app.ui.conversation_rows import ConversationRows, RowRole
from app.ui.theme import XL, XS, L

_Index = QModelIndex | QPersistentModelIndex


class ConversationList(QListView):
    """
    Signals:
        opened(str): the conversation of this id.
        delete_requested(str): the user wants it gone, and has confirmed it.
        pointer_left()
    """

    opened = Signal(str)
    delete_requested = Signal(str)
    pointer_left = Signal()

    def __init__(self, rows: ConversationRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown_id: str | None = None
        """The conversation that is open. The current index, the keyboard’s place, may be elsewhere."""
        self.setObjectName("conversationList")
        self.setAccessibleName(self.tr("Conversations"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._place = self._hovered = -1
        self.warning_colour = QColor()
        """Of what needs the user. From the stylesheet: a palette has none."""
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self.setModel(rows)
        rows.layoutAboutToBeChanged.connect(self._remember_place)
        rows.layoutChanged.connect(self._go_to_neighbour)
        self.setItemDelegate(RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

    def _get_warning(self) -> QColor:
        return self.warning_colour

    def _set_warning(self, colour: QColor) -> None:
        self.warning_colour = colour
        self.viewport().update()

    warning = Property(QColor, _get_warning, _set_warning)

    def set_shown(self, conversation_id: str | None) -> None:
        """The current index follows what is opened; who works in the list keeps it where it is."""
        opened, self.shown_id = conversation_id != self.shown_id, conversation_id
        index = self._shown_index()
        if index.isValid() and index != self.currentIndex() and (opened or not self._has_keyboard()):
            self.setCurrentIndex(index)
        self.viewport().update()

    def rename_shown(self) -> None:
        """Opens the editor on the row of the conversation that is open, if it is listed."""
        index = self._shown_index()
        if index.isValid():
            self.setCurrentIndex(index)
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._rename(index)

    def hovered_index(self) -> QModelIndex:
        """What is under the pointer. (An item's option knows it too, but QStyle takes 5 ms to import.)"""
        if not self.viewport().underMouse():
            return QModelIndex()
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))

    def viewportEvent(self, event: QEvent) -> bool:
        # Qt paints the row anew that it saw under the pointer last. Rows move, and then it is another.
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.Leave):
            row = self.hovered_index().row()
            if row != self._hovered or event.type() is QEvent.Type.Leave:
                self._hovered = row
                self.viewport().update()
        if event.type() is QEvent.Type.Leave:
            self.pointer_left.emit()
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        # In the list F2 renames the current row, and is no shortcut of the window.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F2
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() is QAbstractItemView.State.EditingState:
            # Enter in the editor comes up to here, and is no wish to open.
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open(index)
            case Qt.Key.Key_F2:
                self._rename(index)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._ask_to_delete(index)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if index.data(RowRole.ROW) is None:
            return
        where = self.visualRect(index).center() if by_keyboard else event.pos()
        self._menu(index).popup(self.viewport().mapToGlobal(where))

    def _shown_index(self) -> QModelIndex:
        rows = self.model()
        assert isinstance(rows, ConversationRows)
        return rows.index_of(self.shown_id)

    def _has_keyboard(self) -> bool:
        """Whether the keys go to the list, its editor, or will when a dialog before it is closed."""
        focused = self.window().focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def _remember_place(self) -> None:
        self._place = self.currentIndex().row()

    def _go_to_neighbour(self) -> None:
        """The current row is gone: the one that took its place is next, or the last one."""
        if self._place < 0 or self.currentIndex().isValid():
            return
        rows = self.model()
        places = [*range(self._place, rows.rowCount()), *range(min(self._place, rows.rowCount()) - 1, -1, -1)]
        found = (index for place in places if (index := rows.index(place, 0)).data(RowRole.ROW) is not None)
        self.setCurrentIndex(next(found, QModelIndex()))

    def _menu(self, index: QModelIndex) -> QMenu:
        kept = QPersistentModelIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open")).triggered.connect(lambda: self._open(kept))
        rename = menu.addAction(self.tr("Rename"))
        rename.setShortcut(QKeySequence(Qt.Key.Key_F2))
        rename.triggered.connect(lambda: self._rename(kept))
        menu.addSeparator()
        delete = menu.addAction(self.tr("Delete…"))
        delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        delete.triggered.connect(lambda: self._ask_to_delete(kept))
        return menu

    def _open(self, index: _Index) -> None:
        row = index.data(RowRole.ROW)
        if isinstance(row, Row):
            self.opened.emit(row.id)

    def _rename(self, index: _Index) -> None:
        if index.data(RowRole.ROW) is not None:
            self.edit(self.model().index(index.row(), 0))

    def _ask_to_delete(self, index: _Index) -> None:
        row = index.data(RowRole.ROW)
        if not isinstance(row, Row):
            return
        box = QMessageBox(self.window())
        box.setObjectName("confirmDelete")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Delete conversation"))
        box.setText(self.tr("Delete “{title}”?").format(title=row.title))
        box.setInformativeText(self.tr("It is removed for good, with all its answers."))
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        if (layout := box.layout()) is not None:
            # Qt leaves room at the left for the icon that is not there.
            layout.setContentsMargins(XS, XL, XL, L)
        box.setEscapeButton(cancel)
        delete.clicked.connect(lambda: self.delete_requested.emit(row.id))
        box.open()
