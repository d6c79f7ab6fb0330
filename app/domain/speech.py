"""What a voice says of a message: its words, without the marks of its Markdown."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.domain.conversation import Message, PartKind, Role
from app.domain.ending import EndState
from app.domain.markdown.parser import parse

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPOKEN = (PartKind.TEXT, PartKind.REFUSAL)
_ENDS = ".!?:;,…。！？"

_READ_FOR_A_BEGINNING = 10
"""Characters of Markdown that are read for one of the words: links are longer than what is seen of them."""


def spoken(messages: Iterable[Message]) -> str:
    """All of them, a paragraph a line; no line is blank. Code is named, not read."""
    return "\n".join(line for message in messages for line in _of_message(message))


def beginning(message: Message, length: int) -> str:
    """The first words of an answer, in one line of at most `length` characters; "" where it has none.

    However long the answer is, it takes no longer.
    """
    texts = (part.text.lstrip() for part in message.parts if part.kind is PartKind.TEXT)
    source = next(filter(None, texts), "")[: length * _READ_FOR_A_BEGINNING]
    words = " ".join(" ".join(_of_markdown(source)).split())
    if len(words) <= length:
        return words
    cut = words[:length]
    # Where there is no space nearby, as in Chinese, a word is cut.
    return (cut[: cut.rfind(" ", length // 2)] if " " in cut[length // 2 :] else cut[:-1]) + "…"


def _of_message(message: Message) -> Iterator[str]:
    lines: list[str] = []
    if message.end is EndState.MODERATED and message.parts:
        yield from ("Answer:", "Hidden by the moderation check.")
        return
    for part in message.parts:
        if part.kind in _SPOKEN:
            # What the user wrote is shown as it is, so it is read as it is.
            plain = message.role is Role.USER
            lines += part.text.splitlines() if plain else _of_markdown(part.text)
    lines = [line for raw in lines if (line := " ".join(raw.split()))]
    if lines:
        yield "You:" if message.role is Role.USER else "Answer:"
        yield from lines


def _of_markdown(text: str) -> Iterator[str]:
    cells: list[str] = []
    for token in parse(text):
        match token.type:
            case "inline":
                cells.append("".join(_of_inline(token.children or ())))
            case "fence" | "code_block":
                count = len(token.content.splitlines())
                yield f"Code, {count} line{'' if count == 1 else 's'}."
            case "math_display":
                yield token.content
            case "paragraph_close" | "heading_close" | "tr_close":
                yield _sentence(", ".join(filter(None, cells)))
                cells.clear()


def _sentence(text: str) -> str:
    """With an end, so that the voice rests there."""
    text = text.strip()
    return text if not text or text[-1] in _ENDS else text + "."


def _of_inline(tokens: "Iterable[Token]") -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                yield " "
            case "image":
                yield "".join(_of_inline(token.children or ()))
            case "footnote_ref":
                pass
            case _:
                # A link is its words; what opens and closes has none.
                yield token.content
