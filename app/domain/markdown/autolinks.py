"""GitHub's autolinks: `www.…`, `http://…`, `https://…` and e-mail addresses; never a bare `README.md`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_DOMAIN = r"(?:[\w-]+\.)*(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+"
_LINK = re.compile(
    rf"(?<![^\s*_~(])(?:(?:https?://(?:localhost|{_DOMAIN})|www\.{_DOMAIN})[^\s<]*)"
    r"|(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]*[A-Za-z0-9](?![-_])",
    re.IGNORECASE,
)
_LIKELY = re.compile(r"://|www\.|@", re.IGNORECASE)
_TRAILING = "?!.,:*_~'\""
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")


def use(parser: "MarkdownIt") -> None:
    """Adds the rule: the tokens are those of a link, with the markup `autolink`."""
    parser.core.ruler.before("linkify", "autolinks", _autolinks)


def _autolinks(state: "StateCore") -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children and _LIKELY.search(block.content):
            block.children = list(_linked(block.children))


def _linked(tokens: "list[Token]") -> "Iterator[Token]":
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if token.type == "text" and not depth:
            yield from _links(token)
        else:
            yield token


def _links(token: "Token") -> "Iterator[Token]":
    from markdown_it.token import Token

    text, end = token.content, 0
    for found in _LINK.finditer(text):
        link = _trimmed(found[0])
        if found.start() > end:
            yield token.copy(content=text[end : found.start()])
        end = found.start() + len(link)
        is_mail = "@" in link and "/" not in link and not link.lower().startswith("www.")
        href = f"mailto:{link}" if is_mail else link if "://" in link else f"http://{link}"
        marks = {"level": token.level, "markup": "autolink", "info": "auto"}
        yield Token("link_open", "a", 1, attrs={"href": href}, **marks)  # type: ignore[arg-type]
        yield token.copy(content=link, level=token.level + 1)
        yield Token("link_close", "a", -1, **marks)  # type: ignore[arg-type]
    if end < len(text):
        yield token.copy(content=text[end:])


def _trimmed(link: str) -> str:
    """Without what belongs to the sentence: its full stop, the bracket that was open before the link."""
    while True:
        shorter = link.rstrip(_TRAILING)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        elif shorter.endswith(";"):
            shorter = _ENTITY.sub("", shorter)
        if shorter == link:
            return link
        link = shorter
