"""One answer on its way: reads the stream, keeps the idle clock, tries again, stops at once."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from app.domain.ending import EndState
from app.domain.ports import ChatBackend
from app.domain.problem import Problem, TurnError
from app.domain.prompt import ChatRequest
from app.domain.retry import wait_before_next_try
from app.domain.stream import Failed, ReasoningDelta, RefusalDelta, StreamEvent, TextDelta, ToolCallDelta
from app.domain.turn import (
    Closed,
    Interrupted,
    Patch,
    Resumed,
    Stalled,
    Stopped,
    TurnEvent,
    TurnState,
    Waiting,
    reduce,
)

TIME_SLICE = 0.004
"""Seconds of work in one go. Reading events that are already here never yields to the loop by itself."""

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
    ) -> None:
        """
        Args:
            state: what is there already, when a cut answer goes on.
            idle_timeout: seconds without content after which the answer counts as stalled.
            patient: keep a stalled stream open, for the user to decide; else stalling ends the answer.
        """
        self.state = state or TurnState()
        self.tries = 0
        self.retry_at: float | None = None
        """When the next try starts, on the monotonic clock, while the turn waits for it."""
        self.started_at = time.monotonic()
        self.first_token_after: float | None = None
        self._on_patches = on_patches
        self._idle_timeout = idle_timeout
        self._patient = patient
        self._pending: list[Patch] = []
        self._slice_began = 0.0
        self._last_content = 0.0
        self._waiting: asyncio.Future[bool] | None = None
        self._task: asyncio.Task[None] | None = None
        self._parting: TurnEvent | None = None
        self._watchdog: asyncio.Handle | None = None

    async def run(self, connect: Callable[[], Awaitable[ChatBackend]], request: ChatRequest) -> None:
        """Until the end. Cancelling it from outside (the program closes) interrupts the answer."""
        self._task = asyncio.current_task()
        try:
            while self._parting is None and (problem := await self._try(connect, request)) is not None:
                if not await self._wait_for_next_try(problem):
                    self._apply(Failed(problem))
                    return
            if self._parting is not None:
                self._apply(self._parting)
        except asyncio.CancelledError:
            if self._parting is None:
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
        title = f"Nothing has come for {self._idle_timeout:g} seconds."
        self._leave(Failed(Problem(EndState.STALLED, title)))

    def _leave(self, parting: TurnEvent) -> None:
        if self.state.closed or self._parting is not None:
            return
        self._parting = parting
        if self._task is not None:
            self._task.cancel()

    def fail(self, problem: Problem) -> None:
        """Ends the answer with a problem that is not of the wire."""
        self._apply(Failed(problem))
        self.flush()

    def keep_waiting(self) -> None:
        """The user has more patience than the idle clock."""
        if self.state.end is EndState.STALLED and not self.state.closed:
            self._last_content = time.monotonic()
            self._apply(Resumed())
            self._watch()

    def retry_now(self) -> None:
        """Ends the wait for the next try."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(True)

    def give_up(self) -> None:
        """Ends the wait for the next try, and the answer with it."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(False)

    async def _try(
        self, connect: Callable[[], Awaitable[ChatBackend]], request: ChatRequest
    ) -> Problem | None:
        """One try. Gives the problem if it failed before any content, and may be repeated."""
        self.tries += 1
        before = self.state.parts
        try:
            backend = await connect()
        except TurnError as error:
            return error.problem
        self._last_content = time.monotonic()
        self._watch()
        try:
            async with aclosing(backend.stream(request)) as stream:
                async for event in stream:
                    if isinstance(event, Failed) and self.state.parts is before:
                        return event.problem
                    await self._take(event)
        finally:
            if self._watchdog is not None:
                self._watchdog.cancel()
        self._apply(Closed())
        return None

    async def _take(self, event: StreamEvent) -> None:
        self._apply(event)
        now = time.monotonic()
        if isinstance(event, _CONTENT):
            self._last_content = now
            if self.first_token_after is None:
                self.first_token_after = now - self.started_at
        if now - self._slice_began > TIME_SLICE:
            await asyncio.sleep(0)
            self._slice_began = time.monotonic()

    async def _wait_for_next_try(self, problem: Problem) -> bool:
        # The jitter only spreads the load on a server: it needs no secret source.
        wait = wait_before_next_try(problem, self.tries, random.random())
        if wait is None:
            return False
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        self.retry_at = time.monotonic() + wait
        self._apply(Waiting(replace(problem, retry_after=wait)))
        timer = loop.call_later(wait, self.retry_now)
        try:
            again = await self._waiting
        finally:
            timer.cancel()
            self._waiting = self.retry_at = None
        if again:
            self._apply(Resumed())
        return again

    def _apply(self, event: TurnEvent) -> None:
        self.state, patches = reduce(self.state, event)
        if patches:
            if not self._pending:
                # Runs when this task lets go of the loop: a burst is told of once.
                asyncio.get_running_loop().call_soon(self.flush)
            self._pending.extend(patches)

    def flush(self) -> None:
        """Tells of all changes so far."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._on_patches(pending)

    def _watch(self) -> None:
        """The idle clock. Its timer is set anew only when it fires, so that a token costs nothing."""
        if self._watchdog is not None:
            self._watchdog.cancel()
        due = self._last_content + self._idle_timeout - time.monotonic()
        if due <= 0:
            if not self._patient:
                self.abandon()
                return
            self._apply(Stalled())
            # Should content come after all, the clock runs again from there.
            self._last_content = time.monotonic()
            due = self._idle_timeout
        self._watchdog = asyncio.get_running_loop().call_later(due, self._watch)
