"""An OpenAI-compatible server, asked through the SDK and read as bytes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, suppress

import httpx2
import openai

from app import __version__
from app.adapters.openai.answer_body import answer_events
from app.adapters.openai.chat_completions import ChatCompletions
from app.adapters.openai.chat_request import request_body
from app.adapters.openai.failures import TRANSLATED, Failures
from app.adapters.openai.http_client import http_client
from app.adapters.openai.model_list import model_names
from app.domain.capabilities import Capabilities
from app.domain.network import Network
from app.domain.problem import TurnError
from app.domain.prompt import ChatRequest
from app.domain.stream import Failed, StreamEvent

_GOODBYE = 0.1
"""Seconds for the end of the body after the last event: then the connection can be used again."""
_MODELS_TIMEOUT = 30.0

_KEPT_HEADERS = (
    "host",
    "connection",
    "accept-encoding",
    "content-type",
    "content-length",
    "transfer-encoding",
    # The SDK reads this one again when the answer is here.
    "x-stainless-raw-response",
)


class OpenAIBackend:
    """Fulfils ChatBackend. May be made in any thread; belongs to the loop that first asks it."""

    def __init__(self, base_url: str, key: str, *, capabilities: Capabilities, network: Network) -> None:
        """Blocking. Raises what http_client does when the network's settings cannot be used."""
        self._key = key
        client = http_client(base_url, network, on_request=self._own_headers)
        self._failures = Failures.on_the_way(base_url, key, network)
        self.capabilities = capabilities
        self._asks_usage = capabilities.usage
        self._client = openai.AsyncOpenAI(
            # The SDK insists on a key, and would look for one in the environment.
            api_key=key or "none",
            base_url=base_url,
            max_retries=0,
            http_client=client,
        )
        self._completions = self._client.chat.completions.with_streaming_response

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent]:
        """The answer as it comes; see ChatBackend."""
        try:
            async with AsyncExitStack() as stack:
                response = await self._asked(request, stack)
                body = response.aiter_bytes()
                stack.push_async_callback(_leave, response, body)
                content_type = response.headers.get("content-type", "")
                events = answer_events(body, content_type, ChatCompletions(), self._key)
                async for event in await stack.enter_async_context(aclosing(events)):
                    yield event
                await _rest(body)
        except TRANSLATED as error:
            yield Failed(self._failures.problem(error))

    async def models(self) -> list[str]:
        """Names of the models that the server offers, sorted. Raises TurnError."""
        try:
            response = await self._client.get(
                "/models", cast_to=httpx2.Response, options={"timeout": _MODELS_TIMEOUT}
            )
            return model_names(response.content, self._key)
        except TRANSLATED as error:
            raise TurnError(self._failures.problem(error)) from None

    async def close(self) -> None:
        await self._client.close()

    async def _asked(self, request: ChatRequest, stack: AsyncExitStack) -> httpx2.Response:
        """The answer's head. Asks again without stream_options where they are rejected, and remembers it."""
        asks_usage = self._asks_usage
        try:
            return await self._answer(request, stack, usage=asks_usage)
        except openai.APIStatusError as error:
            if not (asks_usage and error.status_code in (400, 422) and "stream_options" in str(error.body)):
                raise
        self._asks_usage = False
        return await self._answer(request, stack, usage=False)

    async def _answer(self, request: ChatRequest, stack: AsyncExitStack, *, usage: bool) -> httpx2.Response:
        asked = self._completions.create(**request_body(request, usage=usage))
        response: httpx2.Response = (await stack.enter_async_context(asked)).http_response
        return response

    async def _own_headers(self, request: httpx2.Request) -> None:
        """Sends our headers alone: the SDK adds some about this computer, and some from OPENAI_*."""
        kept = {name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers}
        kept |= {"accept": "application/json", "user-agent": f"Rivulet/{__version__}"}
        if self._key:
            kept["authorization"] = f"Bearer {self._key}"
        request.headers = httpx2.Headers(kept)


async def _rest(body: AsyncIterator[bytes]) -> None:
    """Reads the end of a body whose last event is here: only then the connection can be used again."""
    with suppress(*TRANSLATED):
        async with asyncio.timeout(_GOODBYE):
            async for _ in body:
                pass


async def _leave(response: httpx2.Response, body: AsyncIterator[bytes]) -> None:
    """Closes the connection, and with it every generator behind `body`, within the loop.

    WORKAROUND(httpx2 2.16.2): its AsyncResponseStream does not close the generator below it. Left at a
    `yield`, that one waits for the collector, which may come when the loop is closed. To read on after
    the connection's end, through a buffer's worth at most, raises in the innermost and so ends them all.
    """
    await response.aclose()
    with suppress(*TRANSLATED):
        async for _ in body:
            pass
