"""The list of conversations: one line each, opened by a click or Enter."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QCursor, QFont, QKeyEvent, QKeySequence, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.conversation_row import Row
from app.ui.conversation_rows import ConversationRows, RowRole
from app.ui.theme import RADIUS_CHIP, XL, XS, L, S

_Index = QModelIndex | QPersistentModelIndex
_DOT = 6


class ConversationList(QListView):
    """
    Signals:
        opened(str): the conversation of this id.
        delete_requested(str): the user wants it gone, and has confirmed it.
    """

    opened = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, rows: ConversationRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown_id: str | None = None
        """The conversation that is open. The current index, the keyboard’s place, may be elsewhere."""
        self.setObjectName("conversationList")
        self.setAccessibleName(self.tr("Conversations"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._place = self._hovered = -1
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self.setModel(rows)
        rows.layoutAboutToBeChanged.connect(self._remember_place)
        rows.layoutChanged.connect(self._go_to_neighbour)
        self.setItemDelegate(_RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

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


class _RowDelegate(QStyledItemDelegate):
    """Paints a row: its title, cut where it must be, and a dot while it is being answered."""

    def __init__(self, view: ConversationList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, max(36, self._view.fontMetrics().height() + 4 * XS))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        where: QRect = option.rect
        palette, role = self._view.palette(), QPalette.ColorRole
        row = index.data(RowRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._view.font())
        words = where.adjusted(2 * S, 0, -2 * S, 0)
        if not isinstance(row, Row):
            self._paint_heading(painter, words, index.data())
            painter.restore()
            return
        chip = QRectF(where).adjusted(S, 1, -S, -1)
        shown, hovered = row.id == self._view.shown_id, index == self._view.hovered_index()
        if shown or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(role.Mid if shown else role.Midlight))
            painter.drawRoundedRect(chip, RADIUS_CHIP, RADIUS_CHIP)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(palette.color(role.Accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(chip.adjusted(1, 1, -1, -1), RADIUS_CHIP, RADIUS_CHIP)
        if row.streaming:
            words.setRight(words.right() - 2 * S)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(role.Accent))
            painter.drawEllipse(QPoint(where.right() - 2 * S - _DOT // 2, where.center().y() + 1), 3, 3)
        painter.setPen(palette.color(role.Text))
        title = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, title)
        painter.restore()

    def _paint_heading(self, painter: QPainter, words: QRect, title: str) -> None:
        font = QFont(self._view.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._view.palette().color(QPalette.ColorRole.PlaceholderText))
        words.setBottom(words.bottom() - XS)
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom, title)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        where: QRect = option.rect
        editor.setGeometry(where.adjusted(XS, 0, -XS, 0))
