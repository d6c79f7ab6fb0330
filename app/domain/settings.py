"""What the user has chosen, and how it is written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from app.domain.capabilities import usable_overrides
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.provider import GUIDE, GUIDE_PROVIDER, OPENAI_PROVIDER, Provider, place

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


def settings_to_dict(settings: Settings) -> dict[str, object]:
    """Plain values for JSON."""
    return {
        **settings.unknown,
        "provider": settings.provider,
        "providers": [
            {**_plain(provider), "overrides": dict(provider.overrides)} for provider in settings.providers
        ],
        "appearance": str(settings.appearance),
        "sidebar_width": settings.sidebar_width,
        "sidebar_visible": settings.sidebar_visible,
        "zoom": settings.zoom,
        "window_geometry": settings.window_geometry,
        "policy": _plain(settings.policy),
        "network": _plain(settings.network),
    }


def settings_from_dict(data: Mapping[str, object]) -> Settings:
    """The inverse. A value that cannot be used becomes its default, and spoils no other."""
    known = {
        name: value
        for name, read in _READERS.items()
        if name in data and (value := read(data[name])) is not None
    }
    unknown = {name: value for name, value in data.items() if name not in _READERS}
    return replace(Settings(unknown=unknown), **known)  # type: ignore[arg-type]  # each by its own reader


def _plain(values: Provider | Policy | Network) -> dict[str, object]:
    return {item.name: getattr(values, item.name) for item in fields(values)}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _name(value: object) -> str | None:
    return _text(value) or None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _appearance(value: object) -> Appearance | None:
    return next((one for one in Appearance if one == value), None)


def _whole(smallest: int, largest: int) -> Callable[[object], int | None]:
    def read(value: object) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return max(smallest, min(value, largest))

    return read


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value <= DAY else None


def _providers(value: object) -> tuple[Provider, ...] | None:
    if not isinstance(value, list):
        return None
    read = [provider for item in value if (provider := _provider(item)) is not None]
    # Of one name there can be but one: keys belong to names.
    return tuple({provider.name: provider for provider in read}.values())


def _provider(value: object) -> Provider | None:
    if not isinstance(value, dict):
        return None
    name, base_url = _name(value.get("name")), _name(value.get("base_url"))
    if name is None or base_url is None or name == GUIDE:
        return None
    default = Provider(name, base_url, "")
    return Provider(
        name,
        base_url,
        _text(value.get("model")) or default.model,
        _seconds(value.get("idle_timeout")) or default.idle_timeout,
        _text(value.get("billing_url")) or default.billing_url,
        usable_overrides(value.get("overrides")),
    )


def _policy(value: object) -> Policy | None:
    if not isinstance(value, dict):
        return None
    flags = {item.name: _flag(value.get(item.name)) for item in fields(Policy)}
    return replace(Policy(), **{name: flag for name, flag in flags.items() if flag is not None})


def _network(value: object) -> Network | None:
    if not isinstance(value, dict):
        return None
    default = Network()
    return Network(
        _name(value.get("proxy")) or default.proxy,
        _text(value.get("ca_file")) or default.ca_file,
        _seconds(value.get("connect_timeout")) or default.connect_timeout,
    )


_READERS: dict[str, Callable[[object], object]] = {
    "provider": _name,
    "providers": _providers,
    "appearance": _appearance,
    "sidebar_width": _whole(*SIDEBAR_RANGE),
    "sidebar_visible": _flag,
    "zoom": _whole(*ZOOM_RANGE),
    "window_geometry": _text,
    "policy": _policy,
    "network": _network,
}
