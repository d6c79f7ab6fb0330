"""Syntax colours, line by line: a growing block is never lexed from its start again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import RegexLexer

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


class LineLexer:
    """Carries a lexer's state from one line to the next."""

    def __init__(self, lexer: "RegexLexer") -> None:
        self._lexer = lexer
        self._stack = ["root"]

    def line(self, text: str) -> list[Run]:
        """The runs of one line, which is given with its newline."""
        runs: list[Run] = []
        for kind, piece in self._tokens(text):
            name = _kind(kind)
            if runs and runs[-1][1] == name:
                runs[-1] = runs[-1][0] + piece, name
            else:
                runs.append((piece, name))
        return runs

    def _tokens(self, text: str) -> Iterator[tuple[Any, str]]:
        """The loop of Pygments' RegexLexer, with a stack that outlives the line."""
        from pygments.token import Error, Text, Whitespace, _TokenType

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
                    yield Error if text[position].isspace() else Text, text[position]
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


_lexers: "dict[str, RegexLexer | None]" = {}


def loaded(language: str) -> bool:
    """Whether `lexer` answers at once."""
    return not language or language.lower() in _lexers


def load(language: str) -> None:
    """Loads the lexer of a language. Takes up to 40 ms the first time: not for the GUI thread."""
    from pygments.lexer import RegexLexer
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    lexer: RegexLexer | None = None
    try:
        found = get_lexer_by_name(language, stripnl=False, ensurenl=False)
        # A lexer with its own loop (some template languages) can't be resumed: its code stays plain.
        if isinstance(found, RegexLexer) and (
            type(found).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
        ):
            lexer = found
    except ClassNotFound:
        pass
    _lexers[language.lower()] = lexer


def line_lexer(language: str) -> LineLexer | None:
    """None when the language is unknown, not loaded yet, or has no lexer that works by line."""
    lexer = _lexers.get(language.lower())
    return LineLexer(lexer) if lexer is not None else None


def _kind(token: Any) -> str:
    name = str(token)[len("Token.") :]
    return next((kind for prefix, kind in _KINDS if name.startswith(prefix)), "text")
