"""What a message is painted from: each item lays itself out, paints itself, and knows its text."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.domain.markdown.blocks import Joint
from app.ui.theme import RADIUS_CARD, TEXT_COLUMN, WIDE_COLUMN
from app.ui.transcript.items.found import paint_found
from app.ui.transcript.selection import Mark
from app.ui.transcript.text.typography import Typography


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text stands in a viewport, in pixels."""

    left: float
    width: float

    @staticmethod
    def of(viewport_width: float, zoom: float) -> "Column":
        width = min(max(120.0, viewport_width - 48), TEXT_COLUMN * zoom)
        return Column((viewport_width - width) / 2, width)

    def wide(self, zoom: float) -> float:
        """How wide tables and code may get from `left` on, where the viewport has room."""
        room = self.width + self.left - 24
        return max(self.width, min(WIDE_COLUMN * zoom, room))


@dataclass(frozen=True, slots=True)
class Target:
    """Something in an item that can be pressed, by mouse or by key."""

    rect: QRectF
    """Seen from the item's top left corner."""
    label: str
    verb: Literal["copy", "wrap", "toggle", "open", "previous", "next", "view", "scroll"]
    link: str = ""


class Item(ABC):
    """One block of a message. `height` is right after `lay_out`, an estimate before."""

    gap = 12.0
    """Pixels above it, at zoom 1, when it is not the first of its message."""
    below = 0.0
    """Pixels more below it: a paragraph brings them along in the height of its last line."""
    joint = Joint.NONE
    """How it stands to the item before it."""
    selection_ground = "selection"
    """The name of the theme's colour behind what is selected in it."""
    marks: Sequence[Mark] = ()
    """What was looked for in it."""

    built = 0
    """How many documents have been made for items since the program began."""

    def __init__(self) -> None:
        self.generation = -1
        """Of the width and type for which it is laid out; -1 when it has changed since, or never was."""
        self.changed_from = 0.0
        """Where it is to be laid out anew: from which y on it looks different."""
        self.height = 0.0
        self.left = 0.0
        self.width = 0.0
        self._document: QTextDocument | None = None
        self._style: Typography | None = None

    def above(self, style: Typography) -> float:
        """Pixels between the item before it and this one; negative where both share a line."""
        return style.scaled(self.gap)

    def estimate(self, column: Column, style: Typography) -> float:
        """A height without laying anything out."""
        return estimated_height(len(self.source), self.source.count("\n"), column, style)

    @property
    def source(self) -> str:
        """What it is made from, as it was written."""
        return ""

    def lay_out(self, column: Column, style: Typography) -> None:
        self._place(self.ensure(style), column, style)

    def ensure(self, style: Typography) -> QTextDocument:
        """The document in this style, made where it is missing."""
        if self._document is None or style is not self._style:
            self._style = style
            self._document = self._build(style)
            Item.built += 1
        return self._document

    def release(self) -> None:
        """Gives the document back; the height stays."""
        self._document = None
        self.generation = -1

    @property
    def document(self) -> QTextDocument:
        """Only after `lay_out`."""
        assert self._document is not None
        return self._document

    @property
    def style(self) -> Typography:
        assert self._style is not None
        return self._style

    def text(self) -> str:
        return self.document.toPlainText()

    def shown(self, style: Typography) -> str:
        """The letters of its document, each at its position. It leaves no document behind."""
        had_one = self._document is not None
        shown = self.ensure(style).toRawText()
        if not had_one:
            self._document = None
        return shown

    def origin(self) -> QPointF:
        """Where the document begins, seen from the item's own top left corner."""
        return QPointF(0, 0)

    def position_at(self, point: QPointF) -> int:
        """The text position nearest to `point`, seen from the item's top left corner."""
        layout = self.document.documentLayout()
        return layout.hitTest(point - self.origin(), Qt.HitTestAccuracy.FuzzyHit)

    def holds(self, point: QPointF) -> bool:
        """Whether a point at its height is its own: in a line that it shares, the item before has a part."""
        return True

    def line_top(self, position: int) -> float:
        """Where the line of this text position begins, seen from the item's top."""
        # The text may be shorter than it was when the position was noted.
        position = min(position, self.document.characterCount() - 1)
        block = self.document.findBlock(position)
        line = block.layout().lineForTextPosition(position - block.position())
        top = self.document.documentLayout().blockBoundingRect(block).top() + self.origin().y()
        return top + line.y() if line.isValid() else top

    def link_at(self, point: QPointF) -> str:
        return self.document.documentLayout().anchorAt(point - self.origin())

    def targets(self) -> list[Target]:
        """What can be pressed in it: the links of its text. Only after `lay_out`."""
        layout = self.document.documentLayout()
        targets = []
        block = self.document.begin()
        while block.isValid():
            for one in cast("Iterable[QTextBlock.iterator]", block):
                fragment = one.fragment()
                link = fragment.charFormat().anchorHref()
                if not link:
                    continue
                line = block.layout().lineForTextPosition(fragment.position() - block.position())
                start, _ = cast("tuple[float, int]", line.cursorToX(fragment.position() - block.position()))
                at = layout.blockBoundingRect(block).topLeft() + self.origin()
                width = QFontMetricsF(fragment.charFormat().font()).horizontalAdvance(fragment.text())
                rect = QRectF(at.x() + start, at.y() + line.y(), width, line.height())
                targets.append(Target(rect, f"Open {link}", "open", link))
            block = block.next()
        return targets

    def selected(self, start: int, end: int) -> str:
        """The text between two positions; `end` may lie behind the last one."""
        cursor = QTextCursor(self.document)
        last = self.document.characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selection().toPlainText()

    def selected_up_to(self, end: int) -> str:
        """The text up to a position, of a selection that comes from an item before."""
        return self.selected(0, end)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        """Paints what lies in `clip`; both are seen from the item's top left corner."""
        painter.save()
        painter.translate(self.origin())
        clip = clip.translated(-self.origin())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = clip
        if selection is not None:
            ground = getattr(self.style.theme, self.selection_ground)
            context.selections = [self._range(*part, ground) for part in self._beside_current(*selection)]
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        self.document.documentLayout().draw(painter, context)
        if self.marks:
            paint_found(painter, self.document, self.marks, clip, self.style.theme)
        painter.restore()

    def _beside_current(self, start: int, end: int) -> list[tuple[int, int]]:
        """What is selected but for the current match, which would be lost in it."""
        current = next((mark for mark in self.marks if mark.is_current), None)
        if current is None or current.end <= start or end <= current.start:
            return [(start, end)]
        parts = [(start, current.start), (current.end, end)]
        return [part for part in parts if part[0] < part[1]]

    def end_of_text(self) -> QRectF:
        """Where a caret behind the last character stands, seen from the item's top left corner."""
        block = self.document.lastBlock()
        layout = block.layout()
        if layout.lineCount() == 0:
            return QRectF()
        line = layout.lineAt(layout.lineCount() - 1)
        x, _ = cast("tuple[float, int]", line.cursorToX(block.length() - 1))
        at = self.document.documentLayout().blockBoundingRect(block).topLeft() + self.origin()
        metrics = QFontMetricsF(block.charFormat().font())
        bottom = at.y() + line.y() + line.height()
        return QRectF(at.x() + x, bottom - metrics.height(), 2, metrics.height())

    def _range(self, start: int, end: int, ground: QColor) -> QAbstractTextDocumentLayout.Selection:
        selection = QAbstractTextDocumentLayout.Selection()
        cursor = QTextCursor(self.document)
        last = self.document.characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        letters = QTextCharFormat()
        letters.setBackground(ground)
        selection.cursor = cursor
        selection.format = letters
        return selection

    @abstractmethod
    def _build(self, style: Typography) -> QTextDocument: ...

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.left, self.width = column.left, column.width
        document.setTextWidth(column.width)
        self.height = document.size().height()


def estimated_height(chars: int, lines: int, column: Column, style: Typography) -> float:
    """The height of about so many characters of text in so many lines."""
    per_line = max(10.0, column.width / (style.font.pointSizeF() * 0.68))
    return (chars / per_line + lines / 2 + 1) * style.font.pointSizeF() * 2.05


def joined(pieces: Iterable[tuple[Joint, str]]) -> str:
    """The texts of items, as far from each other as they stand; those without text are left out."""
    between = {Joint.NONE: "\n\n", Joint.NEXT: "\n", Joint.INLINE: ""}
    text = ""
    for joint, piece in pieces:
        # An empty line of code is one, an item without a text is not.
        if piece or joint is not Joint.NONE:
            text += (between[joint] if text else "") + piece
    return text


def small_font(style: Typography) -> QFont:
    font = QFont(style.font)
    font.setPointSizeF(style.font.pointSizeF() * 0.87)
    return font


def paint_card(painter: QPainter, rect: QRectF, ground: QColor, border: QColor) -> None:
    painter.setPen(QPen(border, 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
