"""Requests to one server: the SDK sends them, with our own headers alone, and we read what comes as bytes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from typing import Any
from urllib.parse import quote

import httpx2
import openai

from app import __version__
from app.adapters.openai.answer_body import answer_events
from app.adapters.openai.answer_reader import Dialect
from app.adapters.openai.failures import TRANSLATED
from app.adapters.openai.http_client import http_client
from app.domain.network import Network
from app.domain.stream import StreamEvent

_GOODBYE = 0.1
"""Seconds for the end of the body after the last event: then the connection can be used again."""
_WHOLE: openai.RequestOptions = {"timeout": 30.0}
"""Seconds for an answer that does not stream."""

_KEPT_HEADERS = (
    "host",
    "connection",
    "accept-encoding",
    "content-type",
    "content-length",
    "transfer-encoding",
)


class Exchange:
    """May be made in any thread; belongs to the loop that first uses it. Raises TRANSLATED."""

    def __init__(self, base_url: str, key: str, network: Network) -> None:
        """Blocking. Raises what http_client does when the network's settings cannot be used."""
        self._base_url = base_url
        self._key = key
        client = http_client(base_url, network, on_request=self._own_headers)
        self._client = openai.AsyncOpenAI(
            # The SDK insists on a key, and would look for one in the environment.
            api_key=key or "none",
            base_url=base_url,
            max_retries=0,
            http_client=client,
        )

    def url(self, path: str) -> str:
        """Where a request for this path goes."""
        return self._base_url.rstrip("/") + path

    async def ask(self, path: str, body: Mapping[str, Any]) -> httpx2.Response:
        """The head of an answer that is to be read by `events`."""
        return await self._client.post(path, cast_to=httpx2.Response, body=body, stream=True)

    async def listen(self, path: str, after: Mapping[str, Any]) -> httpx2.Response:
        """The same of one that was asked for before."""
        options: openai.RequestOptions = {"params": {"stream": "true", **after}}
        return await self._client.get(path, cast_to=httpx2.Response, options=options, stream=True)

    async def events(self, response: httpx2.Response, dialect: Dialect) -> AsyncGenerator[StreamEvent]:
        """What an answer says. Its connection is closed with this generator, or used again at its end."""
        async with AsyncExitStack() as stack:
            body = response.aiter_bytes()
            stack.push_async_callback(_leave, response, body)
            content_type = response.headers.get("content-type", "")
            events = answer_events(body, content_type, dialect, self._key)
            async for event in await stack.enter_async_context(aclosing(events)):
                yield event
            await _rest(body)

    async def fetch(self, path: str) -> bytes:
        """The whole body of a GET."""
        return (await self._client.get(path, cast_to=httpx2.Response, options=_WHOLE)).content

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> bytes:
        """The whole body of a POST."""
        return (await self._client.post(path, cast_to=httpx2.Response, body=body, options=_WHOLE)).content

    async def close(self) -> None:
        await self._client.close()

    async def _own_headers(self, request: httpx2.Request) -> None:
        """Sends our headers alone: the SDK adds some about this computer, and some from OPENAI_*."""
        kept = {name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers}
        kept |= {"accept": "application/json", "user-agent": f"Rivulet/{__version__}"}
        if self._key:
            kept["authorization"] = f"Bearer {self._key}"
        request.headers = httpx2.Headers(kept)


def response_path(response_id: str, *more: str) -> str:
    """The path of an answer that a server keeps. The id is the server's: it may hold anything."""
    return "/".join(["/responses", quote(response_id, safe=""), *more])


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
