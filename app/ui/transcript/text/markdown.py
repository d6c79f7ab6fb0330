"""Markdown tokens to QTextDocuments. No tag, image or other resource is ever loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextBlockFormat, QTextCursor, QTextDocument, QTextFormat

from app.ui.transcript.text.inline import Inline, is_drawn
from app.ui.transcript.text.maths import Formula
from app.ui.transcript.text.nested_table import write_table
from app.ui.transcript.text.typography import Typography, new_document

if TYPE_CHECKING:
    from markdown_it.token import Token

_PROPERTY = int(QTextFormat.Property.UserProperty.value)
NESTING = _PROPERTY + 1
"""In which quotes and lists a paragraph stands, outermost first: "q" and "l"."""
RULE = _PROPERTY + 2
MARKER = _PROPERTY + 3
"""What stands before a list's item: a bullet, a number, a box. Painted, so that it sits on the line."""
MARKER_SCALE = _PROPERTY + 4
"""The size of the marker in that of the text, where it is another."""

TIGHT, LOOSE = 5, 10
"""Pixels between two paragraphs, at zoom 1: in a list without blank lines, and elsewhere."""
CODE = _PROPERTY + 5
"""A line of code: a sum of `CODE_FIRST` and `CODE_LAST`."""
CODE_FIRST, CODE_LAST = 1, 2
CODE_PADDING = 8
"""Pixels between the edge of code's ground and its lines, at zoom 1."""
_INDENT = {"l": 24, "q": 16, "c": CODE_PADDING}
"""Pixels, at zoom 1."""
_STEP = 8
"""All are steps of the document's indent, which stands at the side where the text begins."""
_LEADING = 0.5
"""From line to line there is this much more than a line is high."""
_SMALL = 0.87

_HEADING_SCALE = {"h1": 1.5, "h2": 1.25, "h3": 1.1}
_LINE_DISTANCE = QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value
_TASKS = {"[ ] ": "☐", "[x] ": "☑", "[X] ": "☑"}


@dataclass(frozen=True, slots=True)
class Written:
    document: QTextDocument
    gap: float
    """Pixels at zoom 1 that stand above its first paragraph, if something stands before it."""
    untypeset: tuple[Formula, ...]
    """Formulas that are shown as their source until they are typeset."""


def written(tokens: "Sequence[Token]", style: Typography, before: str = "") -> Written:
    """The document of one prose block; `before` stands before the first letter of its first line."""
    document = new_document(style.font)
    document.setIndentWidth(style.scaled(_STEP))
    writer = _Writer(document, style, before)
    writer.write(tokens)
    _make_room_for_grounds(document, style)
    return Written(document, writer.first_gap, tuple(writer.inline.untypeset))


def _make_room_for_grounds(document: QTextDocument, style: Typography) -> None:
    """Qt leaves out the margins of the first and the last paragraph, not those of all of the text."""
    starts = document.firstBlock().blockFormat().hasProperty(CODE)
    ends = document.lastBlock().blockFormat().hasProperty(CODE)
    if starts or ends:
        form = document.rootFrame().frameFormat()
        form.setTopMargin(style.scaled(CODE_PADDING) if starts else 0.0)
        # The bar of a quote counts on none.
        is_quoted = "q" in document.lastBlock().blockFormat().stringProperty(NESTING)
        form.setBottomMargin(style.scaled(TIGHT) if ends and not is_quoted else 0.0)
        document.rootFrame().setFrameFormat(form)


def bars(nesting: str) -> list[int]:
    """How far from the side where the text begins the bars of its quotes stand, in pixels at zoom 1."""
    return [_indent(nesting[:at]) for at, kind in enumerate(nesting) if kind == "q"]


def _indent(nesting: str) -> int:
    return sum(_INDENT[kind] for kind in nesting)


