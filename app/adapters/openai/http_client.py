"""The HTTP client for one server, as the network's settings want it."""

import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from app.adapters.openai.route import proxy_for
from app.domain.ending import EndState
from app.domain.network import Network, proxy_fault
from app.domain.problem import Problem, TurnError

_IN_SETTINGS = "Check it in the settings, under Connection."


def http_client(
    base_url: str, network: Network, *, on_request: Callable[[httpx2.Request], Awaitable[None]] | None = None
) -> httpx2.AsyncClient:
    """Blocking: reads certificates and the system's settings.

    Raises TurnError when the proxy or the certificates of `network` cannot be used; ValueError, ImportError
    or OSError when those of the computer cannot.
    """
    proxy = proxy_for(base_url, network)
    if proxy is not None and proxy == network.proxy and (fault := proxy_fault(proxy)):
        raise _unusable(fault)
    schemes = {httpx2.URL(url).scheme for url in (base_url, proxy) if url}
    # Reading the system's certificates takes its time, and may fail: not for those who need none.
    context = trusted(network) if "https" in schemes else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx2.AsyncClient(
        # A turn may be silent for minutes while a model thinks: its own clock watches that.
        timeout=httpx2.Timeout(None, connect=network.connect_timeout, write=60.0, pool=10.0),
        # A redirect would send the prompt to a host that nobody chose.
        follow_redirects=False,
        # What is compressed arrives late, and can be a bomb.
        headers={"Accept-Encoding": "identity"},
        event_hooks={"request": [_close_what_is_cancelled, *([on_request] if on_request else [])]},
        verify=context,
        proxy=_proxy(proxy, context) if proxy else None,
        # The way is found already.
        trust_env=False,
    )


async def _close_what_is_cancelled(request: httpx2.Request) -> None:
    """Lets a connection whose TLS is still being agreed on end with the request.

    WORKAROUND(httpcore2 2.16.2): it closes one for an error, but leaves it to the garbage collector when
    the request is cancelled meanwhile, or a SOCKS proxy refuses it.
    """
    streams: list[Any] = []
    others = request.extensions.get("trace")

    async def trace(event: str, info: dict[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):
            streams.append(info["return_value"])
        elif event.endswith(("start_tls.failed", "setup_socks5_connection.failed")) and streams:
            await streams.pop().aclose()
        if others is not None:
            await others(event, info)

    request.extensions = {**request.extensions, "trace": trace}


def trusted(network: Network) -> ssl.SSLContext:
    """The certificates of the system (or of SSL_CERT_FILE), and those of `ca_file`. Raises as http_client."""
    context = httpx2.create_ssl_context()
    if network.ca_file:
        try:
            context.load_verify_locations(network.ca_file)
        except ssl.SSLError:
            raise _unusable(f"No certificate can be read from {network.ca_file}.") from None
        except FileNotFoundError:
            raise _unusable(f"The certificate file {network.ca_file} was not found.") from None
        except OSError as error:
            words = f"The certificate file {network.ca_file} cannot be read."
            raise _unusable(words, error.strerror or "") from None
    return context


def _proxy(url: str, context: ssl.SSLContext) -> httpx2.Proxy:
    if url.startswith("socks"):
        try:
            import socksio  # noqa: F401 - httpx2 looks for it
        except ImportError:
            words = "SOCKS proxies need the Python package socksio, which is not installed."
            raise _unusable(words, remedy="Install it, or set another proxy.") from None
    return httpx2.Proxy(url, ssl_context=context if url.startswith("https:") else None)


def _unusable(title: str, detail: str = "", remedy: str = _IN_SETTINGS) -> TurnError:
    return TurnError(Problem(EndState.OFFLINE, title, detail, remedy))
