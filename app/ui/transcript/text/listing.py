"""Code as a document: every line of the same height, colours laid over the text."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
    QTextOption,
)

from app.domain.visible import in_code
from app.ui.transcript.text.highlight import Run
from app.ui.transcript.text.typography import Typography, new_document

TAB = 4
"""Columns."""

_LINE_HEIGHT = 1.45
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


def pitch(style: Typography) -> float:
    """From line to line, in whole pixels, whatever letters are in a line."""
    return round(QFontMetricsF(style.code).height() * _LINE_HEIGHT)


def advance(style: Typography) -> float:
    """From letter to letter."""
    return QFontMetricsF(style.code).horizontalAdvance("0")


def listing(code: str, style: Typography, *, wraps: bool) -> QTextDocument:
    """All lines, without colours yet. It has a letter for each of the code, in UTF-16."""
    document = new_document(style.code)
    option = document.defaultTextOption()
    if not wraps:
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTabStopDistance(TAB * advance(style))
    document.setDefaultTextOption(option)
    form = QTextBlockFormat()
    form.setLineHeight(pitch(style), _FIXED)
    form.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    if wraps:
        # What goes on in the next row of the screen is set in a little.
        form.setLeftMargin(2 * advance(style))
        form.setTextIndent(-2 * advance(style))
    letters = QTextCharFormat()
    letters.setForeground(style.theme.code_text)
    cursor = QTextCursor(document)
    cursor.setBlockFormat(form)
    cursor.setBlockCharFormat(letters)
    cursor.insertText(_visible(code), letters)
    return document


def append(document: QTextDocument, code: str) -> None:
    """More code, in the same line and in new ones."""
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(_visible(code))


def cut(document: QTextDocument, rows: int) -> None:
    """Only the first lines stay."""
    cursor = QTextCursor(document.findBlockByNumber(rows - 1))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()


def colour(document: QTextDocument, style: Typography, first: int, rows: Sequence[list[Run]]) -> None:
    """Colours the lines from the line `first` on. Neither text nor height changes by it."""
    formats: dict[str, QTextCharFormat] = {}
    block = document.findBlockByNumber(first)
    start = block.position()
    for runs in rows:
        ranges, position = [], 0
        for piece, kind in runs:
            length = _units(piece)
            if kind != "text":
                if kind not in formats:
                    formats[kind] = QTextCharFormat()
                    formats[kind].setForeground(getattr(style.theme, f"code_{kind}"))
                one = QTextLayout.FormatRange()
                one.start, one.length, one.format = position, length, formats[kind]
                ranges.append(one)
            position += length
        block.layout().setFormats(ranges)
        block = block.next()
    end = block.position() if block.isValid() else document.characterCount()
    document.markContentsDirty(start, end - start)


def _units(text: str) -> int:
    """Its length as Qt counts: in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_PICTURES = dict.fromkeys((0x85, 0x2028, 0x2029), 0x2424)
_PICTURES |= dict.fromkeys((0xFDD0, 0xFDD1, 0xFFFC), 0xFFFD)
_PICTURES[0x0D] = 0x200B
_UNSEEN = re.compile(f"[{''.join(map(re.escape, map(chr, _PICTURES)))}]")


def _visible(code: str) -> str:
    """With pictures of what cannot be seen, or would set the line in another order: each as long as it is."""
    code = in_code(code)
    return code.translate(_PICTURES) if _UNSEEN.search(code) else code
