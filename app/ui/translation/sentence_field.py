"""A field of plain text that knows its sentences, and marks the one that is looked at in the other one."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from app.ui.theme import S, message_font

NOWHERE = -1


def width(text: str) -> int:
    """In the units of Qt's positions, of which letters beyond the first plane take two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class SentenceField(QPlainTextEdit):
    """Frameless, on the ground of what is around it.

    Signals:
        pointed(int): the pointer or the cursor is in this sentence now, or NOWHERE.
        focus_changed(bool): the field has, or has lost, the keyboard.
    """

    pointed = Signal(int)
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widths: Sequence[int] = ()
        self._ends: list[int] | None = None
        self._pointed = self._marked = NOWHERE
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(message_font())
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.document().setDocumentMargin(S)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def set_widths(self, widths: Sequence[int]) -> None:
        """How far each sentence reaches, with the white space behind it."""
        self._widths, self._ends = widths, None

    def mark(self, sentence: int) -> None:
        """Shows which sentence is the counterpart of the one that is looked at."""
        if sentence != self._marked:
            self._marked = sentence
            self._show_mark()

    def set_right_to_left(self, right_to_left: bool) -> None:
        """Where lines begin that have no direction of their own, and on which side the scroll bar stands."""
        option = self.document().defaultTextOption()
        direction, side = Qt.LayoutDirection.LayoutDirectionAuto, Qt.AlignmentFlag.AlignLeft
        if right_to_left:
            direction, side = Qt.LayoutDirection.RightToLeft, Qt.AlignmentFlag.AlignRight
        if option.textDirection() != direction:
            option.setTextDirection(direction)
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )

    def sentence_at(self, position: int) -> int:
        """The number of the sentence at this place of the document, or NOWHERE."""
        if self._ends is None:
            self._ends = list(accumulate(self._widths))
        index = bisect_right(self._ends, position)
        if index == len(self._ends) > 0 and position == self._ends[-1]:
            index -= 1  # behind the last letter
        return index if index < len(self._ends) else NOWHERE

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 3 * self.fontMetrics().lineSpacing())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self._under(event.position().toPoint()))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit(event.type() is QEvent.Type.FocusIn)
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(NOWHERE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_mark()

    def _under(self, point: QPoint) -> int:
        cursor = self.cursorForPosition(point)
        # Beside and below the text there is none.
        return (
            self.sentence_at(cursor.position())
            if self.cursorRect(cursor).adjusted(-3 * S, 0, 3 * S, 0).contains(point)
            else NOWHERE
        )

    def _on_cursor_moved(self) -> None:
        if self.hasFocus():
            self._point(self.sentence_at(self.textCursor().position()))

    def _point(self, sentence: int) -> None:
        if sentence != self._pointed:
            self._pointed = sentence
            self.pointed.emit(sentence)

    def _show_mark(self) -> None:
        if not 0 <= self._marked < len(self._widths):
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        begin = sum(self._widths[: self._marked])
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(begin, last))
        text = self.words(self._marked)
        cursor.setPosition(min(begin + width(text), last), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format.setBackground(self.palette().color(QPalette.ColorRole.Highlight))
        self.setExtraSelections([mark])

    def words(self, sentence: int) -> str:
        """The text of a sentence as it stands here, without the white space behind it."""
        raise NotImplementedError
