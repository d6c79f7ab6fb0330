"""Formulas in a document: each is one letter of it, drawn as an outline, that remembers its source.

So do the stand-ins of characters that mislead.
"""

import re

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextInlineObject,
)

from app.domain.visible import STAND_INS
from app.ui.transcript.text.maths import EM, X_HEIGHT, Outline
from app.ui.transcript.text.typography import Typography

_OBJECT = int(QTextFormat.ObjectTypes.UserObject.value) + 1
_NUMBER = int(QTextFormat.Property.UserProperty.value) + 20
SOURCE = _NUMBER + 1
"""Of letters that stand for others: for what."""
_LETTER = "\ufffc"
JOINER = "\u2060"
"""Stands between a formula and what must not be parted from it. It is no part of the text."""
_STANDS_FOR = re.compile(f"{_LETTER}|{STAND_INS.pattern}")
_DISPLAY = ("$$", "\\[")
_BELOW = 0.4
"""Of a line's own height: so far a formula may reach into the room below the line before the line grows."""


class Formulas(QPyTextObject):
    """Draws the formulas of one document. It keeps what it draws: the cache may forget."""

    def __init__(self, document: QTextDocument, style: Typography) -> None:
        super().__init__(document)
        self._scale = QFontMetricsF(style.font).xHeight() / X_HEIGHT / EM
        self._outlines: list[Outline] = []
        document.documentLayout().registerHandler(_OBJECT, self)

    def insert(self, cursor: QTextCursor, outline: Outline, source: str, letters: QTextCharFormat) -> None:
        form = QTextCharFormat(letters)
        form.setObjectType(_OBJECT)
        form.setProperty(_NUMBER, len(self._outlines))
        form.setProperty(SOURCE, source)
        room = _BELOW * QFontMetricsF(letters.font()).height()
        # Alone in its line, it has no letters beside it that make room below: selected, it would be cut off.
        is_alone = cursor.atBlockStart() and source.startswith(_DISPLAY)
        if outline.descent * self._scale > room or is_alone:
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        self._outlines.append(outline)
        cursor.insertText(_LETTER, form)

    def intrinsicSize(self, document: QTextDocument, position: int, format: QTextFormat) -> QSizeF:  # noqa: A002
        outline, scale = self._sized(document, position, format)
        letters = format.toCharFormat()
        metrics = QFontMetricsF(letters.font())
        height = max(outline.ascent * scale, metrics.ascent())
        if letters.verticalAlignment() is QTextCharFormat.VerticalAlignment.AlignMiddle:
            # Qt sets it so that the middle is a quarter of a small letter above the base line.
            raised = _raised(letters)
            room = _BELOW * metrics.height()
            height = max(2 * height - raised, 2 * (outline.descent * scale - room) + raised)
        return QSizeF(outline.width * scale, height)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        format: QTextFormat,  # noqa: A002
    ) -> None:
        outline, scale = self._sized(document, position, format)
        letters, rect = format.toCharFormat(), QRectF(rect)
        base = rect.bottom()
        if letters.verticalAlignment() is QTextCharFormat.VerticalAlignment.AlignMiddle:
            base -= (rect.height() - _raised(letters)) / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(rect.left(), base))
        painter.scale(scale, scale)
        for path in (outline.letters, outline.rules):
            painter.fillPath(path, letters.foreground())
        painter.restore()

    def _sized(self, document: QTextDocument, position: int, form: QTextFormat) -> tuple[Outline, float]:
        """What is too wide for the document shrinks."""
        outline = self._outlines[form.intProperty(_NUMBER)]
        block = document.findBlock(position).blockFormat()
        room = document.textWidth() - block.indent() * document.indentWidth() - block.leftMargin()
        scale = self._scale
        if 0 < room < outline.width * scale:
            scale = room / outline.width
        return outline, scale


def _raised(letters: QTextCharFormat) -> float:
    return QFontMetrics(letters.font()).xHeight() / 2


def resize_inline(item: QTextInlineObject, size: QSizeF, letters: QTextCharFormat) -> None:
    """For a layout of one's own: gives an object its place in the line as Qt's layout would."""
    item.setWidth(size.width())
    middle = letters.verticalAlignment() is QTextCharFormat.VerticalAlignment.AlignMiddle
    descent = (size.height() - _raised(letters)) / 2 if middle else 0.0
    item.setDescent(descent)
    item.setAscent(size.height() - descent)


def text_between(document: QTextDocument, start: int, end: int) -> str:
    """The text between two positions, with the sources of formulas; paragraphs are parted by U+2029."""
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    text = cursor.selectedText()
    if not _STANDS_FOR.search(text):
        return text
    pieces: list[str] = []
    at = 0
    for found in _STANDS_FOR.finditer(text):
        start += len(text[at : found.end()].encode("utf-16-le", "surrogatepass")) // 2
        cursor.setPosition(start)
        form = cursor.charFormat()
        source = form.stringProperty(SOURCE) if form.hasProperty(SOURCE) else found[0]
        pieces += [text[at : found.start()], source]
        at = found.end()
        if found[0] == _LETTER and text.startswith(JOINER, at):
            at, start = at + 1, start + 1
    return "".join([*pieces, text[at:]])
