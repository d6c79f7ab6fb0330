"""An OpenAI-compatible server, asked by either of its APIs."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

import httpx2
import openai

from app.adapters.openai.answer_reader import AnswerReader
from app.adapters.openai.api import SPOKEN
from app.adapters.openai.exchange import Exchange, response_path
from app.adapters.openai.failures import TRANSLATED, Failures
from app.adapters.openai.model_list import model_names
from app.adapters.openai.moderation import flagged_categories, moderation_body
from app.adapters.openai.rejections import Attempt, lesson_of
from app.adapters.openai.responses import Responses
from app.domain.capabilities import Capabilities
from app.domain.conversation import UNNUMBERED
from app.domain.ending import EndState
from app.domain.network import Network
from app.domain.problem import Problem, TurnError
from app.domain.prompt import ChatRequest, Outgoing
from app.domain.stream import Failed, Finished, StreamEvent

FIRST_POLL, LONGEST_POLL, SLOWER = 1.0, 5.0, 1.5
"""Seconds between two questions for an answer that can only be waited for, and how they grow."""

_GONE = Problem(
    EndState.PROVIDER_ERROR,
    "The provider does not keep this answer any more.",
    remedy="Send the prompt again.",
)
_NO_MODERATION = Problem(
    EndState.REJECTED,
    "The server has no moderation check.",
    remedy="Turn the check off in the settings, or use another provider.",
)
_ENDED = (400, 409)
"""What cancelling says of an answer that is not being made."""
_NOT_THERE = (404, 405, 501)
_NOT_STREAMED = (400, 405, 409, 422)


class OpenAIBackend:
    """Fulfils ChatBackend. May be made in any thread; belongs to the loop that first asks it."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        capabilities: Capabilities,
        network: Network,
        api_is_fixed: bool = False,
    ) -> None:
        """Blocking. Raises what http_client does when the network's settings cannot be used.

        Args:
            api_is_fixed: the user has chosen the API; else a server that does not know it is asked
                by the other one.
        """
        self.capabilities = capabilities
        self._key = key
        self._api_is_fixed = api_is_fixed
        self._exchange = Exchange(base_url, key, network)
        self._failures = Failures.on_the_way(base_url, key, network)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent]:
        """The answer as it comes; see ChatBackend."""
        try:
            attempt, response = await self._asked(request)
            dialect = SPOKEN[attempt.api].dialect(self._key)
            async with aclosing(self._exchange.events(response, dialect)) as events:
                async for event in events:
                    yield event
            if dialect.pending:
                async with aclosing(self._polled(dialect.pending)) as events:
                    async for event in events:
                        yield event
        except TRANSLATED as error:
            yield Failed(self._failures.problem(error))
        except TurnError as error:
            yield Failed(error.problem)

    async def resume(self, response_id: str, after: int) -> AsyncGenerator[StreamEvent]:
        """What has followed event `after`; see ChatBackend."""
        dialect = Responses(self._key, resumed=True)
        numbered = {} if after == UNNUMBERED else {"starting_after": after}
        try:
            try:
                response = await self._exchange.listen(response_path(response_id), numbered)
            except openai.APIStatusError as error:
                if error.status_code not in _NOT_STREAMED:
                    raise
                dialect.pending = response_id
            else:
                async with aclosing(self._exchange.events(response, dialect)) as events:
                    async for event in events:
                        yield event
            if dialect.pending:
                async with aclosing(self._polled(response_id)) as events:
                    async for event in events:
                        yield event
        except openai.NotFoundError as error:
            found = self._failures.problem(error)
            yield Failed(replace(_GONE, detail=found.detail, request_id=found.request_id), final=True)
        except TRANSLATED as error:
            yield Failed(self._failures.problem(error))

    async def cancel(self, response_id: str) -> None:
        """Ends an answer that is made at the provider; see ChatBackend."""
        try:
            await self._exchange.post(response_path(response_id, "cancel"))
        except TRANSLATED as error:
            if not (isinstance(error, openai.APIStatusError) and error.status_code in _ENDED):
                raise TurnError(self._failures.problem(error)) from None

    async def moderate(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The categories that the moderation check flags in each text; see ChatBackend."""
        if not texts:
            return []
        try:
            body = await self._exchange.post("/moderations", moderation_body(texts))
        except TRANSLATED as error:
            if isinstance(error, openai.APIStatusError) and error.status_code in _NOT_THERE:
                self.capabilities = replace(self.capabilities, moderation=False)
                raise TurnError(_NO_MODERATION) from None
            raise TurnError(self._failures.problem(error)) from None
        return flagged_categories(body, len(texts), self._key)

    def outgoing(self, request: ChatRequest) -> Outgoing:
        """The request as `stream` would send it."""
        attempt = Attempt(request, self.capabilities)
        spoken = SPOKEN[attempt.api]
        body = spoken.body(request, self.capabilities)
        return Outgoing("POST", self._exchange.url(spoken.path), body)

    async def models(self) -> list[str]:
        """Names of the models that the server offers, sorted. Raises TurnError."""
        try:
            return model_names(await self._exchange.fetch("/models"), self._key)
        except TRANSLATED as error:
            raise TurnError(self._failures.problem(error)) from None

    async def close(self) -> None:
        await self._exchange.close()

    async def _asked(self, request: ChatRequest) -> tuple[Attempt, httpx2.Response]:
        """The head of the answer. What a rejection teaches is remembered, and each is met once."""
        attempt = Attempt(request, self.capabilities, is_second_api=self._api_is_fixed)
        unknown: openai.APIStatusError | None = None
        while True:
            spoken = SPOKEN[attempt.api]
            try:
                body = spoken.body(attempt.request, attempt.capabilities)
                response = await self._exchange.ask(spoken.path, body)
            except openai.APIStatusError as error:
                if unknown is not None and error.status_code in _NOT_THERE:
                    raise unknown from None
                lesson = lesson_of(attempt, error)
                if lesson is None:
                    raise
                self.capabilities = replace(self.capabilities, **lesson.learned)
                if lesson.next is None:
                    problem = self._failures.problem(error)
                    raise TurnError(replace(problem, title=lesson.title, remedy=lesson.remedy)) from None
                if lesson.next.is_second_api and not attempt.is_second_api:
                    unknown = error
                attempt = lesson.next
            else:
                if unknown is not None:
                    self.capabilities = replace(self.capabilities, api=attempt.api)
                return attempt, response

    async def _polled(self, response_id: str) -> AsyncGenerator[StreamEvent]:
        """An answer that is made at the provider, once it is there. Raises TRANSLATED."""
        wait = FIRST_POLL
        while True:
            body = await self._exchange.fetch(response_path(response_id))
            events = AnswerReader(Responses(self._key, resumed=True), self._key).whole(body)
            if events and isinstance(events[-1], Finished | Failed):
                for event in events:
                    yield event
                return
            await asyncio.sleep(wait)
            wait = min(wait * SLOWER, LONGEST_POLL)
