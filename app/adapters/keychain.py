"""The operating system's keyring, each request on a thread of its own: an unlock dialog may block it."""

import asyncio
import contextlib
import re
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from app.domain.ports import Keychain
from app.domain.problem import EnvironmentFault
from app.domain.provider import Provider

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

_NO_KEYRING = "This system has no keyring that Rivulet can use, so a key cannot be kept."
_LOCKED = "Your keyring is locked. Unlock it and try again."
_NOT_A_KEY = (
    "This is not an API key: a key has letters, digits and signs of the English keyboard, "
    "without spaces or line breaks."
)
_WINDOWS_LIMIT = 1280
"""Characters: a credential holds 2,560 bytes, and keyring writes UTF-16."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

_BACK_END_ERRORS = (
    ("keyring.errors", "KeyringError"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("dbus.exceptions", "DBusException"),
    ("gi.repository.GLib", "Error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)
"""What the back ends let through, by module, as the libraries differ from system to system."""


class SystemKeychain(Keychain):
    """One item per provider and host: a key never goes to a host that it was not given for.

    A request that the keyring leaves unanswered for `timeout` seconds is given up. Its thread may hang
    for ever in the keyring's own dialog, so it is a daemon: it never keeps the program from ending, as a
    thread of an executor would.
    """

    def __init__(self, timeout: float = 60.0) -> None:
        self._timeout = timeout
        self._turn = asyncio.Lock()

    async def place(self) -> str:
        return await self._ask("be opened", lambda: _choose()[1])

    async def read(self, provider: Provider) -> str | None:
        item = _item(provider)
        return await self._ask("be read", lambda: _read(item))

    async def write(self, provider: Provider, key: str) -> None:
        item, key = _item(provider), key.strip()
        if not re.fullmatch(r"[\x21-\x7e]+", key):
            raise EnvironmentFault(_NOT_A_KEY)
        await self._ask("store the key", lambda: _store(item, key))

    async def remove(self, provider: Provider) -> bool:
        item = _item(provider)
        return await self._ask("remove the key", lambda: _delete(item))

    async def _ask(self, purpose: str, job: Callable[[], T]) -> T:
        """Does `job` on a thread of its own, one at a time. Raises EnvironmentFault."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[T | EnvironmentFault] = loop.create_future()

            def settle(outcome: T | EnvironmentFault) -> None:
                if not answer.done():
                    answer.set_result(outcome)

            def work() -> None:
                outcome: T | EnvironmentFault = EnvironmentFault(f"Your keyring could not {purpose}.")
                try:
                    outcome = _outcome(purpose, job)
                finally:  # an unforeseen error is a bug and goes to the excepthook; the caller still hears
                    with contextlib.suppress(RuntimeError):  # the loop closed while the keyring was waiting
                        loop.call_soon_threadsafe(settle, outcome)

            threading.Thread(target=work, name="keychain", daemon=True).start()
            try:
                async with asyncio.timeout(self._timeout):
                    outcome = await answer
            except TimeoutError:
                outcome = EnvironmentFault(f"Your keyring did not answer within {self._timeout:g} seconds.")
        if isinstance(outcome, EnvironmentFault):
            raise outcome
        return outcome


def _outcome(purpose: str, job: Callable[[], T]) -> T | EnvironmentFault:
    """What came of `job`. A fault is made anew: texts and causes of the back ends might hold the key."""
    try:
        return job()
    except EnvironmentFault as fault:
        return fault
    except _foreign_errors() as error:
        locked = type(error).__name__ in {"KeyringLocked", "LockedException", "PromptDismissedException"}
        return EnvironmentFault(_LOCKED if locked else f"Your keyring could not {purpose}.")


def _foreign_errors() -> tuple[type[BaseException], ...]:
    loaded = [(sys.modules[module], name) for module, name in _BACK_END_ERRORS if module in sys.modules]
    return (OSError, *(getattr(module, name) for module, name in loaded))


def _choose() -> "tuple[KeyringBackend, str]":
    """The best back end that works here, and its name in the user's words.

    Only keyrings of the operating system are eligible, and they are made by class: an environment
    variable or a configuration file cannot put a back end in place that loses keys or shows them.
    """
    from keyring.backends import SecretService, Windows, kwallet, libsecret, macOS

    secret_service = "the Secret Service keyring (GNOME Keyring or KWallet)"
    places: dict[type[KeyringBackend], str] = {
        SecretService.Keyring: secret_service,
        libsecret.Keyring: secret_service,
        kwallet.DBusKeyring: "KDE Wallet",
        macOS.Keyring: "macOS Keychain",
        Windows.WinVaultKeyring: "Windows Credential Manager",
    }
    viable = [back_end for back_end in places if back_end.viable]
    if not viable:
        raise EnvironmentFault(_NO_KEYRING)
    best = max(viable, key=lambda back_end: float(back_end.priority))
    back_end = best()
    if isinstance(back_end, Windows.WinVaultKeyring):
        back_end.persist = "local machine"  # the default would roam to other machines
    return back_end, places[best]


def _store(item: tuple[str, str], key: str) -> None:
    back_end, place = _choose()
    if place == "Windows Credential Manager" and len(key) > _WINDOWS_LIMIT:
        raise EnvironmentFault(f"This key is too long: {place} holds at most {_WINDOWS_LIMIT:,} characters.")
    back_end.set_password(*item, key)
    if back_end.get_password(*item) != key:
        raise EnvironmentFault("Your keyring did not give back the key that it was told to store.")


def _read(item: tuple[str, str]) -> str | None:
    back_end = _keeper(item)
    return back_end.get_password(*item) or None if back_end else None


def _delete(item: tuple[str, str]) -> bool:
    back_end = _keeper(item)
    # The back ends' own error does not tell "none" from "refused".
    if back_end is None or back_end.get_password(*item) is None:
        return False
    back_end.delete_password(*item)
    return True


def _keeper(item: tuple[str, str]) -> "KeyringBackend | None":
    """The back end, led to where the item would be; None where there is no such place.

    By itself it would have the user make a keyring and choose its password, merely to find nothing in it.
    """
    from keyring.backends import SecretService

    back_end, _ = _choose()
    if isinstance(back_end, SecretService.Keyring):
        collection = _collection(item)
        return back_end.with_properties(preferred_collection=collection) if collection else None
    return back_end


def _collection(item: tuple[str, str]) -> str | None:
    """The path of the Secret Service's default collection, or else of one that holds the item."""
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as bus:
        try:
            return secretstorage.get_collection_by_alias(bus, "default").collection_path
        except secretstorage.ItemNotFoundException:
            attributes = dict(zip(("service", "username"), item, strict=True))
        # Asked for items of no collection in particular, KeePassXC would have the user open a database.
        for collection in secretstorage.get_all_collections(bus):
            if any(collection.search_items(attributes)):
                return collection.collection_path
    return None


def _item(provider: Provider) -> tuple[str, str]:
    """Service and user name of the provider's item: the name and the origin, `https://host[:port]`."""
    try:
        url = urlsplit(provider.base_url)
        host, port = url.hostname, url.port
    except ValueError:
        host, port = None, None
    if not host:
        raise EnvironmentFault(f"The provider “{provider.name}” has no address that a key could belong to.")
    host = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, _DEFAULT_PORTS.get(url.scheme)) else f":{port}"
    return f"Rivulet: {provider.name}", f"{url.scheme}://{host}{suffix}"
