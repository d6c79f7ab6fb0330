"""A table inside a list or a quote. One that stands by itself is an item of its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from app.ui.transcript.text.inline import Inline
from app.ui.transcript.text.typography import LINE_HEIGHT, Typography

if TYPE_CHECKING:
    from markdown_it.token import Token


def write_table(inline: Inline, tokens: "Sequence[Token]", style: Typography, indent: float) -> None:
    """Inserts the table at the cursor, which stands behind it afterwards; `indent` in pixels."""
    rows: list[list[Token]] = []
    aligned: list[Qt.AlignmentFlag] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
        elif token.type == "th_open":
            aligned.append(_alignment(str(token.attrs.get("style", ""))))
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return
    table = inline.cursor.insertTable(len(rows), columns, _table_format(style, indent))
    aligned += [Qt.AlignmentFlag.AlignLeft] * (columns - len(aligned))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            inline.cursor = _cell(table, y, x, aligned[x], style)
            if y == 0:
                inline.push(weight=QFont.Weight.DemiBold)
            inline.write(cell.children or [])
            if y == 0:
                inline.pop()
    inline.cursor.movePosition(QTextCursor.MoveOperation.End)


def _cell(table: QTextTable, y: int, x: int, align: Qt.AlignmentFlag, style: Typography) -> QTextCursor:
    place = table.cellAt(y, x)
    # A line's height leaves its extra room below the letters: the same goes above them.
    padding = place.format().toTableCellFormat()
    padding.setTopPadding(style.scaled(9))
    padding.setBottomPadding(style.scaled(5))
    place.setFormat(padding)
    cursor = place.firstCursorPosition()
    form = QTextBlockFormat()
    form.setLineHeight(135, LINE_HEIGHT)
    form.setAlignment(align)
    cursor.setBlockFormat(form)
    return cursor


def _table_format(style: Typography, indent: float) -> QTextTableFormat:
    form = QTextTableFormat()
    form.setCellPadding(style.scaled(6))
    form.setCellSpacing(0)
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderBrush(style.theme.border)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setLeftMargin(indent)
    form.setHeaderRowCount(1)
    form.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
    return form


def _alignment(style: str) -> Qt.AlignmentFlag:
    if "right" in style:
        return Qt.AlignmentFlag.AlignRight
    if "center" in style:
        return Qt.AlignmentFlag.AlignHCenter
    return Qt.AlignmentFlag.AlignLeft
