"""How the rows of the list are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.visible import in_text
from app.services.activity import Activity
from app.ui.conversation_row import Row
from app.ui.conversation_rows import RowRole
from app.ui.icons import paint_icon
from app.ui.theme import RADIUS_CHIP, XS, S

if TYPE_CHECKING:
    from app.ui.conversation_list import ConversationList

_Index = QModelIndex | QPersistentModelIndex
_SIGN = 14
_DOT = 3.5
_SMALL_DOT = 1.5


class RowDelegate(QStyledItemDelegate):
    """Paints a row: its title, cut where it must be, and a sign of what goes on in it."""

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
        if row.activity is not None:
            self._paint_sign(painter, row.activity, _square(where.right() - 2 * S - _SIGN, where))
            words.setRight(words.right() - _SIGN - XS)
        if row.is_temporary:
            muted, ghost = palette.color(role.PlaceholderText), _square(words.left(), where)
            paint_icon(painter, "ghost-line", muted, ghost)
            words.setLeft(words.left() + _SIGN + XS)
        painter.setPen(palette.color(role.Text))
        title = painter.fontMetrics().elidedText(
            in_text(row.title), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, title)
        painter.restore()

    def _paint_sign(self, painter: QPainter, activity: Activity, where: QRectF) -> None:
        """Of four shapes: the colour is never all that tells them apart."""
        accent = self._view.palette().color(QPalette.ColorRole.Accent)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        match activity:
            case Activity.ANSWERING:
                for step in (-5, 0, 5):
                    painter.drawEllipse(where.center() + QPointF(step, 0), _SMALL_DOT, _SMALL_DOT)
            case Activity.AT_PROVIDER:
                paint_icon(painter, "cloud-line", accent, where)
            case Activity.UNSEEN:
                painter.drawEllipse(where.center(), _DOT, _DOT)
            case Activity.NEEDS_YOU:
                paint_icon(painter, "error-warning-fill", self._view.warning_colour, where)

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


def _square(left: int, row: QRect) -> QRectF:
    """For a sign in the middle of a row's height."""
    return QRectF(left, row.center().y() + 1 - _SIGN / 2, _SIGN, _SIGN)
