"""From where a request comes. A header that anybody can send is believed only as far as our own proxies wrote it."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

SOCKET = "unix"  # the word for a proxy that reaches us through a socket and has no address


def client_address(request) -> str:
    """Return the visitor's address, "" if there is none (a socket, a test). Used by the history and the lock-out."""
    own = _parse(request.META.get("REMOTE_ADDR", ""))
    hops, proxies = _trusted(str(settings.GOVOPEN_TRUSTED_PROXIES))
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops:
        # The nearest proxy is our peer; of the list, each further one wrote the entry of the hop before it.
        found = _parse(told[-hops]) if len(told) >= hops else None
        return str(found or own or "")
    while told and _is_ours(own, proxies):
        before = _parse(told.pop())
        if before is None:
            break
        own = before
    return str(own or "")


def counted_address(request) -> str | None:
    """Return what failures are counted by: the address, or of IPv6 the network of 64 bits that one customer gets."""
    address = _parse(client_address(request))
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address) if address else None


@lru_cache(maxsize=8)
def _trusted(configured: str):
    """Return the number of hops, or the networks to believe.

    Raises ValueError for what is neither a number nor a list of addresses and networks.
    """
    words = [word.strip() for word in configured.strip("[]()").replace("'", "").split(",") if word.strip()]
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0]), ()
    return 0, tuple(word if word == SOCKET else ip_network(word, strict=False) for word in words)


def check_trusted(configured) -> None:
    """Raise ValueError if the setting cannot be understood."""
    _trusted(str(configured))


def _is_ours(address, proxies) -> bool:
    if address is None:
        return SOCKET in proxies
    return any(network != SOCKET and address in network for network in proxies)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1]:80; None for anything else."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
