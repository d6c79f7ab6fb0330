"""What a message is painted from: each item lays itself out, paints itself, and knows its text."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
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

from app.ui.theme import RADIUS_CARD, RADIUS_COMPOSER, TEXT_COLUMN
from app.ui.transcript.document import (
    MARKER,
    QUOTE_INDENT,
    QUOTE_LEVEL,
    RULE,
    Typography,
    markdown_document,
    plain_document,
)


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text stands in a viewport, in pixels."""

    left: float
    width: float

    @staticmethod
    def of(viewport_width: float, zoom: float) -> "Column":
        width = min(max(120.0, viewport_width - 48), TEXT_COLUMN * zoom)
        return Column((viewport_width - width) / 2, width)


@dataclass(frozen=True, slots=True)
class Target:
    """Something in an item that can be pressed, by mouse or by key."""

    rect: QRectF
    """Seen from the item's top left corner."""
    label: str
    verb: Literal["copy", "toggle", "open", "previous", "next"]
    link: str = ""


class Item(ABC):
    """One block of a message. `height` is right after `lay_out`, an estimate before."""

    gap = 12.0
    """Pixels above it, at zoom 1, when it is not the first of its message."""
    below = 0.0
    """Pixels more below it: a paragraph brings them along in the height of its last line."""

    def __init__(self) -> None:
        self.height = 0.0
        self.left = 0.0
        self.width = 0.0
        self._document: QTextDocument | None = None
        self._style: Typography | None = None

    def lay_out(self, column: Column, style: Typography) -> None:
        self._place(self.ensure(style), column, style)

    def ensure(self, style: Typography) -> QTextDocument:
        """The document in this style, made where it is missing."""
        if self._document is None or style is not self._style:
            self._style = style
            self._document = self._build(style)
        return self._document

    def release(self) -> None:
        """Gives the document back; the height stays."""
        self._document = None

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

    def origin(self) -> QPointF:
        """Where the document begins, seen from the item's own top left corner."""
        return QPointF(0, 0)

    def position_at(self, point: QPointF) -> int:
        """The text position nearest to `point`, seen from the item's top left corner."""
        layout = self.document.documentLayout()
        return layout.hitTest(point - self.origin(), Qt.HitTestAccuracy.FuzzyHit)

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

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        """Paints what lies in `clip`; both are seen from the item's top left corner."""
        painter.save()
        painter.translate(self.origin())
        clip = clip.translated(-self.origin())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = clip
        if selection is not None:
            context.selections = [self._selection(*selection)]
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        self.document.documentLayout().draw(painter, context)
        painter.restore()

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

    def _selection(self, start: int, end: int) -> QAbstractTextDocumentLayout.Selection:
        selection = QAbstractTextDocumentLayout.Selection()
        cursor = QTextCursor(self.document)
        last = self.document.characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        letters = QTextCharFormat()
        letters.setBackground(self.style.theme.selection)
        selection.cursor = cursor
        selection.format = letters
        return selection

    @abstractmethod
    def _build(self, style: Typography) -> QTextDocument: ...

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.left, self.width = column.left, column.width
        document.setTextWidth(column.width)
        self.height = document.size().height()


