"""Translates a text while it is written: sentence by sentence, by one request at a time."""

import asyncio
from collections import Counter
from collections.abc import Callable

from app.domain.alignment import Memory, Pair, Standing, beside, realigned
from app.domain.ending import EndState
from app.domain.languages import language_name
from app.domain.pending import Pending
from app.domain.problem import Problem
from app.domain.sentences import Splitter
from app.domain.translation import LIMIT
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.services.translation_request import TranslationRequest

PAUSE = 0.4
"""Seconds without a key after which a sentence that is being written is translated."""
_PASTED = 16
"""So many characters more at once were not typed."""


class LiveTranslation:
    """A text, and its translation beside it.

    A sentence that is being written waits for a pause; one that has ended, and what was pasted, is sent at
    once. At most one request runs. It goes on while any of its sentences is still wanted, and is cancelled
    as soon as none is. What has come whole is kept, however a request ends, and is not asked for again.
    """

    def __init__(
        self,
        providers: Providers,
        tasks: TaskScope,
        *,
        source: str = "",
        target: str = "English",
        pause: float = PAUSE,
    ) -> None:
        """
        Args:
            source: the English name of a language; "" has it detected.
        """
        self.on_changed: Callable[[], None] = lambda: None
        """Told of every change of what can be read here; often, so that who shows it waits for a frame."""
        self.pairs: list[Pair] = []
        """The sentences, and what stands beside each: values, in a list that changes."""
        self.text = ""
        self.source, self.target = language_name(source), language_name(target)
        self.detected = ""
        """The language in which most of this text was found to be."""
        self.problem: Problem | None = None
        """Why not all is translated. What is there stays; `retry`, and a pause after an edit, try again."""
        self._providers, self._tasks, self._pause = providers, tasks, pause
        self._splitter, self._memory, self._pending = Splitter(), Memory(), Pending()
        self._votes: Counter[str] = Counter()
        """Characters that were found to be in each language."""
        self._counted: TranslationRequest | None = None
        """The last one whose finding is among them."""
        self._timer: asyncio.TimerHandle | None = None
        self._request: TranslationRequest | None = None
        self._worker: asyncio.Task[None] | None = None
        self._is_resting = False
        self._room = self._current_room()

    # What is there

    @property
    def is_over_limit(self) -> bool:
        return len(self.text) > LIMIT

    @property
    def is_running(self) -> bool:
        """A request is on its way, or waits for its next try."""
        return self._worker is not None

    @property
    def is_complete(self) -> bool:
        """All of the text is translated."""
        return not self._pending

    @property
    def is_pretended(self) -> bool:
        """The built-in Guide answers: it only shows how it works."""
        return self._providers.current.is_guide

    @property
    def retry_at(self) -> float | None:
        """When the next try starts, on the monotonic clock, while the server wants a wait."""
        return self._request.retry_at if self._request else None

    @property
    def waits_for(self) -> Problem | None:
        """Why it waits for its next try."""
        return self._request.waits_for if self._request and self.retry_at is not None else None

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many sentences are translated."""
        asked = [pair.standing is Standing.CURRENT for pair in self.pairs if pair.segment.asked]
        return sum(asked), len(asked)

    def translation(self) -> str:
        """All that is shown; a sentence without a translation is as it was written."""
        last = len(self.pairs) - 1
        return "".join(
            beside(pair, self.target, is_last=index == last, missing=pair.segment.text)
            for index, pair in enumerate(self.pairs)
        )

    # What the user does

    def set_text(self, text: str) -> None:
        """The text is another one now."""
        if text == self.text:
            return
        was_pasted = len(text) - len(self.text) > _PASTED
        self.text = text
        self._look_for_other_room()
        found = realigned(self.pairs, self._splitter.split(text[:LIMIT]), self._find)
        self.pairs = found.pairs
        self._pending.open = "" if was_pasted else found.open
        if not text.strip():
            self.detected, self.problem = "", None
        if not any(pair.segment.asked and pair.standing is Standing.CURRENT for pair in self.pairs):
            self._votes.clear()  # it is another text
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pending.open or self.problem:
            self._timer = asyncio.get_running_loop().call_later(self._pause, self._on_pause)
        self._look_for_work()

    def use_languages(self, source: str, target: str, *, detected: str = "") -> None:
        """Both by their English names; a source of "" is detected.

        Args:
            detected: what was found of the text before, where these are its languages again.
        """
        self.source, self.target = language_name(source), language_name(target)
        self.refresh()
        self.detected = detected or self.detected

    def refresh(self) -> None:
        """Somebody looks. Another provider may have been chosen, too: its translations are others."""
        self._is_resting = False
        if self._look_for_other_room():
            self.detected, self.problem, self._pending.open = "", None, ""
            self._votes.clear()
            self._look_for_work()
        else:
            self._go()

    def retry(self) -> None:
        """Tries again, at once, also where the server wants a wait."""
        if self._request is not None:
            self._request.retry_now()
        self._pending.try_all()
        self._on_pause()

    def rest(self) -> None:
        """Nobody looks: what runs is stopped, and nothing more is asked for until `refresh`."""
        self._is_resting, self._pending.open = True, ""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._request is not None:
            self._request.stop()

    # What is wanted

    def _current_room(self) -> tuple[str, ...]:
        provider = self._providers.current
        return provider.name, provider.base_url, provider.model, self.source, self.target

    def _find(self, sentence: str) -> str | None:
        return self._memory.find((*self._room, sentence))

    def _look_for_other_room(self) -> bool:
        """Whether somebody else translates now, or between other languages."""
        room = self._current_room()
        if room == self._room:
            return False
        self._room = room
        self._pending.try_all()
        self.pairs = [
            pair if not pair.segment.asked else pair.aged(self._find(pair.segment.asked))
            for pair in self.pairs
        ]
        return True

    def _look_for_work(self) -> None:
        """The pairs are others."""
        self._pending.look(self.pairs)
        self._stop_unwanted()
        self._go()
        self.on_changed()

    def _on_pause(self) -> None:
        self._timer, self._pending.open, self.problem = None, "", None
        self._go()
        self.on_changed()

    def _is_wanted(self, request: TranslationRequest) -> bool:
        return request.room == self._room and any(one in self._pending for one in request.missing)

    def _stop_unwanted(self) -> None:
        request = self._request
        # The server that wants a wait gets it: what is wanted by then goes out afterwards.
        if request is None or request.retry_at is not None or self._is_wanted(request):
            return
        if request.missing or self._next():  # else it only says that it has ended
            request.stop()

    def _next(self) -> tuple[str, ...]:
        """The sentences of the next request."""
        return () if self._is_resting else self._pending.next()

    # What is asked

    def _go(self) -> None:
        if self._worker is None and self.problem is None and self._next():
            self._worker = self._tasks.start("live translation", self._work())

    async def _work(self) -> None:
        try:
            while self.problem is None and (sentences := self._next()):
                self._request = TranslationRequest(sentences, self._room, self._providers, self._on_come)
                await self._see_through(self._request)
            if self._pending.given_up and self.problem is None:
                self.problem = _left_out(self._pending.given_up)
        finally:
            self._worker = self._request = None
            self.on_changed()

    async def _see_through(self, request: TranslationRequest) -> None:
        problem = await request.run()
        self._on_come()
        if problem is None and not request.was_stopped:
            self._pending.leave_out(request.missing)
        elif problem is not None and self._is_wanted(request):
            self.problem = problem
        if problem is not None and problem.kind is EndState.MODERATED:
            self._withdraw(request)
        for index, pair in enumerate(self.pairs):
            if pair.standing is Standing.GROWING:
                self.pairs[index] = pair.aged(None)

    def _withdraw(self, request: TranslationRequest) -> None:
        """The moderation check did not let it pass: what it brought is not shown."""
        for one in request.sentences:
            self._memory.drop((*request.room, one))
        for index, pair in enumerate(self.pairs):
            if pair.segment.asked in request.sentences:
                self.pairs[index] = Pair(pair.segment, "", Standing.EARLIER)
        self._look_for_work()

    def _on_come(self) -> None:
        """Shows what has come, each where it belongs, and remembers what is whole."""
        request = self._request
        if request is None:
            return
        for sentence, text in request.whole.items():
            self._memory.keep((*request.room, sentence), text)
            if request.room == self._room:
                for index in self._pending.take(sentence):
                    self.pairs[index] = Pair(self.pairs[index].segment, text, Standing.CURRENT)
        if request.room == self._room:
            self._count_language(request)
            if growing := request.growing:
                for index in self._pending.places(growing[0]):
                    self.pairs[index] = self.pairs[index].grown(growing[1])
        if request.missing:
            self._stop_unwanted()  # what a wait was for may be wanted no more
        self.on_changed()

    def _count_language(self, request: TranslationRequest) -> None:
        """A short sentence is easily mistaken: the language of most of the text counts."""
        if request.language and request is not self._counted:
            self._counted = request
            self._votes[request.language] += sum(map(len, request.sentences))
            self.detected = self._votes.most_common(1)[0][0]


def _left_out(count: int) -> Problem:
    sentences = "One sentence" if count == 1 else f"{count} sentences"
    return Problem(EndState.PROVIDER_ERROR, f"{sentences} did not come back from the model.")
