"""Syntax colours, line by line: a growing block is never lexed from its start again."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer, RegexLexer

MOST_LEXED = 1_000_000
"""Characters. Longer code stays plain."""
MOST_LEXED_AT_ONCE = 4_000
"""Characters, for a lexer that gives nothing before it has read everything."""

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


class LineLexer:
    """Carries a lexer's state from one line to the next."""

    def __init__(self, lexer: "RegexLexer", state: tuple[str, ...] = _ROOT) -> None:
        """`state`: what another one has left where this one goes on."""
        self._lexer = lexer
        self._stack = list(state)

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
        from pygments.token import Error, Whitespace, _TokenType

        states: dict[str, Any] = self._lexer._tokens  # type: ignore[attr-defined]  # made by its metaclass
        position = 0
        while True:
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
    """Whether `runs` and `line_lexer` answer at once."""
    return not language or language.lower() in _lexers


def load(language: str) -> None:
    """Loads the lexer of a language. Takes up to 40 ms the first time: not for the GUI thread."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    lexer: Lexer | None = None
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
        list(lexer.get_tokens("x = 1\n"))  # its patterns are compiled now
    except ClassNotFound:
        pass
    _lexers[language.lower()] = lexer


def line_lexer(language: str, state: tuple[str, ...] = _ROOT) -> LineLexer | None:
    """For code that still grows. None when the lexer is missing, not loaded yet, or cannot be resumed."""
    from pygments.lexer import RegexLexer

    lexer = _lexers.get(language.lower())
    if isinstance(lexer, RegexLexer):
        # A lexer with a loop of its own keeps its state to itself.
        resumable = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
        return LineLexer(lexer, state) if resumable else None
    return None


def lines(language: str, code: str) -> Iterator[list[Run]]:
    """The runs of all lines of code that is complete, each as soon as the lexer knows it."""
    lexer = _lexers.get(language.lower())
    if lexer is None or len(code) > (MOST_LEXED if _is_lazy(lexer) else MOST_LEXED_AT_ONCE):
        yield from ([(line, "text")] for line in code.split("\n"))
        return
    runs: list[Run] = []
    # Many a pattern wants the line to end. What comes after the last newline is none of the code's.
    for _, token, text in lexer.get_tokens_unprocessed(code + "\n"):
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
