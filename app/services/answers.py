"""Lets providers answer, and ends there what is not wanted any more."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from app.domain.conversation import Message
from app.domain.ending import EndState
from app.domain.patch import Patch
from app.domain.problem import Problem, TurnError
from app.domain.prompt import ChatRequest
from app.domain.turn_state import TurnState
from app.services.moderation import moderation_guard
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.services.turn import Turn

_PATIENCE = 5.0
"""Seconds to tell a provider that an answer is not wanted any more; quitting waits for it."""

_LEFT_BY_US = (EndState.STOPPED, EndState.STALLED, EndState.MODERATED)
"""Ends that the provider has no part in: where it makes the answer, it goes on with it."""


class Answers:
    """Those of one conversation: each has a task that runs to its end, whoever looks."""

    def __init__(
        self,
        providers: Providers,
        tasks: TaskScope,
        *,
        title: Callable[[], str],
        on_fault: Callable[[str], None],
        patient: bool = True,
    ) -> None:
        """
        Args:
            title: gives the conversation's: another one may be shown when something is told of it.
            on_fault: told, in one or two sentences, what could not be done.
            patient: see Turn.
        """
        self._providers = providers
        self._tasks = tasks
        self._title = title
        self._on_fault = on_fault
        self._patient = patient

    def start(
        self,
        answer: Message,
        request: ChatRequest,
        on_patches: Callable[[Turn, Sequence[Patch]], None],
        state: TurnState | None = None,
        *,
        checked: bool = True,
    ) -> Turn:
        """Lets `answer.provider` answer.

        Args:
            on_patches: told of all that comes, of the end last.
            state: what is there already, when an answer goes on.
            checked: the moderation check looks at it, if the policy wants it.
        """
        providers = self._providers
        turn = Turn(
            lambda patches: on_patches(turn, patches),
            state=state,
            idle_timeout=providers.current.idle_timeout,
            patient=self._patient,
            guard=moderation_guard(providers.policy) if checked else None,
        )
        self._tasks.start(f"answer {answer.id}", self._see_through(answer, turn, request))
        return turn

    def end_at_provider(self, provider: str, response_id: str) -> None:
        """Also while the program ends: else it would be made, and paid for, to its end."""
        self._tasks.start(
            "end an answer at its provider", self._cancel(provider, response_id), must_finish=True
        )

    async def _see_through(self, answer: Message, turn: Turn, request: ChatRequest) -> None:
        try:
            await turn.run(partial(self._providers.backend_of, answer.provider), request)
        finally:
            # Only a fault of ours gets here with an open state: the task scope reports it.
            if not turn.state.closed and not turn.is_left_running:
                turn.fail(Problem(EndState.PROVIDER_ERROR, "Rivulet failed while it read this answer."))
        if turn.state.end in _LEFT_BY_US and turn.runs_on and not turn.state.finish_reason:
            self.end_at_provider(answer.provider, turn.response_id)
        elif turn.is_nameless:
            self._tell(": it could not be told to stop.")

    async def _cancel(self, provider: str, response_id: str) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await (await self._providers.backend_of(provider)).cancel(response_id)
        except TurnError as error:
            self._tell(f". {error.problem.title}")
        except TimeoutError:
            self._tell(": it could not be told to stop.")

    def _tell(self, why: str) -> None:
        self._on_fault(f"The provider may go on with an answer in “{self._title()}”{why}")