class _Writer:
    def __init__(self, document: QTextDocument, style: Typography, before: str) -> None:
        self._before = before
        self._style = style
        self._cursor = QTextCursor(document)
        self.inline = Inline(self._cursor, style, style.theme.text)
        self.first_gap = 0.0
        self._numbers: list[int | None] = []
        """For each open list the number of its next item; None for bullets."""
        self._nesting = ""
        self._marker = ""
        self._marker_scale = 1.0
        self._footnote = 1
        """How far a footnote is indented, in steps of a list: its label has room there."""
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

    def _block(self, token: "Token") -> None:
        match token.type:
            case "paragraph_open":
                self._begin(TIGHT if token.hidden else LOOSE)
            case "heading_open":
                self._begin_heading(token.tag)
            case "inline":
                self._line(token)
            case "heading_close":
                self.inline.pop()
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                self._numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
                self._nesting += "l"
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
                self._nesting = self._nesting[:-1]
            case "list_item_open":
                marker = self._next_marker()
                self._marker = "" if token.hidden else marker  # it began in an earlier block
            case "blockquote_open":
                self._nesting += "q"
            case "blockquote_close":
                self._nesting = self._nesting[:-1]
            case "footnote_open":
                label = str(token.meta["label"])
                self._marker, self._marker_scale = label, _SMALL * 0.8
                self._footnote = min(4, 1 + len(label) // 4)
                self._nesting += "l" * self._footnote
                self.inline.push(color=self._style.theme.muted, size=_SMALL)
            case "footnote_close":
                self._marker, self._marker_scale = "", 1.0
                self._nesting = self._nesting[: -self._footnote]
                self.inline.pop()
            case "fence" | "code_block":
                self._code(token.content.rstrip("\n"))
            case "math_display":
                # A source in the middle would move with each letter that it grows by.
                self._begin(14, align=Qt.AlignmentFlag.AlignHCenter if is_drawn(token) else None)
                self.inline.formula(token)
            case "hr":
                self._begin(12, rule=True)
            case _:
                pass

    def _line(self, token: "Token") -> None:
        """What stands in a paragraph; a box of a task takes the place of the bullet."""
        children = list(token.children or [])
        form = self._cursor.blockFormat()
        if children and children[0].type == "text" and form.hasProperty(MARKER):
            text = children[0].content
            for mark, box in _TASKS.items():
                if text.startswith(mark) and self._numbers:
                    form.setProperty(MARKER, box)
                    self._cursor.setBlockFormat(form)
                    children[0] = children[0].copy(content=text[len(mark) :])
        if len(children) == 1 and children[0].type == "math_display" and is_drawn(children[0]):
            form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._cursor.setBlockFormat(form)
        if self._before:
            self.inline.insert(self._before)
            self._before = ""
        self.inline.write(children)

    def _begin_heading(self, tag: str) -> None:
        size = _HEADING_SCALE.get(tag, 1.0)
        muted = self._style.theme.muted if tag == "h6" else None
        self.inline.push(weight=QFont.Weight.DemiBold, size=size, color=muted)
        self._begin(18, leading=0.3, size=size)

    def _begin(
        self,
        gap: float,
        *,
        leading: float = _LEADING,
        size: float = 1.0,
        rule: bool = False,
        align: Qt.AlignmentFlag | None = None,
    ) -> None:
        """Starts a paragraph; the gap above it is left out at the top of the document."""
        style = self._style
        form = QTextBlockFormat()
        # In whole pixels: items that share a line, or stand below each other, do so without a seam.
        form.setLineHeight(round(QFontMetricsF(style.font).height() * size * leading), _LINE_DISTANCE)
        form.setIndent(_indent(self._nesting) // _STEP)
        if self._nesting:
            form.setProperty(NESTING, self._nesting)
        if self._marker:
            form.setProperty(MARKER, self._marker)
            form.setProperty(MARKER_SCALE, self._marker_scale)
            self._marker = ""
        if rule:
            form.setProperty(RULE, True)
            form.setBottomMargin(style.scaled(4))
        if align is not None:
            form.setAlignment(align)
        if self._is_first:
            self.first_gap = gap
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(self.inline.letters)
        else:
            form.setTopMargin(round(style.scaled(gap)))
            self._cursor.insertBlock(form, self.inline.letters)
        self._is_first = False

    def _next_marker(self) -> str:
        number = self._numbers[-1]
        if number is None:
            return "•◦"[(self._nesting.count("l") - 1) % 2]
        self._numbers[-1] = number + 1
        return f"{number}."

    def _code(self, text: str) -> None:
        """Code inside a list or a quote; code on the top level is an item of its own."""
        self.inline.push_code(ground=False)
        self._nesting += "c"
        lines = text.split("\n")
        for number, line in enumerate(lines):
            is_first, is_last = number == 0, number == len(lines) - 1
            self._begin(TIGHT + CODE_PADDING if is_first else 0)
            form = self._cursor.blockFormat()
            form.setProperty(CODE, CODE_FIRST * is_first + CODE_LAST * is_last)
            self._cursor.setBlockFormat(form)
            self.inline.insert(line)
        self._nesting = self._nesting[:-1]
        self.inline.pop()

    def _table(self, tokens: "Sequence[Token]") -> None:
        if not self._is_first:
            self._cursor.insertBlock()
        write_table(self.inline, tokens, self._style, self._style.scaled(_indent(self._nesting)))
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self.inline.cursor = self._cursor
        self._is_first = False
