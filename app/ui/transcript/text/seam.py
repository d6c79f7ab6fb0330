"""Where a paragraph goes on that was cut: the first line begins where the last line before it ended."""

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextCursor, QTextDocument, QTextLayout, QTextOption


@dataclass(frozen=True, slots=True)
class End:
    """The last line of a document that is laid out."""

    advance: float
    """How far it reaches, from the side where the text begins."""
    base: float
    """Its base line, below the document's top."""
    bottom: float
    """Of the last paragraph, without the room below its last line."""
    height: float
    """Of the whole document."""
    direction: Qt.LayoutDirection


def end_of(document: QTextDocument) -> End:
    block = document.lastBlock()
    direction, layout = block.textDirection(), block.layout()
    # Asked first: only then are the lines sure to be laid out.
    height, rect = document.size().height(), document.documentLayout().blockBoundingRect(block)
    if layout.lineCount() == 0:
        return End(0.0, height, rect.bottom(), height, direction)
    line = layout.lineAt(layout.lineCount() - 1)
    x, _ = cast("tuple[float, int]", line.cursorToX(block.length() - 1))
    is_left = direction is Qt.LayoutDirection.LeftToRight
    advance = x - _indent(block) if is_left else document.textWidth() - _indent(block) - x
    return End(advance, rect.top() + line.y() + line.ascent(), rect.bottom(), height, direction)


def last_line(document: QTextDocument, position: int | None = None) -> float:
    """Where the last line begins, or that of `position`, below the top. Only where it is laid out."""
    block = document.lastBlock()
    layout, count = block.layout(), block.layout().lineCount()
    top = document.documentLayout().blockBoundingRect(block).top()
    if not count or (position is not None and position < block.position()):
        return top
    line = layout.lineAt(count - 1)
    if position is not None:
        line = layout.lineForTextPosition(position - block.position())
    return top + line.y()


def join(document: QTextDocument, end: End | None) -> float | None:
    """Lets the first line go on behind `end`; gives its own base line.

    None, and a line of its own, where there is no end or the first word has no room behind it. A space with
    which the document begins is then not seen, as none is at the end of a line.
    """
    block = document.firstBlock()
    space = QFontMetricsF(document.defaultFont()).horizontalAdvance(" ") if block.text()[:1] == " " else 0.0
    goes_on = end is not None and (not space or _fits(block, end))
    _set_indent(block, end.advance if end is not None and goes_on else -space, end)
    if not goes_on:
        return None
    top = document.documentLayout().blockBoundingRect(block).top()
    line = block.layout().lineAt(0)
    return top + line.y() + line.ascent()


def _set_indent(block: QTextBlock, indent: float, end: End | None) -> None:
    form = block.blockFormat()
    direction = end.direction if end else Qt.LayoutDirection.LayoutDirectionAuto
    if form.textIndent() != indent or form.layoutDirection() != direction:
        form.setTextIndent(indent)
        form.setLayoutDirection(direction)
        QTextCursor(block).setBlockFormat(form)


def _fits(block: QTextBlock, end: End) -> bool:
    """Whether the first word has room in the line; a line breaks inside a word only if it begins there."""
    room = block.document().textWidth() - _indent(block) - end.advance
    layout = QTextLayout(block.text()[:200], block.document().defaultFont())
    layout.setFormats([one for one in block.textFormats() if one.start < 200])
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    option.setTextDirection(end.direction)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(0.0, room))
    layout.endLayout()
    return line.naturalTextWidth() <= room and line.textLength() > 1


def _indent(block: QTextBlock) -> float:
    return block.blockFormat().indent() * block.document().indentWidth()
