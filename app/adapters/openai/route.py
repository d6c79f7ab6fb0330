"""The way to a server: directly, or through a proxy. Blocking: asks the system's settings."""

import ipaddress
import urllib.request
from urllib.parse import urlsplit

from app.domain.network import NO_PROXY, SYSTEM_PROXY, Network


def proxy_for(base_url: str, network: Network) -> str | None:
    """The URL of the proxy on the way to this address; None goes there directly.

    What runs on this computer is always reached directly: a proxy's own localhost is another one.
    """
    parts = urlsplit(base_url)
    host = (parts.hostname or "").rstrip(".")
    if network.proxy == NO_PROXY or _is_this_computer(host):
        return None
    if network.proxy != SYSTEM_PROXY:
        return network.proxy
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme.lower()) or proxies.get("all")
    port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    if not proxy or urllib.request.proxy_bypass(f"{host}:{port}"):
        return None
    if _is_within(host, proxies.get("no", "")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _is_this_computer(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def _is_within(host: str, exceptions: str) -> bool:
    """Whether NO_PROXY names this address, or a network that holds it: urllib compares names only."""
    address = _address(host)
    if address is None:
        return False
    for exception in exceptions.split(","):
        try:
            network = ipaddress.ip_network(exception.strip().strip("[]"), strict=False)
        except ValueError:
            continue
        if address in network:
            return True
    return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
