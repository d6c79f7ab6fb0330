"""What a model writes when it does not write code."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextBlock, QTextCursor, QTextDocument

from app.domain.markdown.blocks import Block, Joint, References
from app.ui.transcript.items.item import Column, Item, Target
from app.ui.transcript.items.markings import paint_markings
from app.ui.transcript.text.formula import text_between
from app.ui.transcript.text.growth import Tail, appended, ends_plainly, tail
from app.ui.transcript.text.markdown import LOOSE, MARKER, NESTING, TIGHT, written
from app.ui.transcript.text.maths import Formula
from app.ui.transcript.text.seam import End, end_of, join, last_line
from app.ui.transcript.text.typography import Typography

_MOST_JOINED = 8
"""Pieces of one paragraph that share their lines: where each stands depends on all before it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How a document stands that is laid out for a width."""

    width: float
    inset: float
    """Pixels above it that belong to the item."""
    above: float
    """Pixels between it and the item before; negative where it goes on in that one's last line."""
    before: "_Place | None"
    """How the item before stands, in whose last line it goes on."""


class Prose(Item):
    """A paragraph, heading, list or quote, or a piece of one, from Markdown."""

    def __init__(self, block: Block, references: References, follows: "Prose | None" = None) -> None:
        """`follows`: the item before it, if the block goes on in the same construct."""
        super().__init__()
        self.joint = block.joint
        self._block = block
        self._references = references
        self._follows = follows if block.joint is not Joint.NONE else None
        is_inline = self._follows is not None and block.joint is Joint.INLINE
        self._piece: int = self._follows._piece + 1 if self._follows and is_inline else 0
        self._ends_plainly = False
        self._tail: Tail | None = None
        self._laid: _Place | None = None
        self._end: End | None = None
        self._targets: list[Target] | None = None
        self.untypeset: tuple[Formula, ...] = ()
        """Formulas that are shown as their source until they are typeset."""

    @property
    def block(self) -> Block:
        return self._block

    @property
    def source(self) -> str:
        return self._block.source

    def set_block(self, block: Block) -> None:
        """More of it has come, or it is finished, or what it refers to has been found."""
        before, self._block = self._block, block
        was_laid_out = self.generation >= 0
        self.generation, self.changed_from = -1, 0.0
        inset = self.origin().y()
        self._laid = self._end = self._targets = None
        if self._document is None:
            return
        more = appended(before.source, block.source) if self._ends_plainly and block.is_open else None
        last = (
            last_line(self._document, self._tail.position - 1 if self._tail else None) if was_laid_out else 0
        )
        if more is not None:
            cursor = QTextCursor(self._document)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(more, cursor.charFormat())
        elif not self._rewrite_tail():
            self._document = None
            return
        if was_laid_out:
            # No letter moves but those of the last lines.
            self.changed_from = inset + last

    def _rewrite_tail(self) -> bool:
        """Whether it was enough to parse and write the end of the paragraph."""
        tail_block = self._tail.block(self._block) if self._tail and self._block.is_open else None
        if self._tail is None or tail_block is None:
            return False
        tokens = tail_block.tokens(self._references)
        if not self._tail.write(self.document, tokens, self.style):
            return False
        self._ends_plainly = ends_plainly(tail_block, tokens)
        if self._ends_plainly:
            self._tail = tail(tail_block, tokens, self.document, self._tail.start) or self._tail
        return True

    def typeset(self) -> None:
        """Formulas that it shows as their source have been typeset."""
        self.release()

    def release(self) -> None:
        super().release()
        self._targets = None

    # Layout

    def _build(self, style: Typography) -> QTextDocument:
        tokens = self._block.tokens(self._references)
        self._ends_plainly = self._block.is_open and ends_plainly(self._block, tokens)
        self._laid = self._end = self._targets = None
        result = written(tokens, style, " " if self._goes_on_behind_space() else "")
        self._tail = tail(self._block, tokens, result.document) if self._ends_plainly else None
        self.untypeset = result.untypeset
        self.gap = result.gap
        if self.joint is Joint.NONE:
            self.gap = 20.0 if tokens and tokens[0].type == "heading_open" else 12.0
        elif result.document.firstBlock().blockFormat().hasProperty(MARKER):
            self.gap = LOOSE if self._block.is_loose else TIGHT
        return result.document

    def _goes_on_behind_space(self) -> bool:
        if self._follows is None or self.joint is not Joint.INLINE:
            return False
        return self._follows.source[-1:].isspace() or self.source[:1].isspace()

    def above(self, style: Typography) -> float:
        if self._laid is not None:
            return self._laid.above
        match self.joint:
            case Joint.NONE:
                return style.scaled(self.gap)
            case Joint.NEXT:
                return 0.0
        return -style.font.pointSizeF() * 2.05

    def origin(self) -> QPointF:
        return QPointF(0, self._laid.inset if self._laid else 0.0)

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        place = self._lay(document, column, style)
        self.left, self.width = column.left, column.width
        self.height = place.inset + document.size().height()
        self._targets, self.changed_from = None, 0.0

    def _lay(self, document: QTextDocument, column: Column, style: Typography) -> _Place:
        before = self._before(column, style)
        if self._laid is not None and self._laid.width == column.width and self._laid.before is before:
            return self._laid
        document.setTextWidth(column.width)
        inset = above = 0.0
        match self.joint:
            case Joint.NONE:
                above = style.scaled(self.gap)
            case Joint.INLINE:
                end = self._follows.end() if self._follows and before else None
                base = join(document, end)
                if before is not None and end is not None and base is not None:
                    inset, above = _on(before, end, end.base - base)
            case Joint.NEXT:
                # The gap is a part of the item, so that the bar of a quote goes on through it.
                room = document.firstBlock().blockFormat().lineHeight() if self._quotes() else 0.0
                inset, above = round(style.scaled(self.gap)) + room, -room
        self._end = None
        self._laid = _Place(column.width, inset, above, before)
        return self._laid

    def end(self) -> End:
        """Where its text ends. Only after `lay_out`."""
        if self._end is None:
            self._end = end_of(self.document)
        return self._end

    def _before(self, column: Column, style: Typography) -> _Place | None:
        if self._follows is None or self.joint is not Joint.INLINE or self._piece % _MOST_JOINED == 0:
            return None
        return self._follows._lay(self._follows.ensure(style), column, style)

    def _quotes(self) -> str:
        """The nesting of the quotes that go on from the item before, as far as the innermost of them."""
        count = sum(container.mark == ">" for container in self._block.context.chain)
        if self.joint is not Joint.NEXT or not count:
            return ""
        nesting = self.document.firstBlock().blockFormat().stringProperty(NESTING)
        places = [at for at, kind in enumerate(nesting) if kind == "q"][:count]
        return nesting[: places[-1] + 1] if places else ""

    # Text

    def text(self) -> str:
        return self.selected(0, self.document.characterCount())

    def selected(self, start: int, end: int) -> str:
        """With the marks of lists, the sources of formulas, and tabs between the cells of a table."""
        lines: list[str] = []
        row = None
        block = self.document.findBlock(min(start, self.document.characterCount() - 1))
        while block.isValid() and block.position() < end:
            text = self._text_in(block, start, end)
            cell = _cell(block)
            if cell is not None and cell == row:
                lines[-1] += "\t" + text
            else:
                # A word at the beginning of an item is copied without its mark.
                at, last = block.position(), block.position() + block.length() - 1
                marked = at > start or (at == start and end > last)
                lines.append(_mark(block) + text if marked else text)
            row = cell
            block = block.next()
        return "\n".join(lines).replace("\u2028", "\n").strip("\n")

    def selected_up_to(self, end: int) -> str:
        text, first = self.selected(0, end), self.document.firstBlock()
        mark = _mark(first)
        return text if not mark or text.startswith(mark) else mark + text

    def _text_in(self, block: QTextBlock, start: int, end: int) -> str:
        """Positions count as Qt does, in UTF-16: a Python string cannot be cut with them."""
        first, last = block.position(), block.position() + block.length() - 1
        return text_between(self.document, min(max(start, first), last), min(end, last))

    # Hands

    def holds(self, point: QPointF) -> bool:
        if self._laid is None or self._laid.above >= 0:
            return True
        line = self.document.firstBlock().layout().lineAt(0)
        if point.y() >= self._laid.inset + line.rect().bottom():
            return True
        if self.end().direction is Qt.LayoutDirection.RightToLeft:
            return point.x() <= line.naturalTextRect().right()
        return point.x() >= line.x()

    def targets(self) -> list[Target]:
        if self._targets is None:
            self._targets = super().targets()
        return self._targets

    # Painting

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        inset = self.origin().y()
        painter.save()
        painter.translate(0, inset)
        within = clip.translated(0, -inset)
        paint_markings(painter, self.document, within, self.style, (self._quotes(), inset))
        painter.restore()
        super().paint(painter, clip, selection)


def _on(before: _Place, end: End, top: float) -> tuple[float, float]:
    """What stands at `top` of the document before: what is over whole pixels, and the pixels up to there."""
    top += before.inset
    return top - math.floor(top), math.floor(top) - math.ceil(before.inset + end.height)


def _mark(block: QTextBlock) -> str:
    marker = block.blockFormat().stringProperty(MARKER)
    return f"{marker} " if marker else ""


def _cell(block: QTextBlock) -> tuple[int, int] | None:
    """The table and the row in which a block stands."""
    table = QTextCursor(block).currentTable()
    return (table.firstPosition(), table.cellAt(block.position()).row()) if table else None
