"""How this computer reaches servers."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

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

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password of the proxy, as it is written and as it is meant."""
        password = _password(self.proxy)
        return tuple({password, unquote(password)}) if password else ()


def proxy_fault(url: str) -> str:
    """What is wrong with a proxy's address, in one sentence; "" if nothing is."""
    if not url:
        return "Enter the address of the proxy, like http://proxy.example.com:3128."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "The proxy’s address is not valid."
    if parts.scheme not in ("http", "https", "socks5", "socks5h"):
        return "The proxy’s address begins with http://, https:// or socks5://."
    if not host or port == 0 or not url.isprintable() or " " in url or "\\" in url:
        return "The proxy’s address is not valid."
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "The proxy’s address ends with its port, like http://proxy.example.com:3128."
    return ""


def proxy_place(url: str) -> str:
    """Host and port of a proxy, for eyes: without the name and the password in it."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""