class Prose(Item):
    """A paragraph, heading, list, quote or table, from Markdown."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = source
        self._is_heading = source.lstrip().startswith("#")

    def set_source(self, source: str) -> None:
        if source != self._source:
            self._source = source
            self._document = None

    @property
    def source(self) -> str:
        return self._source

    def text(self) -> str:
        return self.selected(0, self.document.characterCount())

    def selected(self, start: int, end: int) -> str:
        """With the marks of lists, and with tabs between the cells of a table."""
        lines: list[str] = []
        row = None
        block = self.document.findBlock(min(start, self.document.characterCount() - 1))
        while block.isValid() and block.position() < end:
            text = self._piece(block, start, end)
            cell = _cell(block)
            if cell is not None and cell == row:
                lines[-1] += "\t" + text
            else:
                # A word at the beginning of an item is copied without its mark.
                at, last = block.position(), block.position() + block.length() - 1
                marked = at > start or (at == start and end > last)
                lines.append(self._mark(block) + text if marked else text)
            row = cell
            block = block.next()
        return "\n".join(lines).replace("\u2028", "\n").strip("\n")

    def _piece(self, block: QTextBlock, start: int, end: int) -> str:
        """Positions count as Qt does, in UTF-16: a Python string cannot be cut with them."""
        cursor = QTextCursor(block)
        cursor.setPosition(max(start, block.position()))
        last = block.position() + block.length() - 1
        cursor.setPosition(max(cursor.position(), min(end, last)), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def _mark(self, block: QTextBlock) -> str:
        marker = block.blockFormat().stringProperty(MARKER)
        return f"{marker} " if marker else ""

    def _build(self, style: Typography) -> QTextDocument:
        self.gap = 20.0 if self._is_heading else 12.0
        return markdown_document(self._source, style)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        super().paint(painter, clip, selection)
        layout = self.document.documentLayout()
        top = layout.hitTest(QPointF(0, clip.top()), Qt.HitTestAccuracy.FuzzyHit)
        block = self.document.findBlock(max(0, top))
        while block.isValid() and layout.blockBoundingRect(block).top() <= clip.bottom():
            form = block.blockFormat()
            if form.hasProperty(MARKER):
                self._paint_marker(painter, block, form.stringProperty(MARKER))
            if form.hasProperty(QUOTE_LEVEL):
                self._paint_bars(painter, block, form.intProperty(QUOTE_LEVEL))
            if form.hasProperty(RULE):
                middle = self.document.documentLayout().blockBoundingRect(block).center().y()
                painter.fillRect(QRectF(0, middle, self.width, 1), self.style.theme.border)
            block = block.next()

    def _paint_marker(self, painter: QPainter, block: QTextBlock, marker: str) -> None:
        """In front of the first line, on its base line."""
        rect = self.document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineAt(0)
        painter.setFont(self.style.font)
        painter.setPen(self.style.theme.muted)
        width = QFontMetricsF(self.style.font).horizontalAdvance(marker)
        # blockBoundingRect begins at the margin in tables' cells and at 0 elsewhere; the line knows.
        if block.textDirection() is Qt.LayoutDirection.RightToLeft:
            x = rect.left() + line.naturalTextRect().right() + self.style.scaled(8)
        else:
            x = rect.left() + line.position().x() - width - self.style.scaled(8)
        painter.drawText(QPointF(x, rect.top() + line.y() + line.ascent()), marker)

    def _paint_bars(self, painter: QPainter, block: QTextBlock, levels: int) -> None:
        rect = self.document.documentLayout().blockBoundingRect(block)
        # The bar goes on through the gap between two paragraphs of one quote.
        before = block.previous()
        top = rect.top()
        if before.isValid() and before.blockFormat().hasProperty(QUOTE_LEVEL):
            top = self.document.documentLayout().blockBoundingRect(before).bottom()
        for level in range(levels):
            x = self.style.scaled(QUOTE_INDENT * level)
            if block.textDirection() is Qt.LayoutDirection.RightToLeft:
                x = self.width - x - 3
            bar = QRectF(x, top, 3, rect.bottom() - top)
            painter.fillRect(bar, self.style.theme.border)


def _cell(block: QTextBlock) -> tuple[int, int] | None:
    """The table and the row in which a block stands."""
    table = QTextCursor(block).currentTable()
    return (table.firstPosition(), table.cellAt(block.position()).row()) if table else None


class Tinted(Item):
    """Plain text on a ground of its own: the user's prompt, a refusal."""

    def __init__(self, text: str, ground: str, letters: str, *, right: bool) -> None:
        """
        Args:
            ground, letters: the names of two of the theme's colours.
            right: stands at the right and is at most 80 % wide.
        """
        super().__init__()
        self._chunks = [text]
        self._ground, self._letters, self._right = ground, letters, right

    def append(self, text: str) -> None:
        self._chunks.append(text)
        self._document = None

    def origin(self) -> QPointF:
        # The line height's extra room lies below the letters: half of it belongs above them.
        above = QFontMetricsF(self.style.font).height() * 0.2
        return QPointF(self.style.scaled(14), self.style.scaled(9) + above)

    def _build(self, style: Typography) -> QTextDocument:
        return plain_document("".join(self._chunks), style, getattr(style.theme, self._letters))

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        padding = 2 * style.scaled(14)
        most = column.width * 0.8 if self._right else column.width
        document.setTextWidth(-1)
        ideal = document.idealWidth() + 1
        document.setTextWidth(min(ideal, most - padding))
        self.width = min(ideal, most - padding) + padding
        self.left = column.left + (column.width - self.width if self._right else 0)
        self.height = document.size().height() + 2 * style.scaled(9)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(getattr(self.style.theme, self._ground))
        painter.drawRoundedRect(QRectF(0, 0, self.width, self.height), RADIUS_COMPOSER, RADIUS_COMPOSER)
        super().paint(painter, clip, selection)


