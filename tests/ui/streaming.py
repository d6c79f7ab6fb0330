"""Answers that stream into a stack of messages, and everything that can be told of how they look there."""

import random
from collections.abc import Iterable

from app.domain.conversation import ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.patch import Ended, PartGrew, PartOpened
from app.ui.theme import LIGHT
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.item import Item
from app.ui.transcript.items.table import Table
from app.ui.transcript.stack import Stack
from app.ui.transcript.text.typography import Typography

SCREEN = 560
"""Pixels."""


class Answer:
    """An answer that is seen at its end while it comes."""

    def __init__(self, width: float = 800, zoom: float = 1.0) -> None:
        self.stack = Stack(Typography.of(LIGHT, zoom))
        self.stack.set_width(width)
        self.stack.append(_message(()))
        self._parts = 0

    def begin(self, kind: PartKind = PartKind.TEXT) -> None:
        self.stack.apply(0, PartOpened(self._parts, kind))
        self._parts += 1

    def grow(self, text: str) -> None:
        self.stack.apply(0, PartGrew(self._parts - 1, text))
        self.look()

    def end(self, end: EndState = EndState.COMPLETE) -> None:
        self.stack.apply(0, Ended(end, None, waiting=False))
        self.look()

    def look(self) -> None:
        """Lays out the last screen of it."""
        for _ in range(6):
            total = self.stack.total()
            self.stack.lay_out_between(total - SCREEN, total, total - SCREEN)
            if self.stack.total() == total:
                break


def _message(parts: tuple[Part, ...], end: EndState | None = None) -> Message:
    return Message(MessageId("a"), ConversationId("c"), None, Role.ASSISTANT, 0.0, parts, end)


def streamed(pieces: Iterable[str], width: float = 800, zoom: float = 1.0) -> Stack:
    answer = Answer(width, zoom)
    answer.begin()
    for piece in pieces:
        answer.grow(piece)
    answer.end()
    return answer.stack


def opened(text: str, width: float = 800, zoom: float = 1.0, kind: PartKind = PartKind.TEXT) -> Stack:
    stack = Stack(Typography.of(LIGHT, zoom))
    stack.set_width(width)
    stack.append(_message((Part(kind, text),), EndState.COMPLETE))
    return stack


def looks(stack: Stack) -> list[tuple[object, ...]]:
    """Each item of the first message: where it stands, how large, and every letter with its format."""
    stack.lay_out(0)
    message, found = stack.messages[0], []
    for number in range(message.count()):
        message.lay_out_item(number)  # a long answer takes its first documents back
        top, item = message.item(number)
        ends = (item.is_first, item.is_last, item.fence.language) if isinstance(item, Code) else ()
        rows = tuple(item.document.documentLayout().tops) if isinstance(item, Table) else ()
        place = (top, item.left, item.width, item.height)
        found.append((type(item).__name__, item.joint, place, item.text(), ends, rows, _letters(item)))
    return found


def unlike(one: Stack, other: Stack) -> str:
    """The first item that looks different in the other; "" if none does."""
    ours, theirs = looks(one), looks(other)
    for number, (a, b) in enumerate(zip(ours, theirs, strict=False)):
        for mine, its in zip(a, b, strict=True):
            if mine != its:
                return f"item {number}, {a[0]} {a[3]!r}: {_first(mine, its)}"
    if len(ours) != len(theirs):
        return f"{len(ours)} items are not {len(theirs)}"
    return "" if one.total() == other.total() else f"{one.total()} pixels are not {other.total()}"


def _first(one: object, other: object) -> str:
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        one, other = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
    return f"{one} is not {other}"


def _letters(item: Item) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    block = item.document.begin()
    while block.isValid():
        found.append(("", block.blockFormat().properties()))
        for one in block:
            fragment = one.fragment()
            found.append((fragment.text(), fragment.charFormat().properties()))
        block = block.next()
    return found


def pieces(text: str, chance: random.Random, longest: int = 30) -> list[str]:
    """The text, cut at random."""
    cut: list[str] = []
    while text:
        length = chance.randint(1, longest)
        cut.append(text[:length])
        text = text[length:]
    return cut
