"""What stands at the end of the transcript: the banner, the caret of a stream, the mark of a wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.ui.banner import Banner

if TYPE_CHECKING:
    from app.services.chat import Chat
    from app.ui.transcript.stack import Stack

_SECONDS_SHOWN_FROM = 3
_GAP = 8
_RISE = 12
"""The banner stands nearer to its message than the next message would."""


class Footer(QObject):
    """
    Signals:
        ticked(): a second has passed while an answer is waited for.
    """

    ticked = Signal()

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self.banner = Banner(viewport)
        self.banner.hide()
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self.ticked)

    def height(self) -> int:
        return 0 if self.banner.isHidden() else self.banner.heightForWidth(self.banner.width()) + _GAP

    def refresh(self, chat: Chat | None, width: int) -> None:
        """Shows how the chat's last answer stands."""
        standing = chat.standing() if chat else None
        if standing is None or not standing.end.needs_banner:
            self.banner.hide_banner()
        else:
            self.banner.show_standing(standing)
            self.banner.resize(width, self.banner.heightForWidth(width))
        if chat is None or chat.turn is None:
            self._seconds.stop()
        elif not self._seconds.isActive():
            self._seconds.start()

    def place(self, left: int, bottom_of_stack: int, width: int) -> None:
        """Moves the banner to its place in the viewport."""
        if not self.banner.isHidden():
            height = self.banner.heightForWidth(width)
            self.banner.setGeometry(left, bottom_of_stack - _RISE, width, height)

    def caret(self, stack: Stack) -> QRectF | None:
        """Where the text of the last message ends; None where that is out of view, or before it begins."""
        last = stack.messages[-1].last_of_text() if stack.messages else None
        if last is None or last[1].generation < 0:
            return None
        top, item = last
        return item.end_of_text().translated(item.left, stack.top(len(stack.messages) - 1) + top)

    def paint(self, painter: QPainter, stack: Stack, chat: Chat | None) -> None:
        """Paints the caret or the mark, in the stack's coordinates."""
        turn = chat.turn if chat else None
        if turn is None or turn.state.end is not None or not stack.messages:
            return
        index, message, theme = len(stack.messages) - 1, stack.messages[-1], stack.style.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        if message.last_of_text() is not None:
            if (caret := self.caret(stack)) is not None:
                painter.drawRect(caret)
            return
        y = stack.top(index) + stack.style.scaled(30)
        painter.drawEllipse(QRectF(stack.column.left, y, 9, 9))
        seconds = int(time.monotonic() - turn.started_at)
        if seconds >= _SECONDS_SHOWN_FROM:
            painter.setPen(theme.muted)
            painter.setFont(stack.style.font)
            beside = QRectF(stack.column.left + 18, y - 8, 200, 24)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, f"{seconds} s")
