"""Where answers come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

GUIDE = "guide"
"""Name and model of the built-in Guide."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenAI-compatible server, or the built-in Guide (which has no base URL until it runs)."""

    name: str
    base_url: str
    model: str
    idle_timeout: float = 60.0
    """Seconds without content after which a stream counts as stalled."""
    billing_url: str = ""
    overrides: Mapping[str, object] = field(default_factory=dict)
    """What the user knows better of it: fields of Capabilities, by name."""

    @property
    def is_guide(self) -> bool:
        return self.name == GUIDE


GUIDE_PROVIDER = Provider(GUIDE, "", GUIDE, idle_timeout=10.0)
OPENAI_PROVIDER = Provider(
    "openai",
    "https://api.openai.com/v1",
    "gpt-5-mini",
    billing_url="https://platform.openai.com/settings/organization/billing",
)


def place(base_url: str) -> str:
    """Host and port of a base URL, as a name; "" where there is none."""
    try:
        name = urlsplit(base_url).netloc.lower()
    except ValueError:
        return ""
    # A host that is called like the Guide is none of ours.
    return f"{name}:" if name == GUIDE else name
