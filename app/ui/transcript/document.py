"""Markdown tokens to QTextDocuments. No tag, image or other resource is ever loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    QTextList,
    QTextListFormat,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)

from app.domain.blocks import parse
from app.ui.theme import Theme, code_font, message_font

if TYPE_CHECKING:
    from markdown_it.token import Token

QUOTE_LEVEL = QTextBlockFormat.Property.UserProperty + 1
RULE = QTextBlockFormat.Property.UserProperty + 2

_HEADING_SCALE = {"h1": 1.5, "h2": 1.25, "h3": 1.1}
_LINE_HEIGHT = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


@dataclass(frozen=True, slots=True)
class Typography:
    """Fonts and colours in which a transcript is set."""

    theme: Theme
    zoom: float
    font: QFont
    code: QFont

    @staticmethod
    def of(theme: Theme, zoom: float) -> "Typography":
        return Typography(theme, zoom, message_font(zoom), code_font(zoom))

    def scaled(self, pixels: float) -> float:
        return pixels * self.zoom


def new_document(font: QFont) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(font)
    document.setIndentWidth(font.pointSizeF() * 2.2)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def markdown_document(source: str, style: Typography, color: QColor | None = None) -> QTextDocument:
    """The document of one prose block; `color` is that of its plain text."""
    document = new_document(style.font)
    _Writer(document, style, color or style.theme.text).write(parse(source))
    return document


def plain_document(text: str, style: Typography, color: QColor) -> QTextDocument:
    """Text as it is, line for line."""
    document = new_document(style.font)
    cursor = QTextCursor(document)
    block = QTextBlockFormat()
    block.setLineHeight(145, _LINE_HEIGHT)
    cursor.setBlockFormat(block)
    letters = QTextCharFormat()
    letters.setForeground(color)
    cursor.insertText(text, letters)
    return document


class _Writer:
    def __init__(self, document: QTextDocument, style: Typography, color: QColor) -> None:
        self._style = style
        self._cursor = QTextCursor(document)
        self._letters: list[QTextCharFormat] = [QTextCharFormat()]
        self._letters[0].setForeground(color)
        self._lists: list[QTextListFormat] = []
        self._list_objects: list[QTextList | None] = []
        self._quotes = 0
        self._is_first = True
        self._item_begins = False
        self._tight = False

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

    def _block(self, token: "Token") -> None:
        match token.type:
            case "paragraph_open":
                self._tight = token.hidden
                self._begin(6 if token.hidden else 10)
            case "heading_open":
                self._begin(18, heading=token.tag)
            case "inline":
                self._inline(token.children or [])
            case "heading_close":
                self._letters.pop()
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._list_objects.pop()
            case "list_item_open":
                self._item_begins = True
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
        form.setLineHeight(130 if heading else 150, _LINE_HEIGHT)
        if not self._is_first:
            form.setTopMargin(style.scaled(gap))
        if self._quotes:
            form.setLeftMargin(style.scaled(16 * self._quotes))
            form.setProperty(QUOTE_LEVEL, self._quotes)
        if rule:
            form.setProperty(RULE, True)
            form.setBottomMargin(style.scaled(4))
        if heading:
            letters = QTextCharFormat(self._letters[-1])
            letters.setFontWeight(QFont.Weight.DemiBold)
            letters.setFontPointSize(style.font.pointSizeF() * _HEADING_SCALE.get(heading, 1.0))
            self._letters.append(letters)
        if self._lists and not self._item_begins:
            form.setIndent(len(self._lists))
        if self._is_first:
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(self._letters[-1])
        else:
            self._cursor.insertBlock(form, self._letters[-1])
        if self._item_begins:
            self._join_list()
        self._is_first = False

    def _open_list(self, token: "Token") -> None:
        depth = len(self._lists) + 1
        form = QTextListFormat()
        if token.type == "ordered_list_open":
            form.setStyle(QTextListFormat.Style.ListDecimal)
            form.setStart(int(token.attrs.get("start", 1)))
        else:
            bullets = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle)
            form.setStyle(bullets[(depth - 1) % 2])
        form.setIndent(depth)
        self._lists.append(form)
        self._list_objects.append(None)

    def _join_list(self) -> None:
        self._item_begins = False
        known = self._list_objects[-1]
        if known is None:
            self._list_objects[-1] = self._cursor.createList(self._lists[-1])
        else:
            known.add(self._cursor.block())

    def _inline(self, tokens: "Sequence[Token]") -> None:
        for index, token in enumerate(tokens):
            match token.type:
                case "text":
                    self._insert(_task_box(token.content) if index == 0 and self._lists else token.content)
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
        letters.setBackground(self._style.theme.code_ground)
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
        self._cursor = table.cellAt(y, x).firstCursorPosition()
        form = QTextBlockFormat()
        form.setLineHeight(135, _LINE_HEIGHT)
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


def _task_box(text: str) -> str:
    for mark, box in (("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")):
        if text.startswith(mark):
            return box + text[len(mark) :]
    return text


def _alignment(style: str) -> Qt.AlignmentFlag:
    if "right" in style:
        return Qt.AlignmentFlag.AlignRight
    if "center" in style:
        return Qt.AlignmentFlag.AlignHCenter
    return Qt.AlignmentFlag.AlignLeft
