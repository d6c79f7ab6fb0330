"""Fonts, colours and the plain documents that are set in them."""

from dataclasses import dataclass

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from app.ui.theme import Theme, code_font, message_font

LINE_HEIGHT = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


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
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def plain_document(text: str, style: Typography, color: QColor) -> QTextDocument:
    """Text as it is, line for line."""
    document = new_document(style.font)
    cursor = QTextCursor(document)
    block = QTextBlockFormat()
    block.setLineHeight(145, LINE_HEIGHT)
    cursor.setBlockFormat(block)
    letters = QTextCharFormat()
    letters.setForeground(color)
    cursor.insertText(text, letters)
    return document
