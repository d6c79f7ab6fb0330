"""Connects to servers, and to the built-in Guide, which is started when it is first asked."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from app.adapters.openai.connection_check import check_connection
from app.adapters.openai.connector import OpenAIConnector
from app.boot import resources
from app.boot.known_secrets import add_secret
from app.domain.connection_check import Finding
from app.domain.ending import EndState
from app.domain.network import NO_PROXY, Network
from app.domain.ports import ChatBackend
from app.domain.problem import EnvironmentFault, Problem, TurnError
from app.domain.provider import Provider

if TYPE_CHECKING:
    from app.adapters.guide.server import GuideServer

_GUIDE_KEY = "guide-needs-no-key"
"""Sent so that `/demo unauthorized` is about a key that is not accepted, not about one that is missing."""


class AppConnector:
    """Fulfils Connector and ConnectionCheck. The Guide is one more server to the same client."""

    def __init__(self, network: Network | None = None, *, guide_speed: float = 1.0) -> None:
        """`guide_speed`: how many times as fast as one can read along the Guide answers."""
        self._openai = OpenAIConnector()
        self._to_guide = OpenAIConnector(Network(proxy=NO_PROXY))
        self.network = network or Network()
        self._guide_speed = guide_speed
        self._guide: GuideServer | None = None
        self._guide_url: asyncio.Future[str] | None = None

    @property
    def network(self) -> Network:
        """How servers are reached from the next connection on. The Guide is always reached directly."""
        return self._openai.network

    @network.setter
    def network(self, network: Network) -> None:
        for secret in network.secrets:
            add_secret(secret)
        self._openai.network = network

    async def warm_up(self, provider: Provider) -> None:
        """Loads what the first prompt to this provider would wait for. Raises TurnError, ImportError."""
        if provider.is_guide:
            await self._start_guide()
        await self._openai.warm_up()

    async def connect(self, provider: Provider, key: str) -> ChatBackend:
        """Raises TurnError when the base URL or the key cannot be used, or the Guide cannot start."""
        if provider.is_guide:
            url = await self._start_guide()
            return await self._to_guide.connect(replace(provider, base_url=url), _GUIDE_KEY)
        add_secret(key)
        return await self._openai.connect(provider, key)

    async def check(self, provider: Provider, network: Network, key: str) -> AsyncGenerator[Finding]:
        """See ConnectionCheck."""
        for secret in (key, *network.secrets):
            add_secret(secret)
        async with aclosing(check_connection(provider, network, key)) as findings:
            async for finding in findings:
                yield finding

    async def close(self) -> None:
        """Stops the Guide. What it still answers breaks off."""
        if self._guide_url is not None:
            await asyncio.wait((self._guide_url,))
            if self._guide is not None:
                await asyncio.to_thread(self._guide.stop)
            self._guide_url = None

    async def _start_guide(self) -> str:
        """Its base URL. Who waits for it may be cancelled: it starts once all the same."""
        if self._guide_url is None:
            self._guide_url = asyncio.ensure_future(asyncio.to_thread(self._run_guide))
        try:
            return await asyncio.shield(self._guide_url)
        except EnvironmentFault as fault:
            self._guide_url = None
            raise TurnError(Problem(EndState.OFFLINE, str(fault))) from None

    def _run_guide(self) -> str:
        from app.adapters.guide.server import GuideServer

        self._guide = GuideServer(resources.manual(), speed=self._guide_speed)
        return self._guide.start()
