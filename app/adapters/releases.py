"""Asks GitHub for the newest version of the program. Light to import: HTTP is loaded with the question."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from app import HOMEPAGE, __version__
from app.adapters.openai.daemon_thread import in_daemon_thread
from app.domain.problem import TurnError
from app.domain.release import CheckFailed, Release
from app.domain.version import plain

if TYPE_CHECKING:
    import httpx2

    from app.domain.network import Network

LATEST = HOMEPAGE.replace("//github.com/", "//api.github.com/repos/") + "/releases/latest"
_LONGEST = 30.0
"""Seconds for all of it."""
_LARGEST = 1_000_000
"""Bytes: notes of a release are shorter."""
_LONGEST_PAGE = 500
"""Characters: it is kept with the settings."""
_HOPS = 3
_UNREADABLE = "GitHub’s answer could not be read."


class GitHubReleases:
    """Fulfils ReleaseSource. GitHub learns nothing but the address and the version of who asks.

    No mark of an earlier answer (ETag) goes back to it: one could stand for the user, as a cookie does.
    """

    def __init__(self, url: str = LATEST) -> None:
        self._url = url

    async def latest(self, network: Network) -> Release:
        """See ReleaseSource."""
        try:
            client = await in_daemon_thread(lambda: _client(self._url, network))
        except TurnError as error:
            words = f"{error.problem.title} {error.problem.remedy}".strip()
            raise CheckFailed(words, was_answered=False) from None
        except (ImportError, ValueError, OSError):
            words = "The proxy or certificate settings of this computer cannot be used."
            raise CheckFailed(words, was_answered=False) from None
        import httpx2  # it is loaded by now

        try:
            async with client, asyncio.timeout(_LONGEST):
                return await _asked(client, self._url)
        except (TimeoutError, httpx2.TimeoutException):
            raise CheckFailed("GitHub did not answer in time.", was_answered=False) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            words = "GitHub could not be reached. Check the network connection."
            raise CheckFailed(words, was_answered=False) from None


def _client(url: str, network: Network) -> httpx2.AsyncClient:
    """Blocking. Raises TurnError, ImportError, ValueError or OSError."""
    # These two are loaded with the first connection otherwise, in the window's thread.
    import httpcore2._backends.anyio  # noqa: F401 - loading it is the point
    import httpx2

    from app.adapters.openai.http_client import http_client

    try:
        return http_client(url, network)
    except httpx2.InvalidURL as error:
        raise ValueError(f"A proxy’s address is not valid: {error}") from None


async def _asked(client: httpx2.AsyncClient, url: str) -> Release:
    headers = {"Accept": "application/vnd.github+json", "User-Agent": f"Rivulet/{__version__}"}
    for _ in range(_HOPS):
        client.cookies.clear()
        async with client.stream("GET", url, headers=headers) as response:
            further = _further(response)
            if further is None:
                return await _read(response)
        url = further
    raise CheckFailed(_UNREADABLE, was_answered=True)


def _further(response: httpx2.Response) -> str | None:
    """Where the project has moved to, at the same server: GitHub tells so by a redirect."""
    if not response.has_redirect_location:
        return None
    asked = response.request.url
    target = asked.join(response.headers["location"])
    if (target.scheme, target.netloc) != (asked.scheme, asked.netloc):
        raise CheckFailed(_UNREADABLE, was_answered=True)
    return str(target)


async def _read(response: httpx2.Response) -> Release:
    match response.status_code:
        case 200:
            pass
        case 404:
            raise CheckFailed("No version has been released yet.", was_answered=True)
        case 403 | 429:
            words = "GitHub takes no more questions from this address for now. Try again in an hour."
            raise CheckFailed(words, was_answered=True)
        case _:
            raise CheckFailed("GitHub has trouble answering. Try again later.", was_answered=True)
    body = await _body(response)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise CheckFailed(_UNREADABLE, was_answered=True) from None
    tag, page = (told.get(name) if isinstance(told, dict) else None for name in ("tag_name", "html_url"))
    if not isinstance(tag, str) or not plain(tag):
        raise CheckFailed(_UNREADABLE, was_answered=True)
    if not isinstance(page, str) or len(page) > _LONGEST_PAGE:
        page = ""
    return Release(plain(tag), page)


async def _body(response: httpx2.Response) -> bytes:
    """As it is on the wire: what is compressed could be a bomb, and was not asked for."""
    import httpx2

    body = bytearray()
    pieces = response.aiter_raw()
    async for piece in pieces:
        body += piece
        if len(body) > _LARGEST:
            break
    else:
        return bytes(body)
    # WORKAROUND(httpx2 2.16.2): see _leave in app/adapters/openai/exchange.py
    await response.aclose()
    with suppress(httpx2.HTTPError, httpx2.StreamError):
        async for _ in pieces:
            pass
    raise CheckFailed(_UNREADABLE, was_answered=True)
