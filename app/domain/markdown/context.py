"""Where in the text a block stands: the containers around it, and the construct in which it goes on.

A block that begins inside a list, a quote, a table … is parsed behind a short head, which opens all of that
again; what the parser makes of the head itself is taken out of the tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

PLACEHOLDER = "x"
"""Stands in a head for what came before. A letter, so that no mark next to it changes its meaning."""


@dataclass(frozen=True, slots=True)
class Container:
    """A quote, a list's item or a footnote's definition."""

    mark: str
    """">", a bullet, "." or ")" for a numbered item, "[^label]:"."""
    width: int = 2
    """Columns by which its content is indented."""
    number: int = 1

    @property
    def is_item(self) -> bool:
        return self.mark[0] not in ">["

    def opening(self) -> str:
        if not self.is_item:
            return self.mark + " "
        mark = self.mark
        if mark in ".)":
            # The parser takes at most four columns behind a mark and three before it.
            mark = "1".zfill(max(1, self.width - 8)) + mark
        behind = min(4, self.width - len(mark))
        return " " * (self.width - len(mark) - behind) + mark + " " * behind

    def going_on(self) -> str:
        return "> " if self.mark == ">" else " " * self.width


@dataclass(frozen=True, slots=True)
class Context:
    """What the head opens."""

    chain: tuple[Container, ...] = ()
    leaf: str = ""
    """The type of the token that goes on ("fence", "table", "paragraph" …); empty: a new block begins."""
    opening: str = ""
    """The line that opened the leaf; of a table the line with its columns' alignments."""
    is_inline: bool = False
    """It goes on within a line."""
    number: int | None = None
    """The number of the list's item with which the block begins."""

    def head(self) -> str:
        begin = "".join(container.opening() for container in self.chain)
        on = "".join(container.going_on() for container in self.chain)
        match self.leaf:
            case "paragraph":
                return f"{begin}{PLACEHOLDER} "
            case "heading":
                return f"{begin}{self.opening} {PLACEHOLDER} "
            case "fence" | "maths":
                return f"{begin}{self.opening}\n{on if self.is_inline else ''}"
            case "table":
                header = "|" + "x|" * (len(self.opening.strip().strip("|").split("|")))
                return f"{begin}{header}\n{on}{self.opening}\n{f'{on}|' if self.is_inline else ''}"
            case "code":
                inline = f"{on}    " if self.is_inline else ""
                return f"{begin}{PLACEHOLDER}\n{on.rstrip()}\n{inline}"
            case _ if self.chain:
                return f"{begin}{PLACEHOLDER}\n{on.rstrip()}\n"
        return ""

    def without_head(self, tokens: "list[Token]") -> "list[Token]":
        """The tokens of head and block together, without those of the head.

        The list items and quotes around the block stay. An item that began in an earlier block is `hidden`:
        it has no mark of its own.
        """
        lines = self.head().count("\n")
        if self.chain or lines or self.is_inline:
            match self.leaf:
                case "paragraph" | "heading":
                    _drop_placeholder(tokens, is_heading=self.leaf == "heading")
                case "table":
                    tokens = _without_table_head(tokens)
                case "" | "code":
                    tokens = _without_paragraph(tokens)
        self._number(tokens, lines)
        return tokens

    def _number(self, tokens: "Sequence[Token]", lines: int) -> None:
        """Numbers go on where the block before left them."""
        items = [container for container in self.chain if container.is_item]
        of_head = len(items)
        for index, token in enumerate(tokens):
            if token.type == "list_item_open" and of_head:
                token.hidden = True
                if tokens[index - 1].type == "ordered_list_open":
                    tokens[index - 1].attrs["start"] = items[-of_head].number
                of_head -= 1
            elif token.type == "ordered_list_open" and not of_head and self.number is not None:
                if token.map and token.map[0] == lines:
                    token.attrs["start"] = self.number
                return


TOP = Context()
"""The top level, where a new block begins."""


def _drop_placeholder(tokens: "list[Token]", *, is_heading: bool) -> None:
    index = next((i for i, token in enumerate(tokens) if token.type == "inline"), None)
    if index is None:
        return
    inline = tokens[index]
    inline.content = inline.content.removeprefix(PLACEHOLDER).lstrip()
    first = inline.children[0] if inline.children else None
    if first is not None:
        first.content = first.content.removeprefix(PLACEHOLDER).lstrip()
    if not is_heading and tokens[index - 1].type == "heading_open":
        # A line of dashes below makes a heading of its paragraph only where that began.
        for token, kind in ((tokens[index - 1], "paragraph_open"), (tokens[index + 1], "paragraph_close")):
            token.type, token.tag, token.markup = kind, "p", ""


def _without_table_head(tokens: "list[Token]") -> "list[Token]":
    types = [token.type for token in tokens]
    if "thead_open" not in types:
        return tokens
    return tokens[: types.index("thead_open")] + tokens[types.index("thead_close") + 1 :]


def _without_paragraph(tokens: "list[Token]") -> "list[Token]":
    """Without the head's paragraph; without anything if nothing else is there."""
    first = next((i for i, token in enumerate(tokens) if token.type == "paragraph_open"), None)
    if first is None:
        return tokens
    rest = tokens[:first] + tokens[first + 3 :]
    return rest if any(token.nesting == 0 for token in rest) else []
