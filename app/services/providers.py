"""Which provider answers, and with which key."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.domain.capabilities import Capabilities, capabilities
from app.domain.ending import EndState
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.ports import ChatBackend, Connector, Keychain
from app.domain.problem import EnvironmentFault, Problem, TurnError
from app.domain.provider import GUIDE_PROVIDER, Provider

_Account = tuple[str, str]


class Providers:
    """Keeps one backend for each provider, and each key in memory once it was read.

    A key is asked of the keychain once a run: some systems show a dialog each time.
    """

    def __init__(
        self,
        current: Provider,
        *,
        connector: Connector,
        keychain: Keychain,
        environment_key: str = "",
        policy: Policy | None = None,
        known: Sequence[Provider] = (),
    ) -> None:
        """
        Args:
            environment_key: stands for the provider that the run began with, and is never stored.
            known: those that the user has set up.
        """
        self.current = current
        self.known = tuple(known)
        self.policy = policy or Policy()
        """What is sent, and what is checked, from the next request on."""
        self.keychain = keychain
        self._key_arrived = asyncio.Event()
        self.on_keychain_wait: Callable[[bool], None] = lambda waiting: None
        """Told when the keychain is being waited for, and when that is over."""
        self._connector = connector
        self._keys: dict[_Account, str] = {}
        self._session_only: set[_Account] = set()
        self._removals: dict[_Account, int] = {}
        self._backends: dict[_Account, tuple[tuple[str, Mapping[str, object]], ChatBackend]] = {}
        """Each with what it was made from."""
        self._retired: list[ChatBackend] = []
        """With keys of before: an answer may still come from one."""
        self._lock = asyncio.Lock()
        if environment_key and not current.is_guide:
            self.use_key(current, environment_key)

    def choose(self, provider: Provider) -> None:
        """From the next request on, `provider` answers."""
        self.current = provider

    def choose_model(self, model: str) -> None:
        self.current = replace(self.current, model=model)

    def use_key(self, provider: Provider, key: str) -> None:
        """Uses this key until the program ends; it is not stored."""
        self._keys[_account(provider)] = key
        self._session_only.add(_account(provider))
        self._key_arrived.set()

    def is_session_key(self, provider: Provider) -> bool:
        """Whether the key is in memory alone."""
        return _account(provider) in self._session_only

    async def store_key(self, provider: Provider, key: str) -> None:
        """Uses this key, and keeps it in the keychain. Raises EnvironmentFault; it is used all the same."""
        self.use_key(provider, key)
        await self.keychain.write(provider, key)
        self._session_only.discard(_account(provider))

    async def remove_key(self, provider: Provider) -> None:
        """Forgets the key, here and in the keychain. Raises EnvironmentFault."""
        account = _account(provider)
        self._session_only.discard(account)
        # A read that is under way may still bring it.
        self._removals[account] = self._removals.get(account, 0) + 1
        self._keys.pop(account, None)
        await self.keychain.remove(provider)

    async def key(self, provider: Provider) -> str:
        """The key, or "" where there is none. Raises EnvironmentFault when the keychain fails."""
        account = _account(provider)
        if provider.is_guide:
            return ""
        if account not in self._keys:
            removals = self._removals.get(account)
            found = await self._read(provider) or ""
            if removals != self._removals.get(account):
                return ""
            self._keys[account] = found
        return self._keys[account]

    def capabilities(self) -> Capabilities:
        """What the current provider can do, as far as it is known by now."""
        known = self._backends.get(_account(self.current))
        if known is None or known[0][1] != self.current.overrides:
            return capabilities(self.current)
        return known[1].capabilities

    async def use_network(self, network: Network) -> None:
        """From the next request on, servers are reached in this way."""
        async with self._lock:
            self._connector.network = network
            self._retired += [backend for _, backend in self._backends.values()]
            self._backends = {}

    async def backend(self) -> ChatBackend:
        """The current provider, ready to be asked. Raises TurnError."""
        return await self._ready(self.current)

    async def backend_of(self, name: str) -> ChatBackend:
        """The provider of this name, for an answer that it makes. Raises TurnError."""
        known = (self.current, GUIDE_PROVIDER, *self.known)
        provider = next((one for one in known if one.name == name), None)
        if provider is None:
            title = "The provider of this answer is not set up any more."
            raise TurnError(Problem(EndState.UNAUTHORIZED, title, remedy="Add it in the settings."))
        return await self._ready(provider)

    async def _ready(self, provider: Provider) -> ChatBackend:
        try:
            key = await self.key(provider)
        except EnvironmentFault as fault:
            remedy = "Enter the key for this session, or unlock the keyring and try again."
            raise TurnError(Problem(EndState.UNAUTHORIZED, str(fault), remedy=remedy)) from None
        async with self._lock:
            known = self._backends.get(_account(provider))
            if known and known[0] == (key, provider.overrides):
                return known[1]
            backend = await self._connector.connect(provider, key)
            self._backends[_account(provider)] = (key, provider.overrides), backend
        if known:
            self._retired.append(known[1])
        return backend

    async def models(self) -> list[str]:
        """What the current provider offers. Raises TurnError."""
        return await (await self.backend()).models()

    async def models_of(self, provider: Provider, key: str = "") -> list[str]:
        """What a server offers that is not the current one. Raises TurnError.

        Args:
            key: to be tried; "" takes the one that is known for this server.
        """
        try:
            backend = await self._connector.connect(provider, key or await self.key(provider))
        except EnvironmentFault as fault:
            raise TurnError(Problem(EndState.UNAUTHORIZED, str(fault))) from None
        try:
            return await backend.models()
        finally:
            await backend.close()

    async def close(self) -> None:
        backends = [*self._retired, *(backend for _, backend in self._backends.values())]
        self._retired, self._backends = [], {}
        for backend in backends:
            await backend.close()

    async def _read(self, provider: Provider) -> str | None:
        """Asks the keychain; a key that the user types meanwhile ends the wait."""
        self._key_arrived.clear()
        reading = asyncio.ensure_future(self._ask_keychain(provider))
        typing = asyncio.ensure_future(self._key_arrived.wait())
        self.on_keychain_wait(True)
        try:
            await asyncio.wait((reading, typing), return_when=asyncio.FIRST_COMPLETED)
            return self._keys.get(_account(provider)) or await reading
        finally:
            self.on_keychain_wait(False)
            for task in (reading, typing):
                task.cancel()
            await asyncio.gather(reading, typing, return_exceptions=True)

    async def _ask_keychain(self, provider: Provider) -> str | None:
        try:
            await self.keychain.place()
        except EnvironmentFault:
            # Where nothing can be kept there is no key: many servers need none.
            return None
        return await self.keychain.read(provider)


def _account(provider: Provider) -> _Account:
    return provider.name, provider.base_url
