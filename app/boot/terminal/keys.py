"""`rivulet key`: looks after keys in the keyring of the operating system."""

import getpass
import sys
from dataclasses import replace

from app.adapters.keychain import SystemKeychain
from app.adapters.settings_file import SettingsFile
from app.boot.known_secrets import add_secret
from app.boot.run_options import RunOptions, openai_of
from app.domain.problem import EnvironmentFault
from app.domain.provider import GUIDE, Provider
from app.domain.settings import Settings


def owner(options: RunOptions, settings: Settings, name: str | None) -> Provider:
    """Whose key is meant; without a name, the provider's that answers. Raises EnvironmentFault."""
    if name is None:
        current = options.provider(settings)
        return openai_of(settings) if current.is_guide else current
    if name == GUIDE:
        raise EnvironmentFault("The built-in Guide needs no key.")
    for provider in settings.providers:
        if provider.name == name:
            return replace(provider, base_url=options.base_url or provider.base_url)
    known = ", ".join(provider.name for provider in settings.providers)
    raise EnvironmentFault(f"The settings know no provider “{name}”. They know: {known}.")


def read_key(provider: Provider) -> str:
    """What is piped in, or typed unseen. Raises EnvironmentFault if that is nothing."""
    try:
        if sys.stdin is None:  # where no console is, Windows would wait for its keys for ever
            key = ""
        elif not sys.stdin.isatty():
            key = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
        else:
            key = getpass.getpass(f"Key for {provider.name} ({provider.base_url}), not shown: ")
    except (EOFError, OSError):
        key = ""
    if not key.strip():
        raise EnvironmentFault("No key was given, and nothing was changed.")
    add_secret(key.strip())
    return key.strip()


async def store(provider: Provider, key: str, file: SettingsFile, settings: Settings) -> str:
    """Stores the key, and says where. Raises EnvironmentFault.

    Who gives a key wants answers from its provider: it takes the Guide's place, if nothing was chosen yet.
    """
    keychain = SystemKeychain()
    await keychain.write(provider, key)
    told = f"The key for {provider.name} is in {await keychain.place()}."
    if settings.current.is_guide and provider in settings.providers:
        file.save(replace(settings, provider=provider.name))
        told += f" Answers now come from {provider.name}."
    return told


async def status(provider: Provider, options: RunOptions) -> str:
    """Whether there is a key, and where. Raises EnvironmentFault."""
    note = " OPENAI_API_KEY is set and goes first." if options.key_for(provider) else ""
    keychain = SystemKeychain()
    place = await keychain.place()
    if await keychain.read(provider):
        return f"There is a key for {provider.name} ({provider.base_url}) in {place}.{note}"
    return f"There is no key for {provider.name} ({provider.base_url}) in {place}.{note}"


async def remove(provider: Provider) -> str:
    """Removes the key, if there is one. Raises EnvironmentFault."""
    if await SystemKeychain().remove(provider):
        return f"The key for {provider.name} is removed."
    return f"There was no key for {provider.name} ({provider.base_url})."
