"""What a server can do: what is known of it, what the user says, and what is assumed of all others."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from app.domain.provider import Provider, place


class Api(StrEnum):
    CHAT_COMPLETIONS = "chat_completions"
    RESPONSES = "responses"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The defaults are what any compatible server can be asked for."""

    api: Api = Api.CHAT_COMPLETIONS
    """The one that is asked."""
    usage: bool = True
    """Takes the request to report token counts in the stream."""
    store: bool = False
    """Can keep answers, and can be told not to."""
    server_context: bool = False
    """Can be sent the id of its last answer in place of the conversation (`previous_response_id`)."""
    background: bool = False
    """Can make an answer while nobody listens (Responses)."""
    moderation: bool = False
    """Has a moderation check."""


_OPENAI = Capabilities(Api.RESPONSES, store=True, server_context=True, background=True, moderation=True)
_GUIDE = Capabilities(store=True, server_context=True, background=True, moderation=True)

_KNOWN: dict[str, Capabilities] = {
    "api.openai.com": _OPENAI,
    "eu.api.openai.com": _OPENAI,
    "us.api.openai.com": _OPENAI,
    "openrouter.ai": Capabilities(),
    "api.groq.com": Capabilities(),
    "generativelanguage.googleapis.com": Capabilities(),
}
"""By the host of the base URL. What is not listed is learned from the server's own errors."""


def capabilities(provider: Provider) -> Capabilities:
    """What this provider can do, as far as it is known before it is asked. The user's word stands."""
    known = _GUIDE if provider.is_guide else _KNOWN.get(place(provider.base_url), Capabilities())
    return replace(known, **usable_overrides(provider.overrides))


def usable_overrides(overrides: object) -> dict[str, Any]:
    """Those that name a capability, and have a value that it can have."""
    usable: dict[str, Any] = {}
    if not isinstance(overrides, Mapping):
        return usable
    for item in fields(Capabilities):
        value = overrides.get(item.name)
        if item.name == "api":
            value = next((api for api in Api if api == value), None)
        elif not isinstance(value, bool):
            value = None
        if value is not None:
            usable[item.name] = value
    return usable
