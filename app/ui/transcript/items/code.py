"""A block of code: own ground, a quiet head with language and copy button, colours line by line."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from app.ui.transcript.items.item import Column, Item, Target, paint_card, small_font
from app.ui.transcript.text.highlight import LineLexer, Run, line_lexer, lines
from app.ui.transcript.text.typography import Typography, new_document

_HEAD = 34.0
_PADDING = 14.0


class Code(Item):
    """Code that may still grow. Only complete lines are coloured, each once."""

    gap = 10.0
    below = 8.0

    def __init__(self, text: str, language: str, *, growing: bool = False, label: str = "") -> None:
        """`label` stands in the head in place of the language."""
        super().__init__()
        self._growing = growing
        self.language = language
        self.is_hovered = False
        self.is_copied = False
        self.scroll = 0.0
        self._label = label or language or "text"
        self._lines = text.split("\n")
        """The last one is still open while the code grows."""
        self._shown = 0
        """How many lines the document has coloured and closed."""
        self._lexer: LineLexer | None = None

    def append(self, text: str) -> None:
        first, *rest = text.split("\n")
        self._lines[-1] += first
        self._lines.extend(rest)
        if self._document is not None:
            self._write(self._document, self.style)

    def finish(self, text: str) -> None:
        """The fence has closed: `text` is all there is."""
        self._growing = False
        self._lines = text.split("\n")
        self._document = None

    def recolour(self) -> None:
        """The language's lexer has been loaded."""
        self._document = None

    def text(self) -> str:
        return "\n".join(self._lines)

    def origin(self) -> QPointF:
        padding = self.style.scaled(_PADDING)
        return QPointF(padding - self.scroll, self.style.scaled(_HEAD))

    def scroll_by(self, pixels: float) -> bool:
        """Moves the code sideways; whether there was anything to move."""
        room = self.document.idealWidth() - (self.width - 2 * self.style.scaled(_PADDING))
        target = max(0.0, min(self.scroll + pixels, room))
        moved = target != self.scroll
        self.scroll = target
        return moved

    def targets(self) -> list[Target]:
        return [Target(self._copy_button(), f"Copy the {self._label} code", "copy")]

    def _copy_button(self) -> QRectF:
        style = self.style
        # Its words end where the code's padding begins.
        beside = style.scaled(_PADDING) - 4
        width = QFontMetricsF(small_font(style)).horizontalAdvance(self._copy_words) + 2 * beside
        return QRectF(self.width - width - 4, 4, width, style.scaled(_HEAD) - 6)

    @property
    def _copy_words(self) -> str:
        return "Copied" if self.is_copied else "Copy"

    def paint(self, painter: QPainter, clip: QRectF, selection: tuple[int, int] | None) -> None:
        theme = self.style.theme
        paint_card(painter, QRectF(0, 0, self.width, self.height), theme.code_ground, theme.border)
        if clip.top() < self.style.scaled(_HEAD):
            self._paint_head(painter)
        inner = QRectF(1, self.style.scaled(_HEAD), self.width - 2, self.height - self.style.scaled(_HEAD))
        painter.save()
        painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        super().paint(painter, clip.intersected(inner), selection)
        painter.restore()
        self._paint_scroll_mark(painter)

    def _paint_head(self, painter: QPainter) -> None:
        theme, style = self.style.theme, self.style
        painter.setFont(small_font(style))
        painter.setPen(theme.muted)
        head = QRectF(style.scaled(_PADDING), 2, self.width - style.scaled(120), style.scaled(_HEAD) - 2)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self._label)
        button = self._copy_button()
        if self.is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(button, 6, 6)
        painter.setPen(theme.text if self.is_hovered else theme.muted)
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, self._copy_words)

    def _paint_scroll_mark(self, painter: QPainter) -> None:
        seen = self.width - 2 * self.style.scaled(_PADDING)
        total = self.document.idealWidth()
        if total <= seen + 1:
            return
        track = self.width - 24
        x = 12 + track * self.scroll / total
        painter.setPen(QPen(self.style.theme.muted, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setOpacity(0.5)
        painter.drawLine(QPointF(x, self.height - 5), QPointF(x + track * seen / total, self.height - 5))
        painter.setOpacity(1)

    def _build(self, style: Typography) -> QTextDocument:
        document = new_document(style.code)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        document.setDefaultTextOption(option)
        self._shown = 0
        self._lexer = line_lexer(self.language) if self._growing else None
        form = QTextBlockFormat()
        form.setLineHeight(145, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(form)
        if self._growing:
            self._write(document, style)
            return document
        cursor.beginEditBlock()
        for number, runs in enumerate(lines(self.language, self.text())):
            if number:
                cursor.insertBlock()
            self._insert(cursor, runs, style)
        cursor.endEditBlock()
        return document

    def _place(self, document: QTextDocument, column: Column, style: Typography) -> None:
        self.left, self.width = column.left, column.width
        if document.textWidth() != -1:
            document.setTextWidth(-1)
        self.height = document.size().height() + style.scaled(_HEAD) + style.scaled(_PADDING)

    def _write(self, document: QTextDocument, style: Typography) -> None:
        """Brings the document up to the lines: replaces the open one, adds the new ones."""
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for line in self._lines[self._shown : -1]:
            runs = self._lexer.line(line + "\n") if self._lexer else [(line, "text")]
            self._insert(cursor, runs, style)
            cursor.insertBlock()
        self._shown = len(self._lines) - 1
        letters = QTextCharFormat()
        letters.setForeground(style.theme.code_text)
        last = self._lines[-1]
        # What may be the closing fence is not shown before it is known to be code.
        cursor.insertText("" if last and not last.strip("`~ ") else last, letters)
        cursor.endEditBlock()

    def _insert(self, cursor: QTextCursor, runs: list[Run], style: Typography) -> None:
        for piece, kind in runs:
            letters = QTextCharFormat()
            letters.setForeground(getattr(style.theme, f"code_{kind}"))
            letters.setFontItalic(kind == "comment")
            cursor.insertText(piece.removesuffix("\n"), letters)
