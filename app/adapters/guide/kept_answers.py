"""The answers that the Guide keeps for a while, in memory alone."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.adapters.guide.answers import Said
from app.adapters.guide.background import BackgroundAnswer
from app.adapters.guide.responses_wire import ResponseWriter

_KEPT_FOR = 3600.0
_COUNT_CAP = 100
_SIZE_CAP = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    writer: ResponseWriter
    asked: tuple[Said, ...]
    """The conversation before the answer."""
    background: BackgroundAnswer | None
    """None if it was made while its client waited."""
    streamed: bool
    since: float
    text_size: int
    """Of what was there when it was kept; the events of an answer in the background come on top."""

    @property
    def conversation(self) -> tuple[Said, ...]:
        return (*self.asked, Said("assistant", self.writer.text))

    @property
    def size(self) -> int:
        return self.text_size + (self.background.size if self.background else 0)


class KeptAnswers:
    """By their ids. The oldest ones go when they are an hour old, or too many, or too large together."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, KeptAnswer] = {}

    def keep(
        self,
        writer: ResponseWriter,
        asked: Sequence[Said],
        background: BackgroundAnswer | None = None,
        *,
        streamed: bool,
    ) -> None:
        size = len(writer.text) + sum(len(said.text) for said in asked)
        self._kept[writer.id] = KeptAnswer(writer, tuple(asked), background, streamed, self._clock(), size)
        self._forget_old()

    def get(self, name: str) -> KeptAnswer | None:
        self._forget_old()
        return self._kept.get(name)

    def age(self, kept: KeptAnswer) -> float:
        """Seconds since it was asked for, or, if its client waited for it, since it was finished."""
        return self._clock() - kept.since

    def forget(self, name: str) -> None:
        """Stops it if it is still made. An unknown name is fine."""
        kept = self._kept.pop(name, None)
        if kept and kept.background:
            kept.background.abandon()

    def _forget_old(self) -> None:
        sizes = {name: kept.size for name, kept in self._kept.items()}
        total = sum(sizes.values())
        # The newest stays, however large it is.
        for name in list(self._kept)[:-1]:
            too_much = len(self._kept) > _COUNT_CAP or total > _SIZE_CAP
            if not too_much and self.age(self._kept[name]) < _KEPT_FOR:
                return
            total -= sizes[name]
            self.forget(name)
