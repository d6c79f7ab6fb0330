"""Markdown tokens to QTextDocuments. No tag, image or other resource is ever loaded."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from app.ui.transcript.text.typography import LINE_HEIGHT, Typography, new_document

if TYPE_CHECKING:
    from markdown_it.token import Token

QUOTE_LEVEL = QTextBlockFormat.Property.UserProperty + 1
RULE = QTextBlockFormat.Property.UserProperty + 2
MARKER = QTextBlockFormat.Property.UserProperty + 3
"""What stands before a list's item: a bullet, a number, a box. Painted, so that it sits on the line."""

LIST_INDENT, QUOTE_INDENT = 24, 16
"""Pixels, at zoom 1."""
_STEP = 8
"""Both are steps of the document's indent, which stands at the side where the text begins."""

_HEADING_SCALE = {"h1": 1.5, "h2": 1.25, "h3": 1.1}


def markdown_document(
    tokens: "Sequence[Token]", style: Typography, color: QColor | None = None
) -> QTextDocument:
    """The document of one prose block; `color` is that of its plain text."""
    document = new_document(style.font)
    document.setIndentWidth(style.scaled(_STEP))
    _Writer(document, style, color or style.theme.text).write(tokens)
    return document


def write_inline(
    cursor: QTextCursor, tokens: "Sequence[Token]", style: Typography, *, is_bold: bool = False
) -> None:
    """Inserts what stands in one line, as in the cell of a table; `tokens` are an inline token's children."""
    _Writer(cursor.document(), style, style.theme.text).write_line(cursor, tokens, is_bold=is_bold)


