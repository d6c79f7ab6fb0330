"""One answer on its way: reads the stream, keeps the idle clock, tries again, stops at once."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from app.domain.conversation import Part, PartKind
from app.domain.ending import EndState
from app.domain.patch import PartGrew, Patch, Rewritten
from app.domain.ports import ChatBackend
from app.domain.problem import Problem, TurnError
from app.domain.prompt import ChatRequest
from app.domain.retry import wait_before_next_try
from app.domain.stream import (
    Failed,
    HostedToolStatus,
    ReasoningDelta,
    RefusalDelta,
    Started,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from app.domain.turn import (
    ENDED_EARLY,
    Closed,
    Interrupted,
    Resumed,
    Stalled,
    Stopped,
    TurnEvent,
    Waiting,
    reduce,
)
from app.domain.turn_state import OpenPart, TurnState
from app.services.guard import Guard
from app.services.idle_clock import IdleClock
from app.services.pause import Pause

Connect = Callable[[], Awaitable[ChatBackend]]

TIME_SLICE = 0.004
"""Seconds of work in one go. Reading events that are already here never yields to the loop by itself."""

NAMING_TIME = 10.0
"""Seconds that a provider has to name an answer that is stopped before it has told its name."""

_CONTENT = (TextDelta, ReasoningDelta, RefusalDelta, ToolCallDelta)


class Turn:
    """Runs one answer to its end. Each change goes to `on_patches`, at most once a pass of the loop."""

    def __init__(
        self,
        on_patches: Callable[[Sequence[Patch]], None],
        *,
        state: TurnState | None = None,
        idle_timeout: float = 60.0,
        patient: bool = True,
        guard: Guard | None = None,
    ) -> None:
        """
        Args:
            state: what is there already, when a cut answer goes on.
            idle_timeout: seconds without content after which the answer counts as stalled.
            patient: keep a stalled stream open, for the user to decide; else stalling ends the answer.
        """
        self.state = state or TurnState()
        self.tries = 0
        """Those that have failed and the one that runs; where the answer runs on, since it last came."""
        self.started_at = time.monotonic()
        self.first_token_after: float | None = None
        self.response_id = self.state.response_id
        """The provider's name of the answer, also when it came after the end."""
        self.is_left_running = False
        """The program ended, and the answer goes on at the provider."""
        self.is_nameless = False
        """It was left before it told its name: it may go on at the provider, and cannot be ended there."""
        self._in_background = False
        self._on_patches = on_patches
        self._patient = patient
        self._guard = guard
        self._idle = IdleClock(idle_timeout, on_idle=self._on_idle)
        self._pending: list[Patch] = []
        self._slice_began = 0.0
        self._reading: asyncio.Timeout | None = None
        self._pause = Pause()
        self._task: asyncio.Task[None] | None = None
        self._parting: TurnEvent | None = None

    @property
    def retry_at(self) -> float | None:
        """When the next try starts, on the monotonic clock, while the turn waits for it."""
        return self._pause.until

    @property
    def runs_on(self) -> bool:
        """The answer is made at the provider, and can be listened to again."""
        return self._in_background and bool(self.response_id)

    async def run(self, connect: Connect, request: ChatRequest) -> None:
        """Until the end. Cancelling it from outside (the program closes) interrupts the answer.

        One that runs on at the provider is left as it is then: open, to be taken up at the next start.
        """
        self._task = asyncio.current_task()
        self._in_background = request.background
        if self._guard is not None and self.runs_on:
            # Nobody knows how much of what is here already was checked before the program ended.
            self._guard.feed(_text_of(self.state.message_parts()))
        try:
            while self._parting is None and (problem := await self._try(connect, request)) is not None:
                if not await self._wait_for_next_try(problem):
                    self._apply(Failed(problem))
                    return
            if self._parting is not None:
                self._apply(self._parting)
        except asyncio.CancelledError:
            if self._parting is None:
                self.is_left_running = self.runs_on
                if not self.runs_on:
                    self._apply(Interrupted())
                raise
            self._apply(self._parting)
            if self._task is not None:
                self._task.uncancel()
        finally:
            self.flush()

    def stop(self) -> None:
        """Ends the answer as stopped, in whatever phase it is; its socket is closed with it."""
        self._leave(Stopped())

    def abandon(self) -> None:
        """Ends a stalled answer as stalled."""
        title = f"Nothing has come for {self._idle.timeout:g} seconds."
        self._leave(Failed(Problem(EndState.STALLED, title)))

    def _leave(self, parting: TurnEvent) -> None:
        if self.state.closed or self._parting is not None:
            return
        self._parting = parting
        if self._in_background and self._reading is not None and not self.response_id:
            # It would go on at the provider: its name, which comes first, is needed to end it there.
            self._apply(parting)
            self._reading.reschedule(asyncio.get_running_loop().time() + NAMING_TIME)
        elif self._task is not None:
            self._task.cancel()

    def fail(self, problem: Problem) -> None:
        """Ends the answer with a problem that is not of the wire."""
        self._apply(Failed(problem))
        self.flush()

    def keep_waiting(self) -> None:
        """The user has more patience than the idle clock."""
        if self.state.end is EndState.STALLED and not self.state.closed:
            self._apply(Resumed())
            self._idle.restart()

    def retry_now(self) -> None:
        """Ends the wait for the next try."""
        self._pause.end()

    def give_up(self) -> None:
        """Ends the wait for the next try, and the answer with it."""
        if self.runs_on:
            self.stop()
        else:
            self._pause.end(try_again=False)

    async def _try(self, connect: Connect, request: ChatRequest) -> Problem | None:
        """One try. Gives the problem if it failed before any content, or the answer runs on."""
        self.tries += 1
        try:
            backend = await connect()
        except TurnError as error:
            return error.problem
        guard = self._guard
        try:
            if guard is not None:
                held_back = None if self.runs_on else await guard.admit(backend, request)
                if held_back is not None:
                    self._apply(Failed(held_back))
                    return None
                guard.begin(backend, self._on_flagged)
            problem = await self._read(backend, request)
            if problem is None and guard is not None and not self.state.closed:
                await self._finish_check(guard)
        finally:
            if guard is not None:
                await guard.close()
        if problem is None and self._parting is None:
            self._apply(Closed())
        return problem

    async def _finish_check(self, guard: Guard) -> None:
        try:
            await guard.finish()
        except asyncio.CancelledError:
            # All has come, but not all was checked: who leaves it now does not leave it complete.
            self.state = replace(self.state, finish_reason="")
            raise

    async def _read(self, backend: ChatBackend, request: ChatRequest) -> Problem | None:
        """The events of one connection, and of those that silently take its place."""
        while True:
            try:
                async with asyncio.timeout(None) as self._reading:
                    return await self._events(self._stream(backend, request))
            except TimeoutError:
                if self._parting is not None:
                    self.is_nameless = True
                    return None
                # Nothing came, but it runs on: a connection can be dead without a sign.
            finally:
                self._idle.stop()
                self._reading = None

    def _stream(self, backend: ChatBackend, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        if self.runs_on:
            return backend.resume(self.response_id, self.state.sequence)
        return backend.stream(request)

    async def _events(self, stream: AsyncGenerator[StreamEvent, None]) -> Problem | None:
        before = self.state.parts
        self._idle.restart()
        async with aclosing(stream):
            async for event in stream:
                if isinstance(event, Failed) and self._parting is None:
                    if self._may_try_again(event, before):
                        return event.problem
                    if self._guard is not None:
                        # What came is shown, whatever broke it off.
                        self._idle.stop()
                        await self._guard.finish()
                        if self._parting is not None:
                            return None
                await self._take(event)
                if self._parting is not None and self.response_id:
                    return None
        if self.runs_on and not (self.state.finish_reason or self.state.closed):
            return ENDED_EARLY
        return None

    def _may_try_again(self, failed: Failed, before: tuple[OpenPart, ...]) -> bool:
        may_be_sent_again = self.state.parts is before and not failed.is_lasting
        if failed.final or not (self.runs_on or may_be_sent_again):
            return False
        wait = wait_before_next_try(failed.problem, self.tries, 0.0, runs_on=self.runs_on)
        return wait is not None

    async def _take(self, event: StreamEvent) -> None:
        if isinstance(event, Started):
            self.response_id = event.response_id or self.response_id
        patches = self._apply(event)
        if self._guard is not None:
            # Not of the event: what comes again is here already, and a snapshot has many texts.
            self._guard.feed(self._new_text(patches))
        now = time.monotonic()
        if isinstance(event, HostedToolStatus):
            self._idle.content_at = now
        if isinstance(event, _CONTENT):
            self._idle.content_at = now
            if self.first_token_after is None:
                self.first_token_after = now - self.started_at
            if self._in_background:
                self.tries = 1
        if now - self._slice_began > TIME_SLICE:
            await asyncio.sleep(0)
            self._slice_began = time.monotonic()

    async def _wait_for_next_try(self, problem: Problem) -> bool:
        # The jitter only spreads the load on a server: it needs no secret source.
        wait = wait_before_next_try(problem, self.tries, random.random(), runs_on=self.runs_on)
        if wait is None:
            return False
        self._apply(Waiting(replace(problem, retry_after=wait)))
        if not await self._pause.last(wait):
            return False
        self._apply(Resumed())
        return True

    def _on_idle(self, slept: bool) -> None:
        if self.runs_on:
            if self._reading is not None:
                self._reading.reschedule(asyncio.get_running_loop().time())
        elif not self._patient:
            self.abandon()
        else:
            asleep = Problem(EndState.STALLED, "This computer slept, and the connection may be lost.")
            self._apply(Stalled(asleep if slept else None))

    def _on_flagged(self, problem: Problem) -> None:
        self._leave(Failed(problem))

    def _apply(self, event: TurnEvent) -> tuple[Patch, ...]:
        self.state, patches = reduce(self.state, event)
        if patches:
            if not self._pending:
                # Runs when this task lets go of the loop: a burst is told of once.
                asyncio.get_running_loop().call_soon(self.flush)
            self._pending.extend(patches)
        return patches

    def _new_text(self, patches: Sequence[Patch]) -> str:
        """What the answer has more to say, for the guard."""
        texts = []
        for patch in patches:
            match patch:
                case PartGrew(part, text) if self.state.parts[part].kind is PartKind.TEXT:
                    texts.append(text)
                case Rewritten(parts):
                    texts.append(_text_of(parts))
        return "".join(texts)

    def flush(self) -> None:
        """Tells of all changes so far."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._on_patches(pending)


def _text_of(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts if part.kind is PartKind.TEXT)
