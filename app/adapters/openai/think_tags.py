"""Reasoning that stands in front of an answer, between tags: some servers do not take it apart."""

from enum import Enum, auto

from app.domain.stream import ReasoningDelta, TextDelta

_OPEN = "<think>"
_CLOSE = "</think>"


class _Place(Enum):
    BEFORE = auto()
    THINKING = auto()
    BEHIND = auto()


class ThinkTags:
    """Takes the text of an answer apart as it comes. What may be the beginning of a tag is held back."""

    def __init__(self) -> None:
        self.done = False
        """No tag is to be expected any more: all that follows is the answer."""
        self._place = _Place.BEFORE
        self._held = ""
        self._is_blank = True
        """Nothing but line ends stands between the last tag and here: they are no part of the text."""

    def split(self, text: str) -> list[TextDelta | ReasoningDelta]:
        """What `text` adds to the reasoning and to the answer."""
        text, self._held = self._held + text, ""
        found: list[TextDelta | ReasoningDelta] = []
        if self._place is _Place.BEFORE:
            begun = text.lstrip()
            if len(begun) < len(_OPEN) and _OPEN.startswith(begun):
                self._held = text
                return found
            if not begun.startswith(_OPEN):
                self.done = True
                return [TextDelta(text)]
            self._place, text = _Place.THINKING, begun.removeprefix(_OPEN)
        if self._place is _Place.THINKING:
            thought, tag, text = text.partition(_CLOSE)
            if not tag:
                kept = len(thought) - _beginning_of_tag(thought)
                thought, self._held = thought[:kept], thought[kept:]
            if thought := self._begun(thought):
                found.append(ReasoningDelta(thought))
            if not tag:
                return found
            self._place, self._is_blank = _Place.BEHIND, True
        if text := self._begun(text):
            self.done = True
            found.append(TextDelta(text))
        return found

    def close(self) -> list[TextDelta | ReasoningDelta]:
        """What was held back for a tag that did not come."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [ReasoningDelta(held) if self._place is _Place.THINKING else TextDelta(held)]

    def _begun(self, text: str) -> str:
        if self._is_blank:
            text = text.lstrip("\n")
            self._is_blank = not text
        return text


def _beginning_of_tag(text: str) -> int:
    """How many of the last characters may be the beginning of the closing tag."""
    return next((size for size in range(len(_CLOSE) - 1, 0, -1) if text.endswith(_CLOSE[:size])), 0)
