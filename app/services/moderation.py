"""The moderation check: sees a prompt before it is sent, and reads an answer along while it comes."""

import asyncio
from collections.abc import Callable, Sequence

from app.domain.conversation import Role
from app.domain.ending import EndState
from app.domain.moderation import (
    Batches,
    answer_unchecked,
    batches_of,
    ended,
    held_back,
    prompt_unchecked,
    request_size,
)
from app.domain.policy import Policy
from app.domain.ports import ChatBackend
from app.domain.problem import Problem, TurnError
from app.domain.prompt import ChatRequest

CHECK_TIME = 10.0
"""Seconds for one check."""
LAST_PAUSE = 1.0
"""Seconds before the last try to check the end of an answer."""

_NO_CHECK = Problem(
    EndState.REJECTED,
    "This server has no such check.",
    remedy="You can turn the check off in the settings, or choose another provider.",
)


def moderation_guard(policy: Policy) -> "ModerationGuard | None":
    """What looks at the prompt and the answer of one turn; None where nothing is to be checked."""
    return ModerationGuard(policy) if policy.check_prompts or policy.check_answers else None


class ModerationGuard:
    """Fulfils Guard, for one answer. What cannot be checked is not sent, and not shown.

    An answer is checked in batches of whole sentences, beside its stream: one request at a time, with all
    that has come meanwhile. Each sentence is sent once; a request that fails is made again with the next.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._admitted = ""
        """The prompt that has been checked: another try sends the same."""
        self._backend: ChatBackend | None = None
        self._on_flagged: Callable[[Problem], None] = lambda problem: None
        self._batches = Batches()
        self._queue: list[str] = []
        """What is still to be checked, or is being checked."""
        self._checking: asyncio.Task[Problem | None] | None = None

    async def admit(self, backend: ChatBackend, request: ChatRequest) -> Problem | None:
        """Checks the last prompt, its text alone: pictures are not looked at."""
        if not backend.capabilities.moderation:
            return prompt_unchecked(_NO_CHECK)
        prompt = next((one.text for one in reversed(request.messages) if one.role is Role.USER), "")
        if not self._policy.check_prompts or prompt == self._admitted:
            return None
        queue = [batch for batch in batches_of(prompt) if not batch.isspace()]
        try:
            while queue:
                found = await _checked(backend, queue)
                if found:
                    return held_back(found)
        except TurnError as error:
            return prompt_unchecked(error.problem)
        self._admitted = prompt
        return None

    def begin(self, backend: ChatBackend, on_flagged: Callable[[Problem], None]) -> None:
        """The answer begins, or is taken up again."""
        self._backend, self._on_flagged = backend, on_flagged

    def feed(self, text: str) -> None:
        if self._policy.check_answers:
            self._add(self._batches.feed(text))

    async def finish(self) -> None:
        """Returns when all that was fed has been checked; what could not be is told as flagged."""
        if not self._policy.check_answers:
            return
        self._add(self._batches.finish())
        failure = await self._checked_all()
        if failure is not None:
            await asyncio.sleep(LAST_PAUSE)
            failure = await self._checked_all()
        if failure is not None:
            self._on_flagged(answer_unchecked(failure))

    async def close(self) -> None:
        """Ends the check that runs. What it was about is checked when the answer is taken up again."""
        checking, self._checking = self._checking, None
        if checking is not None and not checking.done():
            checking.cancel()
            await asyncio.wait([checking])

    def _add(self, batches: Sequence[str]) -> None:
        self._queue += (batch for batch in batches if not batch.isspace())
        if batches:
            self._start()

    def _start(self) -> None:
        if self._checking is not None and self._checking.done():
            self._checking.result()  # a fault of ours belongs to the turn
            self._checking = None
        if self._checking is None and self._queue and self._backend is not None:
            self._checking = asyncio.create_task(self._check(self._backend), name="moderation check")

    async def _checked_all(self) -> Problem | None:
        """Waits until nothing is left to be checked; gives why that could not be done."""
        self._start()
        if self._checking is None:
            return None
        await asyncio.wait([self._checking])
        return self._checking.result()

    async def _check(self, backend: ChatBackend) -> Problem | None:
        """Until the queue is empty. Gives why that could not be done."""
        try:
            while self._queue:
                if found := await _checked(backend, self._queue):
                    self._queue.clear()
                    self._backend = None  # one reason is enough
                    self._on_flagged(ended(found))
        except TurnError as error:
            return error.problem
        return None


async def _checked(backend: ChatBackend, queue: list[str]) -> frozenset[str]:
    """What is flagged in the first texts, which leave the queue once they are checked. Raises TurnError."""
    count = request_size(queue)
    try:
        async with asyncio.timeout(CHECK_TIME):
            found = await backend.moderate(queue[:count])
    except TimeoutError:
        title = f"There was no answer for {CHECK_TIME:g} seconds."
        raise TurnError(Problem(EndState.STALLED, title)) from None
    del queue[:count]
    return frozenset[str]().union(*found)
