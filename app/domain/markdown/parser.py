"""The one Markdown parser: CommonMark with GitHub's additions, footnotes and maths. Tags are text."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from app.domain.markdown import autolinks, footnotes, maths

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

Environment = dict[str, Any]


class Work:
    """How many characters the parser has been given since the program began."""

    characters = 0


@cache
def markdown() -> "MarkdownIt":
    """For cutting and for rendering."""
    # Imported at first use: the window is shown before the first message is.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "probe", _probe)
    for addition in (maths, footnotes, autolinks):
        addition.use(parser)
    return parser


def plain_breaks(source: str) -> str:
    """With line feeds alone as line breaks: the parser would take a lone carriage return for one."""
    return source.replace("\r\n", "\n").replace("\r", " ").replace("\0", "\ufffd")


def parse(source: str, env: Environment | None = None) -> "list[Token]":
    """The tokens of a whole text. `env` may bring definitions that stand elsewhere."""
    Work.characters += len(source)
    return markdown().parse(plain_breaks(source), {} if env is None else env)


def parse_blocks(source: str, env: Environment) -> "list[Token]":
    """The tokens without what stands inside the lines.

    `env["probes"]`, if it is a list, gets for each block, in order: its line, the column at which the content
    of the container around it begins, and how many tokens stand before its own.
    """
    from markdown_it.rules_block import StateBlock

    Work.characters += len(source)
    parser = markdown()
    state = StateBlock(plain_breaks(source), parser, env, [])
    parser.block.tokenize(state, 0, state.lineMax)
    return state.tokens


def parse_line(source: str) -> "Sequence[Token]":
    """What stands inside a line."""
    Work.characters += len(source)
    return markdown().parseInline(source, {})[0].children or []


def _probe(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """A rule that never applies: it is asked first wherever a block begins."""
    probes = state.env.get("probes")
    if probes is not None and not silent:
        probes.append((start, state.blkIndent, len(state.tokens)))
    return False
