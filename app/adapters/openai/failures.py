"""Foreign exceptions become Problems here, once, at the edge."""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import httpx2
import openai

from app.adapters.openai.error_body import excerpt, kind_of, read_error
from app.adapters.openai.route import proxy_for
from app.adapters.openai.server_problem import server_problem
from app.adapters.openai.waiting_time import waiting_time
from app.domain.ending import EndState
from app.domain.network import Network, proxy_place
from app.domain.problem import Problem
from app.domain.redaction import redact

TRANSLATED = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    OSError,
    ValueError,
)
"""What asking a server can raise."""

_CHECK_PROXY = "Check the proxy in the settings, under Connection."
_NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


@dataclass(frozen=True, slots=True)
class Failures:
    """Translates for one provider."""

    host: str
    """With its port, unless that is the usual one: computers run several servers."""
    key: str
    connect_timeout: float = Network().connect_timeout
    proxy: str = ""
    """Host and port of the proxy on the way; "" if there is none."""
    secrets: tuple[str, ...] = ()
    """What is shown as little as the key."""

    @classmethod
    def on_the_way(cls, base_url: str, key: str, network: Network) -> Self:
        """To this address. Blocking: asks the system's settings."""
        proxy = proxy_for(base_url, network) or ""
        host = httpx2.URL(base_url).netloc.decode()
        return cls(host, key, network.connect_timeout, proxy_place(proxy), network.secrets)

    def problem(self, error: BaseException) -> Problem:
        """What `error`, one of TRANSLATED, means to the user."""
        if isinstance(error, openai.APIStatusError):
            return self.refusal(error.response, error.body)
        if isinstance(error, openai.APIConnectionError) and error.__cause__ is not None:
            error = error.__cause__
        match error:
            case httpx2.ConnectTimeout():
                seconds = f"{self.connect_timeout:g} seconds"
                return self._no_way(f"it did not answer within {seconds}", "Try again in a moment.", error)
            case httpx2.ConnectError() | httpx2.ProxyError() | httpx2.PoolTimeout():
                return self._unreachable(error)
            case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpx2.LocalProtocolError():
                return Problem(
                    EndState.REJECTED,
                    "The base URL cannot be used.",
                    self._plain(str(error)),
                    "Check the base URL in the settings.",
                )
            case httpx2.ReadTimeout():
                return Problem(EndState.DISCONNECTED, f"{self.host} did not answer in time.")
            case httpx2.TransportError() | httpx2.StreamError() | OSError() | openai.APIConnectionError():
                return Problem(
                    EndState.DISCONNECTED,
                    "The connection broke.",
                    self._plain(": ".join(filter(None, (self.host, str(error))))),
                )
            case _:
                return Problem(
                    EndState.PROVIDER_ERROR,
                    "The server’s answer could not be read.",
                    self._plain(str(error)),
                )

    def refusal(self, response: httpx2.Response, body: object) -> Problem:
        """What an answer with another status than success means; `body` is parsed, or bytes."""
        request_id = self._plain(response.headers.get("x-request-id", ""))
        if response.status_code == httpx2.codes.PROXY_AUTHENTICATION_REQUIRED and self.proxy:
            return self._proxy_refusal(httpx2.ProxyError("407"))
        if response.is_redirect or 300 <= response.status_code < 400:
            return self._redirect(response, request_id)
        found = read_error(body)
        kind = kind_of(response.status_code, found)
        waits = kind is EndState.RATE_LIMITED or response.status_code in (503, 529)
        return server_problem(
            kind,
            found,
            self.key,
            status=response.status_code,
            retry_after=waiting_time(response.headers) if waits else None,
            request_id=request_id,
        )

    def _redirect(self, response: httpx2.Response, request_id: str) -> Problem:
        asked = response.request.url
        try:
            target = asked.join(response.headers.get("location", ""))
            # Mostly http:// that should be https://: then the host alone would say nothing.
            place = str(target.copy_with(query=None)) if target.host == asked.host else target.host
        except httpx2.InvalidURL:
            place = "an unreadable address"
        return Problem(
            EndState.REJECTED,
            f"The server wants to send us elsewhere ({self._plain(place)}).",
            f"HTTP status {response.status_code}",
            "Set that address as the base URL if you trust it.",
            request_id=request_id,
        )

    def _unreachable(self, error: httpx2.TransportError) -> Problem:
        if isinstance(error, httpx2.ProxyError):
            return self._proxy_refusal(error)
        if isinstance(error, httpx2.PoolTimeout):
            return self._offline("too many connections are open", "Wait for another answer to end.", error)
        for cause in _causes(error):
            match cause:
                case socket.gaierror():
                    remedy = "Check the base URL and the network connection."
                    return self._no_way("the name was not found", remedy, error)
                case ConnectionRefusedError():
                    return self._no_way("the connection was refused", "Is the server running?", error)
                case ssl.SSLCertVerificationError():
                    return self._offline(*_certificate_fault(cause), error)
                case ssl.SSLError():
                    remedy = "Check whether the base URL should start with http:// or use another port."
                    return self._offline("no secure connection could be made", remedy, error)
                case OSError(errno=number) if number in _NO_ROUTE:
                    return self._no_way("there is no way to it", "Check the network connection.", error)
        return self._offline("no connection could be made", "Check the network connection.", error)

    def _no_way(self, reason: str, remedy: str, error: Exception) -> Problem:
        """There was not even a connection: it is the proxy that could not be reached, if there is one."""
        if not self.proxy:
            return self._offline(reason, remedy, error)
        title = f"Cannot reach the proxy {self.proxy}: {reason}."
        return Problem(EndState.OFFLINE, title, self._plain(str(error)), _CHECK_PROXY)

    def _proxy_refusal(self, error: httpx2.ProxyError) -> Problem:
        match str(error)[:3]:
            case "407":
                reason = "the proxy asks for a name and a password"
                remedy = "Add them to the proxy in the settings, as in http://name:password@proxy:3128."
            case _:
                reason, remedy = "the proxy did not let us through", _CHECK_PROXY
        return self._offline(reason, remedy, error)

    def _offline(self, reason: str, remedy: str, error: Exception) -> Problem:
        title = f"Cannot reach {self.host}: {reason}."
        return Problem(EndState.OFFLINE, title, self._plain(str(error)), remedy)

    def _plain(self, text: str) -> str:
        return excerpt(redact(text, [self.key, *self.secrets]))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that lies behind it, also the members of groups."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__


def _certificate_fault(error: ssl.SSLCertVerificationError) -> tuple[str, str]:
    # Numbers of OpenSSL's X509_V_ERR_*.
    match error.verify_code:
        case 10:
            return "its certificate has expired", "Check this computer’s date, or tell the server’s owner."
        case 9:
            return "its certificate is not valid yet", "Check this computer’s date."
        case 18 | 19:
            remedy = "If you trust the server, choose its certificate in the settings, under Connection."
            return "its certificate is self-signed", remedy
        case 62 | 64:
            return "its certificate is for another name", "Check the base URL."
        case _:
            remedy = "A firewall or a proxy may stand between: ask who runs the network."
            return "its certificate is not trusted", remedy
