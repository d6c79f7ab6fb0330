"""One request for the list of models, watched from the name of the server to the name of the model."""

import asyncio
import ipaddress
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import httpx2

from app import __version__
from app.adapters.openai.answer_body import BodyKind, body_kind, not_an_api
from app.adapters.openai.connection_check import failed
from app.adapters.openai.error_body import excerpt
from app.adapters.openai.failures import TRANSLATED, Failures
from app.adapters.openai.http_client import http_client
from app.adapters.openai.model_list import model_names
from app.adapters.openai.route import proxy_for
from app.adapters.openai.security import security_sentence
from app.domain.connection_check import Finding, Stage, Verdict
from app.domain.ending import EndState
from app.domain.network import Network, proxy_place
from app.domain.problem import TurnError
from app.domain.redaction import redact

_ANSWER_TIMEOUT = 30.0
"""Seconds for the list of models."""
_LARGEST_LIST = 20_000_000
"""Bytes."""
_NO_LIST = (404, 405, 501)


class Probe:
    """Serves for one look. May be made in any thread."""

    def __init__(self, base_url: str, model: str, network: Network, key: str) -> None:
        """Blocking. Raises what http_client does when the network's settings cannot be used."""
        self._url = httpx2.URL(base_url)
        self._model, self._network, self._key = model, network, key
        self._proxy = proxy_for(base_url, network)
        try:
            self._client = http_client(base_url, network)
            self._failures = Failures.on_the_way(base_url, key, network)
        except httpx2.InvalidURL as error:
            raise ValueError(f"A proxy’s address is not valid: {error}") from None
        self._milestones: dict[Stage, asyncio.Future[Any]] = {}
        self._begun = 0.0

    async def findings(self) -> AsyncGenerator[Finding]:
        """See check_connection."""
        self._begun = time.monotonic()
        loop = asyncio.get_running_loop()
        self._milestones = {stage: loop.create_future() for stage in (Stage.CONNECTION, Stage.SECURITY)}
        stage = Stage.NAME
        asking: asyncio.Task[httpx2.Response] | None = None
        try:
            yield await self._name()
            stage = Stage.CONNECTION
            asking = asyncio.ensure_future(self._ask(self._key))
            await self._reach(Stage.CONNECTION, asking)
            yield self._ok(stage, self._connected())
            stage = Stage.SECURITY
            yield await self._secure(asking)
            stage = Stage.ANSWER
            async for finding in self._answered(await asking):
                yield finding
        except TurnError as error:
            yield failed(stage, error.problem, self._begun)
        except TRANSLATED as error:
            yield failed(stage, self._failures.problem(error), self._begun)
        finally:
            if asking is not None:
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            await self._client.aclose()

    # The stages

    async def _name(self) -> Finding:
        way = httpx2.URL(self._proxy) if self._proxy else self._url
        with suppress(ValueError):
            ipaddress.ip_address(way.host)
            return self._finding(
                Stage.NAME, Verdict.SKIPPED, f"{way.host} is an address: no name to look up."
            )
        try:
            async with asyncio.timeout(self._network.connect_timeout):
                found = await asyncio.get_running_loop().getaddrinfo(way.host, None)
        except TimeoutError:
            raise httpx2.ConnectTimeout("The name was looked up in vain.") from None
        except OSError as error:
            raise httpx2.ConnectError(str(error)) from error
        words = f"{way.host} is {found[0][4][0]}."
        return self._ok(Stage.NAME, f"The proxy {words}" if self._proxy else words)

    def _connected(self) -> str:
        if self._proxy:
            return f"The proxy {proxy_place(self._proxy)} leads to {self._failures.host}."
        return f"{self._failures.host} is reached directly."

    async def _secure(self, asking: "asyncio.Task[httpx2.Response]") -> Finding:
        if self._url.scheme == "https":
            stream = await self._reach(Stage.SECURITY, asking)
            return self._ok(Stage.SECURITY, security_sentence(stream.get_extra_info("ssl_object")))
        if proxy_for(str(self._url), Network(proxy="http://any")) is None:
            return self._finding(Stage.SECURITY, Verdict.SKIPPED, "Not needed: it is on this computer.")
        words = "Not encrypted: over http:// anyone on the way can read your key and messages."
        return self._finding(Stage.SECURITY, Verdict.SKIPPED, words)

    async def _answered(self, response: httpx2.Response) -> AsyncGenerator[Finding]:
        body, stage = response.content, Stage.ANSWER
        kind = body_kind(response.headers.get("content-type", ""), body.lstrip(), complete=True)
        if kind is BodyKind.PAGE:
            raise TurnError(not_an_api(kind, body, self._key))
        if response.status_code in _NO_LIST:
            words = "It answers, but has no list of models. If prompts fail too, check the address: "
            yield self._finding(stage, Verdict.UNKNOWN, words + "most end in /v1.")
            yield self._finding(Stage.KEY, Verdict.UNKNOWN, "Without a list of models this cannot be told.")
            yield self._finding(Stage.MODEL, Verdict.UNKNOWN, "Without a list of models this cannot be told.")
            return
        if not response.is_success:
            problem = self._failures.refusal(response, body)
            if problem.kind is not EndState.UNAUTHORIZED:
                raise TurnError(problem)
            yield self._ok(stage, "It answers as an API does.")
            yield failed(Stage.KEY, problem, self._begun)
            return
        names = model_names(body, self._key)
        server = excerpt(redact(response.headers.get("server", ""), [self._key]))
        yield self._ok(stage, "It answers as an OpenAI-compatible API does.", server)
        yield await self._key_accepted()
        yield self._model_offered(names)

    async def _key_accepted(self) -> Finding:
        """Some servers tell everybody which models they have: that says nothing of the key."""
        if not self._key:
            return self._finding(Stage.KEY, Verdict.SKIPPED, "No key is set, and none was asked for.")
        try:
            needed = not (await self._ask("")).is_success
        except TRANSLATED:
            needed = True
        if needed:
            return self._ok(Stage.KEY, "The key was accepted.")
        words = "This server lists its models to everybody: whether the key is right, a prompt will tell."
        return self._finding(Stage.KEY, Verdict.UNKNOWN, words)

    def _model_offered(self, names: list[str]) -> Finding:
        count = "1 model" if len(names) == 1 else f"{len(names)} models"
        if not names:
            return self._finding(Stage.MODEL, Verdict.UNKNOWN, "The list of models is empty.")
        if not self._model:
            return self._finding(Stage.MODEL, Verdict.SKIPPED, f"No model is chosen; there are {count}.")
        if any(_is(self._model, name) for name in names):
            return self._ok(Stage.MODEL, f"“{self._model}” is one of {count}.")
        words = f"“{self._model}” is not among the {count} of this server. Choose another one."
        if len(names) == 1:
            words = f"This server offers “{names[0]}” alone, not “{self._model}”. Choose that one."
        return self._finding(Stage.MODEL, Verdict.FAILED, words)

    # How it is done

    async def _ask(self, key: str) -> httpx2.Response:
        """The whole answer; on the way, what has been passed goes to the milestones."""
        headers = {"Accept": "application/json", "User-Agent": f"Rivulet/{__version__}"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        url = self._url.copy_with(path=self._url.path.rstrip("/") + "/models")
        request = self._client.build_request(
            "GET",
            url,
            headers=headers,
            timeout=httpx2.Timeout(_ANSWER_TIMEOUT, connect=self._network.connect_timeout),
            extensions={"trace": self._trace},
        )
        response = await self._client.send(request, stream=True)
        try:
            body = b""
            async with asyncio.timeout(_ANSWER_TIMEOUT):
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _LARGEST_LIST:
                        raise ValueError("The list of models has no end.")
        except TimeoutError:
            raise httpx2.ReadTimeout("The list of models does not end.") from None
        finally:
            await response.aclose()
        return httpx2.Response(
            response.status_code, headers=response.headers, content=body, request=response.request
        )

    async def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Told by httpcore2 of all that happens on the way."""
        if event == self._event_of_connection:
            self._pass(Stage.CONNECTION, None)
        elif event == self._event_of_security:
            self._pass(Stage.SECURITY, info["return_value"])

    def _pass(self, stage: Stage, what: Any) -> None:
        if not self._milestones[stage].done():  # the second request may need another connection
            self._milestones[stage].set_result(what)

    @property
    def _event_of_connection(self) -> str:
        if self._proxy is None or (self._url.scheme == "http" and not self._proxy.startswith("socks")):
            return "connection.connect_tcp.complete"
        is_socks = self._proxy.startswith("socks")
        # A tunnel stands when the talk with the server begins.
        return "socks.setup_socks5_connection.complete" if is_socks else "proxy.start_tls.started"

    @property
    def _event_of_security(self) -> str:
        if self._proxy is None:
            return "connection.start_tls.complete"
        return f"{'socks' if self._proxy.startswith('socks') else 'proxy'}.start_tls.complete"

    async def _reach(self, stage: Stage, asking: "asyncio.Task[httpx2.Response]") -> Any:
        """What belongs to the milestone. Raises what ends the way before it."""
        milestone = self._milestones[stage]
        await asyncio.wait((milestone, asking), return_when=asyncio.FIRST_COMPLETED)
        if not milestone.done():
            await asking
        return milestone.result()

    def _ok(self, stage: Stage, sentence: str, detail: str = "") -> Finding:
        return self._finding(stage, Verdict.OK, sentence, detail)

    def _finding(self, stage: Stage, verdict: Verdict, sentence: str, detail: str = "") -> Finding:
        """With the time since the one before."""
        begun, self._begun = self._begun, time.monotonic()
        return Finding(stage, verdict, sentence, 1000 * (self._begun - begun), detail)


def _is(model: str, name: str) -> bool:
    """Whether the server calls the model so: Ollama adds a tag, Gemini a folder."""
    return name in (model, f"{model}:latest", f"models/{model}")
