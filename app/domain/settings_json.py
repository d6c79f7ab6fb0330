"""How the settings are written down, and read whatever somebody has made of them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TypeVar

from app.domain.capabilities import usable_overrides
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.presence import Presence
from app.domain.provider import GUIDE, Provider
from app.domain.quick_action import QuickAction
from app.domain.settings import DAY, SIDEBAR_RANGE, ZOOM_RANGE, Appearance, Settings
from app.domain.updates import Updates

_Values = TypeVar("_Values", Policy, Presence, QuickAction, Updates)


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
        "presence": _plain(settings.presence),
        "quick_actions": [_plain(action) for action in settings.quick_actions],
        "translate_from": settings.translate_from,
        "translate_to": settings.translate_to,
        "updates": _plain(settings.updates),
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


def _plain(values: Provider | Policy | Network | Presence | QuickAction | Updates) -> dict[str, object]:
    return {item.name: getattr(values, item.name) for item in fields(values)}


def _text(value: object) -> str | None:
    """JSON can hold halves of surrogate pairs, which can be neither shown nor sent."""
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value


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
    return _values(Policy(), value)


def _presence(value: object) -> Presence | None:
    return _values(Presence(), value)


def _values(default: _Values, value: object) -> _Values | None:
    """Texts, flags and times, each where the default has one of its kind."""
    if not isinstance(value, dict):
        return None
    found = {item.name: value.get(item.name) for item in fields(default)}
    fitting = {
        name: one
        for name, one in found.items()
        if type(one) is type(getattr(default, name)) and _is_sound(one)
    }
    return replace(default, **fitting)  # type: ignore[arg-type]  # of the same kind


def _is_sound(value: object) -> bool:
    match value:
        case str():
            return _text(value) is not None
        case float():
            return math.isfinite(value)
        case _:
            return True


def _updates(value: object) -> Updates | None:
    return _values(Updates(), value)


def _quick_actions(value: object) -> tuple[QuickAction, ...] | None:
    if not isinstance(value, list):
        return None
    read = [action for item in value if (action := _values(QuickAction("", ""), item)) is not None]
    return tuple(action for action in read if action.name.strip() and action.prompt.strip())


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
    "presence": _presence,
    "quick_actions": _quick_actions,
    "translate_from": _text,
    "translate_to": _text,
    "updates": _updates,
}
