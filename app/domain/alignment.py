"""Keeps each sentence beside its translation while the text is edited."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from app.domain.languages import is_unspaced
from app.domain.sentences import Segment

_ENTRY = 100
"""What an entry of the memory weighs beside its characters."""

Key = tuple[str, ...]
"""Who translates, source language, target language; the sentence is the last."""


class Standing(Enum):
    """How a translation stands to its sentence."""

    CURRENT = auto()
    GROWING = auto()
    """It is being written."""
    EARLIER = auto()
    """It is of an earlier wording, or of another language; or there is none yet."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, and what is shown for it."""

    segment: Segment
    translation: str
    standing: Standing

    def grown(self, translation: str) -> "Pair":
        """What has come of it is shown where there was nothing before: what is there stays calm."""
        if self.standing is Standing.EARLIER and self.translation:
            return self
        return Pair(self.segment, translation, Standing.GROWING)

    def aged(self, known: str | None) -> "Pair":
        """What is shown is not of today, unless its translation is known."""
        if known is not None:
            return Pair(self.segment, known, Standing.CURRENT)
        return Pair(self.segment, self.translation, Standing.EARLIER)


class Memory:
    """The translations of the last sentences. It is bounded: what was not used for longest goes first."""

    def __init__(self, bound: int = 6_000_000) -> None:
        """`bound`: characters, with some for each entry."""
        self._bound = bound
        self._size = 0
        self._known: OrderedDict[Key, str] = OrderedDict()

    def find(self, key: Key) -> str | None:
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def keep(self, key: Key, translation: str) -> None:
        self.drop(key)
        self._known[key] = translation
        self._size += _weight(key, translation)
        while self._size > self._bound:
            self.drop(next(iter(self._known)))

    def drop(self, key: Key) -> None:
        if (known := self._known.pop(key, None)) is not None:
            self._size -= _weight(key, known)


def _weight(key: Key, translation: str) -> int:
    return len(key[-1]) + len(translation) + _ENTRY


@dataclass(frozen=True, slots=True)
class Realigned:
    pairs: list[Pair]
    open: str
    """The sentence in which the edit has ended, if it is still being written."""


def realigned(
    before: Sequence[Pair], segments: Sequence[Segment], find: Callable[[str], str | None]
) -> Realigned:
    """The pairs of a text that has been edited: what is left of the old ones keeps its translation.

    Args:
        find: the translation of a sentence, if it is known.
    """
    old, new = len(before), len(segments)
    head = 0
    while head < min(old, new) and _same(before[head].segment, segments[head]):
        head += 1
    tail = 0
    while tail < min(old, new) - head and _same(before[old - 1 - tail].segment, segments[new - 1 - tail]):
        tail += 1
    gone = before[head : old - tail]
    changed = segments[head : new - tail]
    earlier = [pair.translation for pair in gone]
    if changed and len(earlier) == len(changed) + 1:  # two have become one
        earlier[-2:] = [" ".join(text for text in earlier[-2:] if text)]
    earlier += [""] * (len(changed) - len(earlier))
    made = [_pair(segment, text, find) for segment, text in zip(changed, earlier, strict=False)]
    pairs = [*before[:head], *made, *before[old - tail :]]
    return Realigned(pairs, _open(changed, "".join(pair.segment.source for pair in gone)))


def _same(one: Segment, other: Segment) -> bool:
    return one is other or one == other


def _pair(segment: Segment, earlier: str, find: Callable[[str], str | None]) -> Pair:
    if not segment.asked:
        return Pair(segment, segment.text, Standing.CURRENT)
    known = find(segment.asked)
    if known is not None:
        return Pair(segment, known, Standing.CURRENT)
    return Pair(segment, earlier, Standing.EARLIER)


def _open(changed: Sequence[Segment], gone: str) -> str:
    """The sentence where the edit has ended: what follows it there was there before."""
    for segment in reversed(changed):
        source = segment.source
        same = _common_end(source, gone)
        if same < len(source):
            behind_words = same <= len(segment.tail)
            return "" if behind_words and segment.is_ended else segment.asked
        gone = gone[: len(gone) - len(source)]
    return changed[-1].asked if changed and not changed[-1].is_ended else ""


def _common_end(one: str, other: str) -> int:
    """How many characters both have at their ends."""
    count, most = 0, min(len(one), len(other))
    while count < most and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def beside(pair: Pair, target: str, *, is_last: bool, missing: str = "…") -> str:
    """What stands in the translation for a pair, with the white space of the source.

    Between sentences of one line it is the target's own: a blank, or none.

    Args:
        target: the name of the language.
        missing: stands for a sentence that has no translation yet.
    """
    segment, tail = pair.segment, pair.segment.tail
    if segment.asked and not is_last:
        unspaced = is_unspaced(target)
        if unspaced and tail == " ":
            tail = ""
        elif not tail and not unspaced:
            tail = " "
    text = pair.translation if pair.translation or not segment.asked else missing
    return segment.lead + text + tail
