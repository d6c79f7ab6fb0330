"""What of a text is still to be translated, and what of it is asked for next."""

from collections.abc import Iterable, Sequence

from app.domain.alignment import Pair, Standing
from app.domain.translation import batch


class Pending:
    """The sentences that have no translation of today. A truth value tells whether there are any."""

    def __init__(self) -> None:
        self.open = ""
        """The sentence that is being written, which waits."""
        self._places: dict[str, list[int]] = {}
        self._left_out: dict[str, int] = {}
        """How often the model has left out a sentence."""

    def look(self, pairs: Sequence[Pair]) -> None:
        """The pairs are others."""
        self._places = {}
        for index, pair in enumerate(pairs):
            if pair.standing is not Standing.CURRENT:
                self._places.setdefault(pair.segment.asked, []).append(index)
        self._left_out = {one: count for one, count in self._left_out.items() if one in self._places}

    def __bool__(self) -> bool:
        return bool(self._places)

    def __contains__(self, sentence: str) -> bool:
        return sentence in self._places

    def places(self, sentence: str) -> Sequence[int]:
        """Where it stands among the pairs; nowhere, if it is not wanted."""
        return self._places.get(sentence, ())

    def take(self, sentence: str) -> Sequence[int]:
        """Where it stands; it is translated now."""
        return self._places.pop(sentence, ())

    def leave_out(self, sentences: Iterable[str]) -> None:
        """The model has answered without these."""
        for one in sentences:
            self._left_out[one] = self._left_out.get(one, 0) + 1

    def try_all(self) -> None:
        """Also those that were left out."""
        self._left_out.clear()

    @property
    def given_up(self) -> int:
        """How many sentences have been left out twice."""
        return sum(count > 1 for count in self._left_out.values())

    def next(self) -> tuple[str, ...]:
        """The sentences of the next request. What was left out before goes by itself, once."""
        wanted = [one for one in self._places if one != self.open]
        return batch([one for one in wanted if one not in self._left_out]) or batch(
            [one for one in wanted if self._left_out.get(one) == 1]
        )
