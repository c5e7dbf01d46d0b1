"""Which addresses we go to: public ones over https, and the loopback ones of a vendor that lives there itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import anyio

from ..errors import AddressRefused
from ..loopback import is_loopback

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host's numeric addresses, best first; raises OSError when there are none."""

UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
INWARD = tuple(map(IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))
"""What some Pythons take for public: Azure's metadata; protocol assignments, with Oracle's metadata among them; 6to4 relays."""


def is_public(address: str) -> bool:
    """Whether anybody's router would carry us there: not private, loopback, link-local, shared (CGNAT), reserved, multicast."""
    number = _inner(ip_address(address))
    if isinstance(number, IPv6Address) and number not in UNICAST:
        return False
    if any(number in network for network in INWARD):
        return False
    return number.is_global and not number.is_multicast and not number.is_reserved


def _inner(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if not isinstance(number, IPv6Address):
        return number
    if number in NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number


async def resolve(host: str, port: int) -> Sequence[str]:
    """As the machine resolves it."""
    return list(dict.fromkeys(str(found[4][0]) for found in await anyio.getaddrinfo(host, port)))


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Says where a request may connect to."""

    loopback: frozenset[str] = frozenset()
    """`host:port` of the vendors whose own base URL is loopback: there, and only there, http and loopback are right."""
    resolve: Resolve = resolve

    async def addresses(self, scheme: str, host: str, port: int | None) -> Sequence[str]:
        """The numeric addresses this host may be reached at, resolved once: connect to these and to no name.

        Raises `AddressRefused`, or OSError when the name is not known.
        """
        number = port or {"https": 443}.get(scheme, 80)
        is_ours = not self.loopback.isdisjoint({f"{host}:{number}", f"[{host}]:{number}"})
        if scheme != "https" and not (scheme == "http" and is_ours):
            raise AddressRefused("only https addresses are fetched")
        fit = [
            address
            for address in await self.resolve(host, number)
            if (scheme == "https" and is_public(address)) or (is_ours and is_loopback(address))
        ]
        if not fit:
            raise AddressRefused(f"{host} is not a public address; nothing is fetched from inside a network")
        return fit