class _Writer:
    def __init__(self, document: QTextDocument, style: Typography, color: QColor) -> None:
        self._style = style
        self._cursor = QTextCursor(document)
        self._letters: list[QTextCharFormat] = [QTextCharFormat()]
        self._letters[0].setForeground(color)
        self._numbers: list[int | None] = []
        """For each open list the number of its next item; None for bullets."""
        self._marker = ""
        self._quotes = 0
        self._is_first = True

    def write(self, tokens: "Sequence[Token]") -> None:
        self._cursor.beginEditBlock()
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
                self._table(tokens[index:end])
                index = end
            else:
                self._block(token)
            index += 1
        self._cursor.endEditBlock()

    def write_line(self, cursor: QTextCursor, tokens: "Sequence[Token]", *, is_bold: bool) -> None:
        self._cursor = cursor
        if is_bold:
            self._push(weight=QFont.Weight.DemiBold)
        self._inline(tokens)

    def _block(self, token: "Token") -> None:
        match token.type:
            case "paragraph_open":
                self._begin(5 if token.hidden else 10)
            case "heading_open":
                self._begin(18, heading=token.tag)
            case "inline":
                self._inline(token.children or [], may_be_task=bool(self._numbers))
            case "heading_close":
                self._letters.pop()
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                self._numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._marker = self._next_marker()
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "fence" | "code_block":
                self._code(token.content.rstrip("\n"))
            case "hr":
                self._begin(12, rule=True)
            case _:
                pass

    def _begin(self, gap: float, heading: str = "", *, rule: bool = False) -> None:
        """Starts a paragraph; the gap above it is left out at the top of the document."""
        style = self._style
        form = QTextBlockFormat()
        form.setLineHeight(130 if heading else 150, LINE_HEIGHT)
        if not self._is_first:
            form.setTopMargin(style.scaled(gap))
        form.setIndent((QUOTE_INDENT * self._quotes + LIST_INDENT * len(self._numbers)) // _STEP)
        if self._quotes:
            form.setProperty(QUOTE_LEVEL, self._quotes)
        if self._marker:
            form.setProperty(MARKER, self._marker)
            self._marker = ""
        if rule:
            form.setProperty(RULE, True)
            form.setBottomMargin(style.scaled(4))
        if heading:
            letters = QTextCharFormat(self._letters[-1])
            letters.setFontWeight(QFont.Weight.DemiBold)
            letters.setFontPointSize(style.font.pointSizeF() * _HEADING_SCALE.get(heading, 1.0))
            self._letters.append(letters)
        if self._is_first:
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(self._letters[-1])
        else:
            self._cursor.insertBlock(form, self._letters[-1])
        self._is_first = False

    def _next_marker(self) -> str:
        number = self._numbers[-1]
        if number is None:
            return "•◦▪"[min(len(self._numbers), 3) - 1]
        self._numbers[-1] = number + 1
        return f"{number}."

    def _box_marker(self, text: str) -> str:
        """A task's box takes the bullet's place; gives the text without it."""
        for mark, box in (("[ ] ", "☐"), ("[x] ", "☑"), ("[X] ", "☑")):
            if text.startswith(mark):
                form = self._cursor.blockFormat()
                if form.hasProperty(MARKER):
                    form.setProperty(MARKER, box)
                    self._cursor.setBlockFormat(form)
                    return text[len(mark) :]
        return text

    def _inline(self, tokens: "Sequence[Token]", *, may_be_task: bool = False) -> None:
        for index, token in enumerate(tokens):
            match token.type:
                case "text":
                    is_first = may_be_task and index == 0
                    self._insert(self._box_marker(token.content) if is_first else token.content)
                case "code_inline":
                    self._push(self._code_letters())
                    self._insert(token.content)
                    self._letters.pop()
                case "softbreak":
                    self._insert(" ")
                case "hardbreak":
                    self._insert("\u2028")
                case "strong_open":
                    self._push(weight=QFont.Weight.DemiBold)
                case "em_open":
                    self._push(italic=True)
                case "s_open":
                    self._push(struck=True)
                case "link_open":
                    self._push(href=str(token.attrs.get("href", "")))
                case "strong_close" | "em_close" | "s_close" | "link_close":
                    self._letters.pop()
                case "image":
                    # A picture's address is shown as a link: opening a text must not load anything.
                    self._push(href=str(token.attrs.get("src", "")))
                    self._insert(token.content or str(token.attrs.get("src", "")))
                    self._letters.pop()
                case _:
                    self._insert(token.content)

    def _push(
        self,
        letters: QTextCharFormat | None = None,
        *,
        weight: QFont.Weight | None = None,
        italic: bool = False,
        struck: bool = False,
        href: str = "",
    ) -> None:
        letters = QTextCharFormat(letters or self._letters[-1])
        if weight is not None:
            letters.setFontWeight(weight)
        if italic:
            letters.setFontItalic(True)
        if struck:
            letters.setFontStrikeOut(True)
        if href:
            letters.setAnchor(True)
            letters.setAnchorHref(href)
            letters.setForeground(self._style.theme.accent)
            letters.setFontUnderline(True)
        self._letters.append(letters)

    def _insert(self, text: str) -> None:
        self._cursor.insertText(text, self._letters[-1])

    def _code_letters(self) -> QTextCharFormat:
        letters = QTextCharFormat(self._letters[-1])
        letters.setFontFamilies(self._style.code.families())
        letters.setFontFixedPitch(True)
        letters.setFontPointSize(letters.fontPointSize() * 0.93 or self._style.code.pointSizeF())
        letters.setBackground(self._style.theme.note_ground)
        return letters

    def _code(self, text: str) -> None:
        """Code inside a list or a quote; code on the top level is an item of its own."""
        self._push(self._code_letters())
        for number, line in enumerate(text.split("\n")):
            self._begin(0 if number else 6)
            self._insert(line)
        self._letters.pop()

    def _table(self, tokens: "Sequence[Token]") -> None:
        rows: list[list[Token]] = []
        aligned: list[Qt.AlignmentFlag] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
            elif token.type == "th_open":
                aligned.append(_alignment(str(token.attrs.get("style", ""))))
        outside = self._cursor.block().isValid() and not self._is_first
        if outside:
            self._cursor.insertBlock()
        columns = max(len(row) for row in rows)
        table = self._cursor.insertTable(len(rows), columns, self._table_format())
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                self._cell(table, y, x, cell, aligned[x] if x < len(aligned) else Qt.AlignmentFlag.AlignLeft)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_first = False

    def _cell(self, table: QTextTable, y: int, x: int, token: "Token", align: Qt.AlignmentFlag) -> None:
        place = table.cellAt(y, x)
        # A line's height leaves its extra room below the letters: the same goes above them.
        padding = place.format().toTableCellFormat()
        padding.setTopPadding(self._style.scaled(9))
        padding.setBottomPadding(self._style.scaled(5))
        place.setFormat(padding)
        self._cursor = place.firstCursorPosition()
        form = QTextBlockFormat()
        form.setLineHeight(135, LINE_HEIGHT)
        form.setAlignment(align)
        self._cursor.setBlockFormat(form)
        if y == 0:
            self._push(weight=QFont.Weight.DemiBold)
        self._inline(token.children or [])
        if y == 0:
            self._letters.pop()

    def _table_format(self) -> QTextTableFormat:
        form = QTextTableFormat()
        form.setCellPadding(self._style.scaled(6))
        form.setCellSpacing(0)
        form.setBorder(1)
        form.setBorderCollapse(True)
        form.setBorderBrush(self._style.theme.border)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setHeaderRowCount(1)
        form.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
        return form


def _alignment(style: str) -> Qt.AlignmentFlag:
    if "right" in style:
        return Qt.AlignmentFlag.AlignRight
    if "center" in style:
        return Qt.AlignmentFlag.AlignHCenter
    return Qt.AlignmentFlag.AlignLeft
