"""What stands in the lines of a paragraph: letters, links, code, formulas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor

from app.domain.visible import is_turned, misleads, pieces
from app.ui.transcript.text import maths
from app.ui.transcript.text.formula import JOINER, SOURCE, Formulas
from app.ui.transcript.text.maths import Formula, Outline
from app.ui.transcript.text.typography import Typography

if TYPE_CHECKING:
    from markdown_it.token import Token

_CLINGING = tuple(".,;:!?)]}%…’”")
"""Does not begin a line behind a formula."""
_CLOSING = {"\\(": "\\)", "\\[": "\\]"}
FOOTNOTE = "#footnote-"
"""A link that begins so leads to a definition in the same message; its label follows."""


def write_inline(
    cursor: QTextCursor, tokens: "Sequence[Token]", style: Typography, *, is_bold: bool = False
) -> list[Formula]:
    """Inserts what stands in one line, as in the cell of a table; `tokens` are an inline token's children.

    Gives the formulas that are shown as their source, since they are not typeset.
    """
    writer = Inline(cursor, style, style.theme.text)
    if is_bold:
        writer.push(weight=QFont.Weight.DemiBold)
    writer.write(tokens)
    return writer.untypeset


def is_drawn(token: "Token") -> bool:
    """Whether a formula will be seen as one, not as its source."""
    return _outline(token) is not None


def _formula(token: "Token") -> Formula:
    return Formula(token.content.strip(), token.type == "math_display")


def _outline(token: "Token") -> Outline | None:
    return None if token.meta.get("open") else maths.outline(_formula(token))


class Inline:
    """Writes at `cursor`, in the innermost of the letters that are open."""

    def __init__(self, cursor: QTextCursor, style: Typography, letters: QTextCharFormat | QColor) -> None:
        """`letters`: those outside of all marks, or their colour."""
        self.cursor = cursor
        self.untypeset: list[Formula] = []
        self._style = style
        self._formulas: Formulas | None = None
        self._is_turned = False
        """A direction is set in this line that is not ended in it."""
        plain = QTextCharFormat()
        if isinstance(letters, QColor):
            plain.setForeground(letters)
        self._letters = [plain if isinstance(letters, QColor) else letters]

    @property
    def letters(self) -> QTextCharFormat:
        return self._letters[-1]

    def write(self, tokens: "Sequence[Token]") -> None:
        before = ""
        # In code they are shown anyway.
        self._is_turned = is_turned("".join(one.content for one in tokens if one.type != "code_inline"))
        for token in tokens:
            match token.type:
                case "text":
                    clings = before == "math_inline" and token.content.startswith(_CLINGING)
                    self.insert(JOINER + token.content if clings else token.content)
                case "code_inline":
                    self.push_code()
                    self.insert(token.content)
                    self.pop()
                case "softbreak":
                    self.insert(" ")
                case "hardbreak":
                    self.insert("\u2028")
                case "strong_open":
                    self.push(weight=QFont.Weight.DemiBold)
                case "em_open":
                    self.push(italic=True)
                case "s_open":
                    self.push(struck=True)
                case "link_open":
                    self.push(href=str(token.attrs.get("href", "")))
                case "strong_close" | "em_close" | "s_close" | "link_close":
                    self.pop()
                case "image":
                    # A picture's address is shown as a link: opening a text must not load anything.
                    address = str(token.attrs.get("src", ""))
                    self.push(href=address)
                    self.insert(token.content or address)
                    self.pop()
                case "math_inline" | "math_display":
                    self.formula(token)
                case "footnote_ref":
                    self._reference(token.content)
                case _:
                    self.insert(token.content)
            before = token.type

    def insert(self, text: str) -> None:
        letters = self._letters[-1]
        if not misleads(text):
            self.cursor.insertText(text, letters)
            return
        for piece, original in pieces(text, is_code=letters.fontFixedPitch(), is_turned=self._is_turned):
            form = letters
            if original:
                form = QTextCharFormat(letters)
                form.setProperty(SOURCE, original)
            self.cursor.insertText(piece, form)

    def formula(self, token: "Token") -> None:
        """Typeset, or as its source where it is not yet, or cannot be."""
        is_open = bool(token.meta.get("open"))
        source = token.markup + token.content + ("" if is_open else _CLOSING.get(token.markup, token.markup))
        formula, outline = _formula(token), _outline(token)
        if outline is not None:
            if self._formulas is None:
                self._formulas = Formulas(self.cursor.document(), self._style)
            self._formulas.insert(self.cursor, outline, source, self.letters)
            return
        if not is_open and not maths.is_typeset(formula):
            self.untypeset.append(formula)
        self.push_code(ground=False)
        self.insert(source.replace("\n", "\u2028"))
        self.pop()

    def _reference(self, label: str) -> None:
        self.push(href=FOOTNOTE + label)
        self.letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        self.letters.setFontUnderline(False)
        self.insert(label)
        self.pop()

    def push(
        self,
        *,
        weight: QFont.Weight | None = None,
        italic: bool = False,
        struck: bool = False,
        href: str = "",
        color: QColor | None = None,
        size: float = 1.0,
    ) -> None:
        """Letters like those that are open, but for what is named; `size` is a factor of the text's own."""
        letters = QTextCharFormat(self._letters[-1])
        if weight is not None:
            letters.setFontWeight(weight)
        if italic:
            letters.setFontItalic(True)
        if struck:
            letters.setFontStrikeOut(True)
        if color is not None:
            letters.setForeground(color)
        if size != 1.0:
            letters.setFontPointSize(self._style.font.pointSizeF() * size)
        if href:
            letters.setAnchor(True)
            letters.setAnchorHref(href)
            letters.setForeground(self._style.theme.accent)
            letters.setFontUnderline(True)
        self._letters.append(letters)

    def push_code(self, *, ground: bool = True) -> None:
        letters = QTextCharFormat(self._letters[-1])
        letters.setFontFamilies(self._style.code.families())
        letters.setFontFixedPitch(True)
        letters.setFontPointSize(letters.fontPointSize() * 0.93 or self._style.code.pointSizeF())
        if ground:
            letters.setBackground(self._style.theme.note_ground)
        self._letters.append(letters)

    def pop(self) -> None:
        self._letters.pop()
