"""Which provider answers, and with which key."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.domain.ending import EndState
from app.domain.ports import ChatBackend, Connector, Keychain
from app.domain.problem import EnvironmentFault, Problem, TurnError
from app.domain.provider import Provider

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
    ) -> None:
        """`environment_key` stands for the provider that the run began with, and is never stored."""
        self.current = current
        self.keychain = keychain
        self.on_keychain_wait: Callable[[bool], None] = lambda waiting: None
        """Told when the keychain is being waited for, and when that is over."""
        self._connector = connector
        self._keys: dict[_Account, str] = {}
        if environment_key and not current.is_guide:
            self._keys[_account(current)] = environment_key
        self._backends: dict[_Account, tuple[str, ChatBackend]] = {}
        self._lock = asyncio.Lock()
        self._key_arrived = asyncio.Event()

    def choose(self, provider: Provider) -> None:
        """From the next request on, `provider` answers."""
        self.current = provider

    def choose_model(self, model: str) -> None:
        self.current = replace(self.current, model=model)

    def use_key(self, provider: Provider, key: str) -> None:
        """Uses this key until the program ends; it is not stored."""
        self._keys[_account(provider)] = key
        self._key_arrived.set()

    def forget_key(self, provider: Provider) -> None:
        self._keys.pop(_account(provider), None)

    def has_key(self, provider: Provider) -> bool:
        """Whether a key is in memory; the keychain is not asked."""
        return bool(self._keys.get(_account(provider)))

    async def key(self, provider: Provider) -> str:
        """The key, or "" where there is none. Raises EnvironmentFault when the keychain fails."""
        account = _account(provider)
        if provider.is_guide:
            return ""
        if account not in self._keys:
            self._keys[account] = await self._read(provider) or ""
        return self._keys[account]

    async def backend(self) -> ChatBackend:
        """The current provider, ready to be asked. Raises TurnError."""
        provider = self.current
        try:
            key = await self.key(provider)
        except EnvironmentFault as fault:
            remedy = "Enter the key for this session, or unlock the keychain and try again."
            raise TurnError(Problem(EndState.UNAUTHORIZED, str(fault), remedy=remedy)) from None
        async with self._lock:
            known = self._backends.get(_account(provider))
            if known and known[0] == key:
                return known[1]
            backend = await self._connector.connect(provider, key)
            self._backends[_account(provider)] = key, backend
        if known:
            await known[1].close()
        return backend

    async def models(self) -> list[str]:
        """What the current provider offers. Raises TurnError."""
        return await (await self.backend()).models()

    async def close(self) -> None:
        backends, self._backends = self._backends, {}
        for _, backend in backends.values():
            await backend.close()

    async def _read(self, provider: Provider) -> str | None:
        """Asks the keychain; a key that the user types meanwhile ends the wait."""
        self._key_arrived.clear()
        reading = asyncio.ensure_future(self.keychain.read(provider))
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


def _account(provider: Provider) -> _Account:
    return provider.name, provider.base_url
