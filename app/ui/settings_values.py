"""What the settings dialog starts from, and gives back."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.presence import Presence
from app.domain.quick_action import DEFAULT_ACTIONS, QuickAction


class Page(IntEnum):
    """The pages of the settings, in their order."""

    ANSWERS = 0
    CONNECTION = 1
    PRIVACY = 2
    DESKTOP = 3
    ACTIONS = 4
    APPEARANCE = 5
    ABOUT = 6


_CTRL = "Meta" if sys.platform == "darwin" else "Ctrl"  # Qt calls Command Ctrl there
PAGE_KEYS = {
    f"{_CTRL}+Tab": 1,
    f"{_CTRL}+PgDown": 1,
    f"{_CTRL}+Shift+Tab": -1,
    f"{_CTRL}+Shift+Backtab": -1,
    f"{_CTRL}+PgUp": -1,
}
"""What leads to the next page, and to the one before."""


@dataclass(frozen=True, slots=True)
class SettingsValues:
    """As they stand in the fields."""

    use_guide: bool
    """The built-in Guide answers, not the server."""
    base_url: str
    model: str
    new_key: str = ""
    """A key that the user has entered; "" leaves the one that there is."""
    session_only: bool = False
    """The new key is not to be stored."""
    appearance: str = "system"
    """system, light or dark"""
    idle_timeout: float = 60.0
    """Of the server."""
    overrides: Mapping[str, object] = field(default_factory=dict)
    """What the user knows better of the server: see Provider."""
    network: Network = field(default_factory=Network)
    policy: Policy = field(default_factory=Policy)
    presence: Presence = field(default_factory=Presence)
    start_at_login: bool = False
    quick_actions: tuple[QuickAction, ...] = DEFAULT_ACTIONS
    check_updates: bool = False
    """Look for a new version once a day."""
