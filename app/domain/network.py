"""How this computer reaches servers."""

from dataclasses import dataclass

SYSTEM_PROXY = "system"
NO_PROXY = "none"


@dataclass(frozen=True, slots=True)
class Network:
    proxy: str = SYSTEM_PROXY
    """SYSTEM_PROXY, NO_PROXY, or the URL of a proxy of one's own: http://, https:// or socks5://."""
    ca_file: str = ""
    """A PEM file of certificates that are trusted besides the system's."""
    connect_timeout: float = 10.0
    """Seconds to reach a server."""
