"""What blocks a piece of text holds: where each begins, and in which containers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from app.domain.markdown.context import Container, Context
from app.domain.markdown.parser import Environment, parse_blocks

if TYPE_CHECKING:
    from markdown_it.token import Token

Probe = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Start:
    """A line at which a block begins."""

    line: int
    """Counted from the piece's first; negative for what its context has opened."""
    type: str
    """Of its first token, without "_open"; empty for a link's definition."""
    chain: tuple[Container, ...] = ()
    is_item: bool = False
    """Another item of a list that has begun before."""
    number: int | None = None
    info: str = ""
    """The opening mark of a fence or of maths, with its language."""
    is_growing: bool = False
    """Whether it is a fence or maths whose end has not come."""

    @property
    def is_finished_by_blank(self) -> bool:
        """Whether a blank line below means that nothing more can come to it."""
        if self.chain:
            return self.chain[0].mark == ">"
        return self.type in ("", "paragraph", "heading", "table", "hr", "maths")

    @property
    def is_finished(self) -> bool:
        """Whether nothing more can come to it once its line is complete."""
        return not self.chain and self.type in ("heading", "hr")

    def next_item(self) -> "Start":
        """The same in the next item of the innermost list, on the next line."""
        *outer, item = self.chain
        return replace(self, line=self.line + 1, chain=(*outer, replace(item, number=item.number + 1)))

    def context(self, opening: str = "") -> Context:
        """That of what goes on in it. `opening`: of a table the line with the alignments."""
        match self.type:
            case "fence" | "maths":
                return Context(self.chain, self.type, self.info)
            case "heading" if self.info[0] == "#":
                return Context(self.chain, self.type, self.info)
            case "table":
                return Context(self.chain, self.type, opening)
            case "code":
                return Context(self.chain, self.type)
        return Context(self.chain, "paragraph")


def starts(source: str, context: Context, *, is_open: bool) -> list[Start]:
    """All blocks of a piece in the order in which they begin, a container before its content."""
    head = context.head()
    env: Environment = {"probes": [], "open": is_open}
    tokens = parse_blocks(head + source, env)
    return list(_Walk(tokens, env["probes"], context).starts())


@dataclass(slots=True)
class _Level:
    """An open container while the tokens are gone through."""

    mark: str
    number: int
    outer: int
    """The column at which the content of the container around it begins."""
    column: int | None = None
    """The column at which its own content begins; known with its first block."""


class _Walk:
    """Goes through the tokens and keeps count of the containers that are open."""

    def __init__(self, tokens: "Sequence[Token]", probes: Sequence[Probe], context: Context) -> None:
        self._tokens = tokens
        self._probes = {index: list(found) for index, found in groupby(probes, key=lambda probe: probe[2])}
        self._head = context.head().count("\n")
        self._given = [container.number for container in context.chain if container.is_item]
        """The numbers with which the first lists begin, whatever their source says."""
        if context.number is not None:
            self._given.append(context.number)
        self._levels: list[_Level] = []
        self._numbers: list[int] = []
        """For each open list the number of its newest item."""

    def starts(self) -> Iterator[Start]:
        for index, token in enumerate(self._tokens):
            yield from self._probed(index, token)
            match token.type:
                case "ordered_list_open" | "bullet_list_open":
                    number = self._given.pop(0) if self._given else int(token.attrs.get("start", 1))
                    self._numbers.append(number - 1)
                case "ordered_list_close" | "bullet_list_close":
                    self._numbers.pop()
                case "list_item_open":
                    yield from self._item(index, token)
                case "blockquote_open":
                    self._enter(">", column=0)
                case "footnote_open":
                    self._enter(f"[^{token.meta['label']}]:")
                case "list_item_close" | "blockquote_close" | "footnote_close":
                    self._levels.pop()
        yield from self._probed(len(self._tokens), None)

    def _probed(self, index: int, token: "Token | None") -> Iterator[Start]:
        probes = self._probes.get(index, [])
        for number, (line, column, _) in enumerate(probes, 1):
            if self._levels and self._levels[-1].column is None:
                self._levels[-1].column = column
            own = token if number == len(probes) and token and token.nesting >= 0 else None
            yield _start(line - self._head, own, self._chain())

    def _item(self, index: int, token: "Token") -> Iterator[Start]:
        self._numbers[-1] += 1
        if self._tokens[index - 1].type == "list_item_close":
            line = token.map[0] - self._head if token.map else 0
            yield Start(line, "list_item", self._chain(), is_item=True, number=self._numbers[-1])
        self._enter(token.markup, number=self._numbers[-1])

    def _enter(self, mark: str, *, number: int = 1, column: int | None = None) -> None:
        outer = self._levels[-1].column if self._levels else 0
        self._levels.append(_Level(mark, number, outer or 0, column))

    def _chain(self) -> tuple[Container, ...]:
        return tuple(
            Container(level.mark, (level.column or 0) - level.outer, level.number) for level in self._levels
        )


def _start(line: int, token: "Token | None", chain: tuple[Container, ...]) -> Start:
    """The block that has this as its first token; a link's definition has none."""
    if token is None:
        return Start(line, "", chain)
    match token.type:
        case "fence":
            first, last = token.map or (0, 0)
            is_growing = token.content.count("\n") == last - first - 1
            return Start(line, "fence", chain, info=token.markup + token.info, is_growing=is_growing)
        case "math_display":
            return Start(line, "maths", chain, info=token.markup, is_growing=token.meta["open"])
        case "heading_open":
            return Start(line, "heading", chain, info=token.markup)
        case "code_block":
            return Start(line, "code", chain)
        case kind:
            return Start(line, kind.removesuffix("_open"), chain)
