"""How a block looks that is still being written: what has begun is closed, so that no mark flashes."""

import re
from typing import TYPE_CHECKING

from app.domain.markdown.context import Context
from app.domain.markdown.parser import Environment, Work, markdown, plain_breaks

if TYPE_CHECKING:
    from markdown_it.token import Token

_ONLY_MARKS = re.compile(r"[ \t>]*(?:[-+*=_#>|:~`$\\\[\] \t]*|\d{1,9}[.)]?[ \t]*)")
_FENCE = re.compile(r" {0,3}(?:`{3,}[^`]*|~{3,}.*)")
_DELIMITERS = re.compile(r"[ \t|:-]*")
_CODE = re.compile(r"(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
_OPEN_CODE = re.compile(r"(?<!`)(`+)(?!`)([^`]*)$")
_OPEN_LINK = re.compile(r"!?\[([^\[\]]*)(?:\]\([^()]*(?:\([^()]*\)[^()]*)*|\]|\]\[[^\]]*)?$")
_RUN = re.compile(r"\\.|(\*{1,3}|_{1,3}|~~)", re.DOTALL)


def shown(source: str, context: Context) -> str:
    """The source of an open block without a last line that is nothing but a mark so far."""
    head, newline, last = source.rpartition("\n")
    if context.leaf in ("fence", "maths") or (context.is_inline and not newline):
        return source
    if _ONLY_MARKS.fullmatch(last) or (_FENCE.fullmatch(last) and context.leaf != "table"):
        last = ""
    if context.leaf == "table":
        return head + newline + last
    if not last or _DELIMITERS.fullmatch(last):
        # The line above may be a table's header: it waits for the next one, which tells.
        above, _, header = head.rpartition("\n")
        if header.lstrip().startswith("|") and not above.rpartition("\n")[2].lstrip().startswith("|"):
            return above + "\n" if above else ""
    elif last.lstrip().startswith("|") and not head.rpartition("\n")[2].lstrip().startswith("|"):
        last = ""
    return head + newline + last


def settled(source: str, env: Environment) -> "list[Token]":
    """The tokens of a source whose last line has not ended."""
    from markdown_it.rules_core import StateCore

    parser = markdown()
    Work.characters += len(source)
    state = StateCore(plain_breaks(source), parser, env)
    for rule in parser.core.ruler.getRules(""):
        if rule.__name__ == "inline":
            last = next((token for token in reversed(state.tokens) if token.type == "inline"), None)
            if last is not None and last.map and last.map[1] >= source.rstrip("\n").count("\n") + 1:
                last.content = closed(last.content)
        rule(state)
    return state.tokens


def closed(content: str) -> str:
    """A line's content with the marks closed that are open at its end."""
    plain = _CODE.sub(lambda found: "\0" * len(found[0]), content)
    if (code := _OPEN_CODE.search(plain)) is not None:
        content, plain, code_end = content[: code.start()], plain[: code.start()], content[code.start() :]
        body = code_end[len(code[1]) :]
        end = f"{code[1]}{body}{' ' if body.endswith('`') else ''}{code[1]}" if body.strip() else ""
    else:
        end = ""
        while (link := _OPEN_LINK.search(plain)) is not None:
            # A link without its end is its text, a picture its description.
            text = content[link.start(1) : link.end(1)]
            content, plain = content[: link.start()] + text, plain[: link.start()] + link[1]
    if not end:
        # A run at the very end opens nothing yet, or is the first half of what closes.
        bare = plain.rstrip("*_~")
        if _open_marks(bare) != (marks := _open_marks(plain)) or (marks and len(bare) < len(plain)):
            content, plain = content[: len(bare)], bare
        if _open_marks(plain):
            content = content.rstrip()
    return content + end + "".join(reversed(_open_marks(plain)))


def _open_marks(plain: str) -> list[str]:
    """The emphasis that has begun and not ended, outermost first."""
    marks: list[str] = []
    for found in _RUN.finditer(plain):
        run = found[1]
        if not run:
            continue
        before = plain[found.start() - 1 : found.start()]
        after = plain[found.end() : found.end() + 1]
        if marks and not before.isspace() and run.startswith(marks[-1]):
            while run and marks and run.startswith(marks[-1]):
                run = run[len(marks.pop()) :]
        elif not before.isalnum() and not after.isspace():
            marks += ["**", "*"] if run == "***" else ["__", "_"] if run == "___" else [run]
    return marks
