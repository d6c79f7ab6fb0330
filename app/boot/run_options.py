"""What the command line and the environment say about this run, and which provider follows from it."""

import os
from dataclasses import dataclass, field, replace

from app.boot.known_secrets import add_secret
from app.boot.profile import Profile, profile
from app.domain.provider import GUIDE_PROVIDER, OPENAI_PROVIDER, Provider
from app.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options that every command knows. Nothing of this is ever stored."""

    profile: Profile
    offline: bool = False
    base_url: str = ""
    model: str = ""
    environment_key: str = field(default="", repr=False)
    environment_base_url: str = ""

    def provider(self, settings: Settings) -> Provider:
        """Who answers in this run.

        The Guide stands in the settings until somebody chooses: a server or a key that this run names is
        chosen before it.
        """
        if self.offline:
            return GUIDE_PROVIDER
        chosen = settings.current
        if chosen.is_guide and (self.base_url or self.environment_base_url or self.environment_key):
            chosen = openai_of(settings)
            chosen = replace(chosen, base_url=self.environment_base_url or chosen.base_url)
        if chosen.is_guide:
            return chosen
        return replace(chosen, base_url=self.base_url or chosen.base_url, model=self.model or chosen.model)

    def key_for(self, provider: Provider) -> str:
        """The environment's key, if it is meant for this provider; else "".

        It is the key of the server that the environment names, or of OpenAI. It goes elsewhere only where
        the command line names the server, or where the settings of "openai" do.
        """
        own_host = self.environment_base_url or OPENAI_PROVIDER.base_url
        meant = (
            bool(self.base_url)
            or _origin(provider.base_url) == _origin(own_host)
            or (provider.name == OPENAI_PROVIDER.name and not self.environment_base_url)
        )
        return self.environment_key if meant and not provider.is_guide else ""


def run_options(
    *, folder: str | None = None, offline: bool = False, base_url: str = "", model: str = ""
) -> RunOptions:
    """Adds what the environment says. The key is taken out of it: child processes don't inherit it."""
    key = os.environ.pop("OPENAI_API_KEY", "").strip()
    add_secret(key)
    return RunOptions(
        profile(folder), offline, base_url, model, key, os.environ.get("OPENAI_BASE_URL", "").strip()
    )


def openai_of(settings: Settings) -> Provider:
    """ "openai" as the user has set it up."""
    ours = (one for one in settings.providers if one.name == OPENAI_PROVIDER.name)
    return next(ours, OPENAI_PROVIDER)


def _origin(url: str) -> tuple[str, str]:
    from urllib.parse import urlsplit  # most runs begin without a URL

    try:
        parts = urlsplit(url)
    except ValueError:  # it cannot be used either: the connector says so
        return "", url
    return parts.scheme, parts.netloc.lower()
