"""An answer on stdout while it comes: as text for people, or as one JSON event a line for programs."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from app.boot.printable import visible
from app.domain.conversation import Message, Part, PartKind
from app.domain.ending import EndState
from app.domain.patch import PartGrew, PartOpened, Patch, Reported, Rewritten


class AnswerOutput(Protocol):
    """Told of everything in the order in which it comes."""

    remark: str
    """What the answer has and the output does not show, as a sentence; "" if that is nothing."""

    def patched(self, patches: Sequence[Patch]) -> None: ...

    def finished(self, answer: Message) -> None:
        """The answer is whole; `ended` follows."""

    def ended(self, end: EndState, reason: str) -> None:
        """Called once, last, also where no answer ever began."""


_ANEW = "\n\n"
"""Before a text that takes the place of what was told."""

_SPOKEN = (PartKind.TEXT, PartKind.REASONING, PartKind.REFUSAL)


class _Pieces:
    """Patches as (kind, text), with neighbours of one kind joined."""

    def __init__(self) -> None:
        self._kinds: dict[int, PartKind] = {}
        self._told: defaultdict[PartKind, list[str]] = defaultdict(list)

    def of(self, patches: Sequence[Patch]) -> Iterator[tuple[PartKind, str]]:
        for kind, group in groupby(self._each(patches), key=lambda piece: piece[0]):
            yield kind, "".join(text for _, text in group)

    def _each(self, patches: Sequence[Patch]) -> Iterator[tuple[PartKind, str]]:
        for patch in patches:
            match patch:
                case PartOpened(part, kind):
                    self._kinds[part] = kind
                case PartGrew(part, text):
                    self._told[self._kinds[part]].append(text)
                    yield self._kinds[part], text
                case Rewritten(parts):
                    self._kinds = {index: part.kind for index, part in enumerate(parts)}
                    for kind in dict.fromkeys(self._kinds.values()):
                        if news := self._news(kind, parts):
                            yield kind, news

    def _news(self, kind: PartKind, parts: Sequence[Part]) -> str:
        """What is not told yet of a kind's text. What was told otherwise is told anew."""
        whole = "".join(part.text for part in parts if part.kind is kind)
        told, self._told[kind] = "".join(self._told[kind]), [whole]
        return whole.removeprefix(told) if whole.startswith(told) else f"{_ANEW}{whole}"


class PlainOutput:
    """The text, and what the model says when it refuses; a line feed at the end."""

    def __init__(self, write: Callable[[str], None], *, is_terminal: bool) -> None:
        self._write = write
        self._is_terminal = is_terminal
        self.remark = ""
        self._pieces = _Pieces()
        self._last = "\n"

    def patched(self, patches: Sequence[Patch]) -> None:
        shown = (PartKind.TEXT, PartKind.REFUSAL)
        text = "".join(text for kind, text in self._pieces.of(patches) if kind in shown)
        if text:
            self._last = text[-1]
            self._write(visible(text) if self._is_terminal else text)

    def finished(self, answer: Message) -> None:
        names = [part.name or "without a name" for part in answer.parts if part.kind is PartKind.TOOL_CALL]
        if names:
            tools = "tool" if len(names) == 1 else "tools"
            self.remark = f"The model asked for the {tools} {', '.join(names)}; this version runs no tools."

    def ended(self, end: EndState, reason: str) -> None:
        if self._last != "\n":
            self._write("\n")


class JsonOutput:
    """The events of `ask --json`. They are ASCII: no terminal and no pipe can spoil them."""

    def __init__(self, write: Callable[[str], None], *, answer_id: Callable[[], str], model: str) -> None:
        """`answer_id` and `model` stand in where the server tells neither."""
        self._write = write
        self._answer_id = answer_id
        self._model = model
        self.remark = ""
        self._pieces = _Pieces()
        self._started = False

    def patched(self, patches: Sequence[Patch]) -> None:
        for patch in patches:
            match patch:
                case Reported(response_id, model):
                    self._start(response_id, model)
                case PartOpened():
                    self._start()
        for kind, text in self._pieces.of(patches):
            if kind in _SPOKEN:
                self._event(kind.value, text=text)

    def finished(self, answer: Message) -> None:
        self._start()
        for part in answer.parts:
            if part.kind is PartKind.TOOL_CALL:
                self._event("tool_call", name=part.name, arguments=part.text)
        if answer.usage is not None:
            tokens = answer.usage
            self._event("usage", input_tokens=tokens.input_tokens, output_tokens=tokens.output_tokens)

    def ended(self, end: EndState, reason: str) -> None:
        self._start()
        self._event("ended", end=end.value, detail=reason)

    def _start(self, response_id: str = "", model: str = "") -> None:
        if not self._started:
            self._started = True
            self._event("started", id=response_id or self._answer_id(), model=model or self._model)

    def _event(self, kind: str, **fields: object) -> None:
        self._write(json.dumps({"type": kind, **fields}) + "\n")
