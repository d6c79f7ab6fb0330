"""Connects to OpenAI-compatible servers. Light to import: the SDK is loaded with the first connection."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.adapters.openai.daemon_thread import in_daemon_thread
from app.domain.capabilities import Capabilities, capabilities, usable_overrides
from app.domain.ending import EndState
from app.domain.network import Network
from app.domain.ports import ChatBackend
from app.domain.problem import Problem, TurnError
from app.domain.provider import Provider
from app.domain.redaction import redact

if TYPE_CHECKING:
    from app.adapters.openai.backend import OpenAIBackend

_KEY = re.compile(r"[\x21-\x7e]*")
_EXAMPLES = "It looks like https://api.openai.com/v1 or http://localhost:11434/v1."


class OpenAIConnector:
    """Fulfils Connector."""

    def __init__(self, network: Network | None = None) -> None:
        self.network = network or Network()

    async def warm_up(self) -> None:
        """Loads the SDK, so that the first prompt does not wait for it. Raises ImportError."""
        await in_daemon_thread(_load_sdk)

    async def connect(self, provider: Provider, key: str) -> ChatBackend:
        """Loads the SDK where needed, in a thread, and makes the client. An empty key is fine.

        Raises TurnError when the base URL, the key or the network's settings cannot be used.
        """
        base_url, key, network = usable_base_url(provider.base_url), usable_key(key), self.network
        can, api_is_fixed = capabilities(provider), "api" in usable_overrides(provider.overrides)
        try:
            return await in_daemon_thread(lambda: _backend(base_url, key, can, network, api_is_fixed))
        except (ImportError, ValueError, OSError) as error:
            raise TurnError(computer_fault(error, key)) from None


def computer_fault(error: Exception, key: str) -> Problem:
    """What the system says of the way to servers cannot be used."""
    return Problem(
        EndState.OFFLINE,
        "The proxy or certificate settings of this computer cannot be used.",
        redact(str(error), [key]),
        "Check ALL_PROXY, HTTPS_PROXY and SSL_CERT_FILE.",
    )


def usable_base_url(text: str) -> str:
    """The base URL without what was pasted along with it. Raises TurnError if it cannot be one."""
    url = text.strip().rstrip("/").removesuffix("/chat/completions")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _unusable("The base URL is not a valid address.") from None
    if parts.scheme not in ("http", "https"):
        raise _unusable("The base URL must begin with https:// or http://.")
    if not host or port == 0 or re.search(r"[\x00-\x20\x7f\\]", url):
        raise _unusable("The base URL is not a valid address.")
    if parts.username is not None or parts.password is not None:
        raise _unusable("The base URL must not contain a user name or a password.")
    return url


def usable_key(text: str) -> str:
    """The key without the space around it; may be empty. Raises TurnError if no header can hold it."""
    key = text.strip()
    if not _KEY.fullmatch(key):
        raise TurnError(
            Problem(
                EndState.UNAUTHORIZED,
                "The API key contains characters that no key has.",
                remedy="Copy the key once more, and paste it in the settings.",
            )
        )
    return key


def _unusable(title: str) -> TurnError:
    return TurnError(Problem(EndState.REJECTED, title, remedy=_EXAMPLES))


def _load_sdk() -> None:
    # These two are loaded with the first connection otherwise, in the window's thread.
    import anyio._backends._asyncio  # noqa: F401 - loading it is the point, here and below
    import httpcore2._backends.anyio  # noqa: F401

    import app.adapters.openai.backend  # noqa: F401


def _backend(
    base_url: str, key: str, can: Capabilities, network: Network, api_is_fixed: bool
) -> "OpenAIBackend":
    # Takes up to two seconds, the first time.
    import httpx2

    from app.adapters.openai.backend import OpenAIBackend

    try:
        httpx2.URL(base_url)
    except httpx2.InvalidURL:
        raise _unusable("The base URL is not a valid address.") from None
    try:
        return OpenAIBackend(base_url, key, capabilities=can, network=network, api_is_fixed=api_is_fixed)
    except httpx2.InvalidURL as error:
        raise ValueError(f"A proxy’s address is not valid: {error}") from None
