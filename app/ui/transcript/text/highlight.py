"""Syntax colours, line by line: a growing block is never lexed from its start again."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MOST_LEXED = 1_000_000
"""Characters. Longer code stays plain."""
MOST_LEXED_AT_ONCE = 4_000
"""Characters, for a lexer that gives nothing before it has read everything."""

_PAUSE = 256
"""Tokens."""
_WARMING = "x = 1\nRUN x\n$ x\nx:\n\tx\n<script>x</script><style>x{}</style>\n<?php x ?>\n"
"""Has a lexer compile its patterns, and those of the lexers that it leaves pieces to."""

Run = tuple[str, str]
"""A piece of a line, and the theme's colour for it without `code_`: "keyword", "string", "text", …"""

_KINDS = (
    ("Comment", "comment"),
    ("Keyword.Type", "type"),
    ("Keyword", "keyword"),
    ("Name.Function", "name"),
    ("Name.Class", "type"),
    ("Name.Decorator", "name"),
    ("Name.Builtin", "type"),
    ("Name.Exception", "type"),
    ("Name.Tag", "keyword"),
    ("Name.Attribute", "name"),
    ("Name.Namespace", "type"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Operator.Word", "keyword"),
    ("Operator", "operator"),
    ("Generic.Deleted", "error"),
    ("Generic.Inserted", "string"),
    ("Generic.Heading", "keyword"),
    ("Generic.Prompt", "comment"),
)

_ROOT = ("root",)
_COMMENTS = {"/*": "*/", "<!--": "-->"}
"""Most lexers know these by one pattern, which sees nothing of a comment that ends in another line."""
_FILTERED = frozenset({"CLexer", "CppLexer", "LuaLexer", "PhpLexer", "SwiftLexer"})
"""Of these the loop is the usual one; what they add to it, names of the library, comes when all is lexed."""
_BY_LINE = frozenset({"JsonLexer", "YamlLexer"})
"""They have a loop of their own, but nearly every line can be understood by itself."""


class LineLexer:
    """Carries a lexer's state from one line to the next."""

    def __init__(self, lexer: "Lexer", state: tuple[str, ...] = _ROOT) -> None:
        """`state`: what another one has left where this one goes on."""
        self._lexer = lexer
        self._stack = list(state)
        self._is_by_line = type(lexer).__name__ in _BY_LINE

    @property
    def state(self) -> tuple[str, ...]:
        return tuple(self._stack)

    def line(self, text: str) -> list[Run]:
        """The runs of one line, which is given with its newline; they are without it."""
        runs: list[Run] = []
        for kind, piece in self._tokens(text):
            _add(runs, piece.removesuffix("\n"), _kind(kind))
        return runs

    def _tokens(self, text: str) -> Iterator[tuple[Any, str]]:
        """The loop of Pygments' RegexLexer, with a stack that outlives the line."""
        from pygments.token import Comment, Error, Whitespace, _TokenType

        if self._is_by_line:
            yield from ((kind, piece) for _, kind, piece in self._lexer.get_tokens_unprocessed(text))
            return
        states: dict[str, Any] = self._lexer._tokens  # type: ignore[attr-defined]  # made by its metaclass
        position = 0
        while True:
            if end := self._end_of_comment(text, position):
                yield Comment.Multiline, text[position:end]
                if end == len(text):
                    return
                position = end
                continue
            for match_at, action, new_state in states[self._stack[-1]]:
                if not (found := match_at(text, position)):
                    continue
                if type(action) is _TokenType:
                    yield action, found.group()
                elif action is not None:
                    for _, kind, piece in action(self._lexer, found):
                        yield kind, piece
                position = found.end()
                if new_state is not None:
                    self._go(new_state)
                break
            else:
                if position >= len(text):
                    return
                if text[position] == "\n":
                    self._stack = ["root"]
                    yield Whitespace, "\n"
                else:
                    yield Error, text[position]
                position += 1

    def _end_of_comment(self, text: str, position: int) -> int:
        """Where the comment of several lines stops that goes on or begins here, in this line; 0 if none."""
        closing = self._stack[-1]
        if closing not in _COMMENTS.values():
            opening = next((one for one in _COMMENTS if text.startswith(one, position)), "")
            closing = _COMMENTS.get(opening, "")
            if not closing or closing in text[position:] or not self._is_comment(opening + closing):
                return 0
            self._stack.append(closing)
        end = text.find(closing, position)
        if end < 0:
            return len(text)
        self._stack.pop()
        return end + len(closing)

    def _is_comment(self, text: str) -> bool:
        """Whether it is one where the lexer stands now, and not part of a string."""
        from pygments.token import Comment

        states: dict[str, Any] = self._lexer._tokens  # type: ignore[attr-defined]
        for match_at, action, _ in states[self._stack[-1]]:
            if found := match_at(text, 0):
                return action in Comment and found.end() == len(text)
        return False

    def _go(self, new_state: Any) -> None:
        stack = self._stack
        if isinstance(new_state, tuple):
            for state in new_state:
                self._go(state)
        elif new_state == "#pop":
            if len(stack) > 1:
                stack.pop()
        elif new_state == "#push":
            stack.append(stack[-1])
        elif isinstance(new_state, int):
            # Never pops the last one: malformed code must not empty the stack.
            del stack[max(1, len(stack) + new_state) :]
        else:
            stack.append(new_state)


_lexers: "dict[str, Lexer | None]" = {}


def loaded(language: str) -> bool:
    """Whether `lines` and `line_lexer` answer at once."""
    return not language or language.lower() in _lexers


def load(language: str) -> None:
    """Loads the lexer of a language. Takes up to 40 ms the first time: not for the GUI thread."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    lexer: Lexer | None = None
    try:
        # Of the languages inside of a Markdown text, none may be loaded while it is lexed.
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False, handlecodeblocks=False)
        list(lexer.get_tokens(_WARMING))
    except ClassNotFound:
        pass
    _lexers[language.lower()] = lexer


def line_lexer(language: str, state: tuple[str, ...] = _ROOT) -> LineLexer | None:
    """For code that still grows. None when the lexer is missing, not loaded yet, or cannot be resumed."""
    lexer = _lexers.get(language.lower())
    return LineLexer(lexer, state) if lexer is not None and _is_resumable(lexer) else None


def _is_resumable(lexer: "Lexer") -> bool:
    from pygments.lexer import RegexLexer

    if type(lexer).__name__ in _FILTERED | _BY_LINE:
        return True
    # A lexer with a loop of its own keeps its state to itself.
    return (
        isinstance(lexer, RegexLexer)
        and type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    )


def lines(language: str, code: str) -> Iterator[list[Run] | None]:
    """The runs of all lines of code that is complete, each as soon as the lexer knows it.

    Within a long line there is a None now and then, so that one may pause there.
    """
    lexer = _lexers.get(language.lower())
    if lexer is None or len(code) > (MOST_LEXED if _is_lazy(lexer) else MOST_LEXED_AT_ONCE):
        yield from ([(line, "text")] for line in code.split("\n"))
        return
    runs: list[Run] = []
    # Many a pattern wants the line to end. What comes after the last newline is none of the code's.
    for number, (_, token, text) in enumerate(lexer.get_tokens_unprocessed(code + "\n"), 1):
        if number % _PAUSE == 0:
            yield None
        kind = _kind(token)
        first, *rest = text.split("\n")
        _add(runs, first, kind)
        for piece in rest:
            yield runs
            runs = []
            _add(runs, piece, kind)


def _is_lazy(lexer: "Lexer") -> bool:
    from pygments.lexer import DelegatingLexer

    return not isinstance(lexer, DelegatingLexer)


def _add(runs: list[Run], piece: str, kind: str) -> None:
    if not piece:
        return
    if runs and runs[-1][1] == kind:
        runs[-1] = runs[-1][0] + piece, kind
    else:
        runs.append((piece, kind))


@cache
def _kind(token: Any) -> str:
    name = str(token)[len("Token.") :]
    return next((kind for prefix, kind in _KINDS if name.startswith(prefix)), "text")
