"""What the user has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.presence import Presence
from app.domain.provider import GUIDE, GUIDE_PROVIDER, OPENAI_PROVIDER, Provider, place
from app.domain.quick_action import DEFAULT_ACTIONS, QuickAction
from app.domain.updates import Updates

ZOOM_RANGE = (50, 300)
SIDEBAR_RANGE = (160, 1_000)
DAY = 86_400


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """Plain choices: a key is never among them."""

    provider: str = GUIDE
    """Name of the one that answers."""
    providers: tuple[Provider, ...] = (OPENAI_PROVIDER,)
    """Those that the user has set up; the built-in Guide is always there besides, and is not listed."""
    appearance: Appearance = Appearance.SYSTEM
    sidebar_width: int = 260
    """Pixels, independent of the screen's scale."""
    sidebar_visible: bool = True
    zoom: int = 100
    """Percent of the normal text size."""
    window_geometry: str = ""
    """The window's own note of its size and place."""
    policy: Policy = field(default_factory=Policy)
    network: Network = field(default_factory=Network)
    presence: Presence = field(default_factory=Presence)
    quick_actions: tuple[QuickAction, ...] = DEFAULT_ACTIONS
    translate_from: str = ""
    """The English name of a language; "" is detected."""
    translate_to: str = ""
    """The English name of a language; "" is the system's."""
    updates: Updates = field(default_factory=Updates)
    unknown: Mapping[str, object] = field(default_factory=dict)
    """What a newer version has written; it is kept."""

    @property
    def all_providers(self) -> tuple[Provider, ...]:
        return (GUIDE_PROVIDER, *self.providers)

    @property
    def current(self) -> Provider:
        """The provider that answers: the Guide, if the one that was chosen is gone."""
        return next((one for one in self.all_providers if one.name == self.provider), GUIDE_PROVIDER)

    def with_provider(self, provider: Provider) -> "Settings":
        """Adds it, or changes the one of this name in its place. The Guide stays as it is."""
        if provider.is_guide:
            return self
        names = [one.name for one in self.providers]
        if provider.name not in names:
            return replace(self, providers=(*self.providers, provider))
        changed = tuple(provider if one.name == provider.name else one for one in self.providers)
        return replace(self, providers=changed)

    def server_at(self, base_url: str, current: Provider) -> Provider:
        """The server of this address, which may be new.

        Keys belong to names, so that another host is another server: named by its host, all but OpenAI's.
        """
        here, is_openai = place(base_url), place(base_url) == place(OPENAI_PROVIDER.base_url)
        server = current
        if here != place(current.base_url):
            name = OPENAI_PROVIDER.name if is_openai else here
            known = (one for one in self.providers if one.name == name)
            server = next(known, replace(OPENAI_PROVIDER, name=name))
        billing_url = OPENAI_PROVIDER.billing_url if is_openai else server.billing_url
        if not is_openai and billing_url == OPENAI_PROVIDER.billing_url:
            billing_url = ""
        return replace(server, base_url=base_url, billing_url=billing_url)

    def with_model_of(self, provider: Provider) -> "Settings":
        """Keeps its model, if it is one of those that were set up: a run can have one of its own."""
        if all((one.name, one.base_url) != (provider.name, provider.base_url) for one in self.providers):
            return self
        return self.with_provider(provider)