class Fold(Item):
    """Reasoning: a quiet line that opens to the whole text."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks: list[str] = []
        self._words = 0
        self._ends_in_space = True
        self.is_open = False

    def append(self, text: str) -> None:
        begins_inside = self._words and not self._ends_in_space and not text[:1].isspace()
        self._words += len(text.split()) - bool(begins_inside and text)
        self._ends_in_space = text[-1:].isspace() if text else self._ends_in_space
        self._chunks.append(text)
        if self._document is not None:
            cursor = QTextCursor(self._document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text)

    def ensure(self, style: Typography) -> QTextDocument:
        if self.is_open:
            return super().ensure(style)
        # Closed, it costs one line whatever came.
        self._style, self._document = style, None
        return QTextDocument()

    def end_of_text(self) -> QRectF:
        return super().end_of_text() if self.is_open else QRectF()

    def toggle(self) -> None:
        self.is_open = not self.is_open

    def _build(self, style: Typography) -> QTextDocument:
        return plain_document("".join(self._chunks).lstrip(), style, style.theme.muted)

    def text(self) -> str:
        return "".join(self._chunks).strip() if self.is_open else ""

    def origin(self) -> QPointF:
        return QPointF(self.style.scaled(16), self._head() + self.style.scaled(4))

    def targets(self) -> list[Target]:
        label = "Hide the reasoning" if self.is_open else "Show the reasoning"
        return [Target(QRectF(0, 0, self.width, self._head()), label, "toggle")]

    def _head(self) -> float:
        return self.style.scaled(24)

    def lay_out(self, column: Column, style: Typography) -> None:
        if self.is_open:
            super().lay_out(column, style)
            return
        self.ensure(style)
        self.left, self.width, self.height = column.left, column.width, self._head()

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.left, self.width = column.left, column.width
        document.setTextWidth(column.width - style.scaled(16))
        self.height = self._head() + document.size().height() + style.scaled(4)

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        theme = self.style.theme
        painter.setFont(small_font(self.style))
        painter.setPen(theme.muted)
        arrow = "▾" if self.is_open else "▸"
        head = QRectF(0, 0, self.width, self._head())
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"{arrow}  Reasoning · {self._words:,} words")
        if self.is_open:
            body = QRectF(0, self._head(), 3, self.height - self._head())
            painter.fillRect(body, theme.border)
            super().paint(painter, clip, selection)

    def selected(self, start: int, end: int) -> str:
        return super().selected(start, end) if self.is_open else ""

    def position_at(self, point: QPointF) -> int:
        return super().position_at(point) if self.is_open else 0

    def link_at(self, point: QPointF) -> str:
        return ""


def small_font(style: Typography) -> QFont:
    font = QFont(style.font)
    font.setPointSizeF(style.font.pointSizeF() * 0.87)
    return font


def paint_card(painter: QPainter, rect: QRectF, ground: QColor, border: QColor) -> None:
    painter.setPen(QPen(border, 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
