"""Painting the messages that are in view, with the line above an answer and the one below it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.domain.conversation import Role
from app.ui.transcript.items.item import small_font
from app.ui.transcript.message import GAP, HEAD, NOTE, MessageItems
from app.ui.transcript.selection import Selection
from app.ui.transcript.stack import Stack


def paint_messages(painter: QPainter, stack: Stack, clip: QRectF, selection: Selection | None) -> None:
    """Paints what lies in `clip`, in the stack's coordinates."""
    for index, top, _ in stack.visible(clip.top(), clip.bottom()):
        painter.save()
        painter.translate(0, top)
        _paint_message(painter, stack, clip.translated(0, -top), index, selection)
        painter.restore()


def _paint_message(
    painter: QPainter, stack: Stack, clip: QRectF, index: int, selection: Selection | None
) -> None:
    one = stack.messages[index]
    if one.role is Role.ASSISTANT and clip.top() < stack.style.scaled(HEAD):
        _paint_head(painter, stack, one)
    bottom = one.height - stack.style.scaled(GAP)
    if one.note and clip.bottom() > bottom - stack.style.scaled(NOTE):
        _paint_note(painter, stack, one, bottom)
    for number, top, item in one.between(clip.top(), clip.bottom()):
        one.lay_out_item(number)  # it may have had to give its document back
        painter.save()
        painter.translate(item.left, top)
        within = selection.within(index, number) if selection else None
        item.marks = stack.marks(index, number)
        item.paint(painter, clip.translated(-item.left, -top), within)
        painter.restore()


def _paint_head(painter: QPainter, stack: Stack, one: MessageItems) -> None:
    font = small_font(stack.style)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(stack.style.theme.muted)
    room = one.name_within(stack.column.width)
    rect = QRectF(stack.column.left, 0, room, stack.style.scaled(HEAD - 6))
    name = QFontMetricsF(font).elidedText(one.name, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)


def _paint_note(painter: QPainter, stack: Stack, one: MessageItems, bottom: float) -> None:
    painter.setFont(small_font(stack.style))
    painter.setPen(stack.style.theme.muted)
    height = stack.style.scaled(NOTE)
    rect = QRectF(stack.column.left, bottom - height, stack.column.width, height)
    painter.drawText(rect, Qt.AlignmentFlag.AlignBottom, one.note)
