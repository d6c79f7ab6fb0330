"""A segment of code. The first of a fence has the card's head, the last its lower edge."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTextDocument

from app.domain.markdown.blocks import Block, Joint
from app.domain.visible import between
from app.ui.theme import RADIUS_CARD, RADIUS_CHIP
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.item import Column, Item, Target, paint_card, small_font
from app.ui.transcript.text.highlight import Run
from app.ui.transcript.text.listing import TAB, advance, append, colour, cut, listing, pitch
from app.ui.transcript.text.typography import Typography

_HEAD = 34.0
_PADDING = 14.0


class Code(Item):
    """Lines of code, all of the same height whatever letters and colours are in them."""

    def __init__(self, fence: Fence, block: Block) -> None:
        super().__init__()
        self.fence = fence
        self.joint = block.joint
        self.is_first = block.joint is Joint.NONE
        self.gap = 10.0 if self.is_first else 0.0
        self.is_open = block.is_open
        self._source = block.source
        self._colours: list[list[Run]] = []
        """Of its first lines; the others are plain."""
        self._code = block.code
        self.rows = self._split()
        """Its lines. The last one of an open segment may still grow."""
        self._was_selected = False
        """When it was painted. How far Qt paints a row as selected depends on the widest one."""
        self._is_last = True
        self.below = 8.0
        fence.join(self)

    @property
    def source(self) -> str:
        return self._source

    def set_block(self, block: Block) -> None:
        """The open segment has grown or is finished. Only what is new is written."""
        code, before, rows = block.code, self._code, self.rows
        self._source, self._code, self.is_open = block.source, code, block.is_open
        self.rows = self._split()
        if code.startswith(before):
            self._looks_different(len(rows) - 1)
            if self._document is not None and code != before:
                append(self._document, code[len(before) :])
        else:
            self._lose(rows)
        self.generation = -1
        self.fence.grew(self)

    def _looks_different(self, row: int) -> None:
        """From this row on; letters may reach into the row above."""
        y = 0.0
        if self._style is not None and not self.fence.wraps and not self._was_selected:
            y = self._top(self._style) + max(0, row - 1) * pitch(self._style)
        self.changed_from = min(self.changed_from, y) if self.generation == -1 else y

    def _split(self) -> list[str]:
        # What goes on with nothing is only the fence's end.
        return self._code.split("\n") if self._code or self.joint is not Joint.INLINE else []

    @property
    def is_last(self) -> bool:
        return self._is_last

    @is_last.setter
    def is_last(self, is_last: bool) -> None:
        self._is_last = is_last
        self.below = 8.0 if is_last else 0.0
        self.generation = -1

    def text(self) -> str:
        return self._code

    def shown(self, style: Typography) -> str:
        return self._code

    def selected(self, start: int, end: int) -> str:
        """As it was written, not as it is shown."""
        return between(self._code, start, end)

    def set_colours(self, first: int, rows: Sequence[list[Run]]) -> bool:
        """Gives lines their colours, from the line `first` on; whether they look different by that."""
        if self._colours[first : first + len(rows)] == rows:
            return False
        self._colours[first : first + len(rows)] = rows
        if self._document is not None:
            colour(self._document, self.style, first, rows)
            if self.changed_from:
                self._looks_different(first)
        return True

    def _lose(self, before: list[str]) -> None:
        """Its end goes into the next segment, or is read in another way. The lines before stay."""
        same = 0
        for row, other in zip(self.rows, before, strict=False):
            if row != other:
                break
            same += 1
        self._looks_different(same - 1)
        del self._colours[same:]
        if self._document is not None and same == len(self.rows):
            cut(self._document, same)
        else:
            self._document = None
        self.fence.lost(self, same)

    # Geometry

    def estimate(self, column: Column, style: Typography) -> float:
        columns = max(1, int((column.width - 2 * _padding(style)) / advance(style)))
        rows = sum(-(-len(row) // columns) or 1 for row in self.rows) if self.fence.wraps else len(self.rows)
        return rows * pitch(style) + self._top(style) + self._bottom(style)

    def lay_out(self, column: Column, style: Typography) -> None:
        """Without a document, unless the lines are wrapped: they are all of the same height."""
        self.left, self.width, self.changed_from = column.left, column.width, 0.0
        if style is not self._style:
            self._document, self._style = None, style
        self.fence.set_style(style)
        if self.fence.wraps and self.rows:
            document = self.ensure(style)
            self._set_text_width(document)
            self.height = document.size().height() + self._top(style) + self._bottom(style)
        else:
            self.height = self.estimate(column, style)
            self._measure()
        self.fence.scroll_by(0, self._seen())

    def origin(self) -> QPointF:
        return QPointF(_padding(self.style) - self.fence.scroll, self._top(self.style))

    def scroll_by(self, pixels: float) -> bool:
        """Moves the code of the whole fence sideways; whether there was anything to move."""
        return self.fence.scroll_by(pixels, self._seen())

    def _seen(self) -> float:
        """The width in which code is seen."""
        return self.width - 2 * _padding(self.style)

    def _top(self, style: Typography) -> float:
        return round(style.scaled(_HEAD)) if self.is_first else 0

    def _bottom(self, style: Typography) -> float:
        return _padding(style) if self.is_last else 0

    def _measure(self) -> None:
        if self._code.isascii() or self._document is None:
            columns = max((len(row.expandtabs(TAB)) for row in self.rows), default=0)
            widest = columns * advance(self.style)
        else:
            widest = self._document.idealWidth()
        self.fence.widest = max(self.fence.widest, widest)

    # The head

    def targets(self) -> list[Target]:
        if not self.is_first:
            return []
        label = self.fence.label
        copy = self._button(self._copy_words, self.width - 4)
        wrap = self._button(self._wrap_words, copy.left())
        return [
            Target(wrap, f"{self._wrap_words} the lines of the {label} code", "wrap"),
            Target(copy, f"Copy the {label} code", "copy"),
        ]

    @property
    def _copy_words(self) -> str:
        return "Copied" if self.fence.is_copied else "Copy"

    @property
    def _wrap_words(self) -> str:
        return "Unwrap" if self.fence.wraps else "Wrap"

    def _button(self, words: str, right: float) -> QRectF:
        # The words of the last one end where the code's padding begins.
        beside = _padding(self.style) - 4
        width = QFontMetricsF(small_font(self.style)).horizontalAdvance(words) + 2 * beside
        return QRectF(right - width, 4, width, self._top(self.style) - 6)

    def _paint_head(self, painter: QPainter) -> None:
        theme, style = self.style.theme, self.style
        wrap, copy = self.targets()
        painter.setFont(small_font(style))
        painter.setPen(theme.muted)
        left = _padding(style)
        head = QRectF(left, 2, wrap.rect.left() - left, self._top(style) - 2)
        label = QFontMetricsF(painter.font()).elidedText(
            self.fence.label, Qt.TextElideMode.ElideRight, head.width()
        )
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, label)
        for target, words in ((wrap, self._wrap_words), (copy, self._copy_words)):
            is_hovered = self.fence.hovered == target.verb
            if is_hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.hover)
                painter.drawRoundedRect(target.rect, RADIUS_CHIP, RADIUS_CHIP)
            painter.setPen(theme.text if is_hovered else theme.muted)
            painter.drawText(target.rect, Qt.AlignmentFlag.AlignCenter, words)

    # Painting

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        self._was_selected = selection is not None
        self._paint_ground(painter)
        top = self._top(self.style)
        if self.is_first and clip.top() < top:
            self._paint_head(painter)
        inner = QRectF(1, top, self.width - 2, self.height - top)
        painter.save()
        painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        super().paint(painter, clip.intersected(inner), selection)
        painter.restore()
        if self.is_last and not self.fence.wraps:
            self._paint_scroll_mark(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        """Its part of the card: what lies above and below belongs to the segments there."""
        theme = self.style.theme
        above = 0 if self.is_first else 2 * RADIUS_CARD
        below = 0 if self.is_last else 2 * RADIUS_CARD
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width, self.height), Qt.ClipOperation.IntersectClip)
        card = QRectF(0, -above, self.width, self.height + above + below)
        paint_card(painter, card, theme.code_ground, theme.border)
        painter.restore()

    def _paint_scroll_mark(self, painter: QPainter) -> None:
        seen, total = self._seen(), self.fence.widest
        if total <= seen + 1:
            return
        track = self.width - 24
        x = 12 + track * self.fence.scroll / total
        painter.setPen(QPen(self.style.theme.muted, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setOpacity(0.5)
        painter.drawLine(QPointF(x, self.height - 5), QPointF(x + track * seen / total, self.height - 5))
        painter.setOpacity(1)

    # The document

    @property
    def document(self) -> QTextDocument:
        """Made when it is first asked for: heights are known without it."""
        return self.ensure(self.style)

    def _build(self, style: Typography) -> QTextDocument:
        document = listing(self._code, style, wraps=self.fence.wraps)
        colour(document, style, 0, self._colours)
        self._set_text_width(document)
        document.size()  # lays it out: who asks for a document looks at its lines
        return document

    def _set_text_width(self, document: QTextDocument) -> None:
        width = self._seen() if self.fence.wraps and self.width else -1
        if document.textWidth() != width:
            document.setTextWidth(width)


def _padding(style: Typography) -> float:
    return round(style.scaled(_PADDING))
