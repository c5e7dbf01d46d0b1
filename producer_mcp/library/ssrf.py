"""Guards downloads against server-side request forgery: an address in a vendor's answer must not reach into our network.

Only public addresses over https are allowed, and the loopback addresses of a vendor that itself runs on this machine.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import anyio

from ..errors import AddressRefused
from ..loopback import PRIVATE_NAME, is_loopback

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The numeric addresses of a host and port, best first; raises OSError when there are none."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64_PREFIX = IPv6Network("64:ff9b::/96")
PUBLIC_NAME = re.compile(r"\.[a-z][a-z0-9-]*$")
"""A name whose last part is a domain, and no number: `0x7f.1` is an address in some programs."""
NOT_PUBLIC_SENTENCE = "{host} is not a public address; nothing is fetched from inside a network"
NOT_PUBLIC = tuple(map(IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))
"""Networks some versions of `ipaddress` call global: Azure's metadata server; IETF protocol assignments, which hold Oracle
Cloud's metadata server; and 6to4 relays."""


def is_public(address: str) -> bool:
    """Whether a numeric address is on the public internet: not private, loopback, link-local, CGNAT, reserved or multicast."""
    number = _embedded_ipv4(ip_address(address))
    if isinstance(number, IPv6Address) and number not in GLOBAL_UNICAST:
        return False
    if any(number in network for network in NOT_PUBLIC):
        return False
    return number.is_global and not number.is_multicast and not number.is_reserved


def _embedded_ipv4(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one (NAT64, IPv4-mapped or 6to4); any other address as it is."""
    if not isinstance(number, IPv6Address):
        return number
    if number in NAT64_PREFIX:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number


async def resolve(host: str, port: int) -> Sequence[str]:
    """The host's addresses as the operating system resolves them, without repetitions."""
    return list(dict.fromkeys(str(entry[4][0]) for entry in await anyio.getaddrinfo(host, port)))


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Decides which addresses a request may connect to."""

    loopback_hosts: frozenset[str] = frozenset()
    """`host:port` of vendors whose base URL is on this machine; for these http and loopback addresses are allowed."""
    resolve: Resolver = resolve

    async def allowed_addresses(self, scheme: str, host: str, port: int | None) -> Sequence[str]:
        """The numeric addresses to connect to, resolved once: the name must not be resolved again, it could change meaning.

        Raises `AddressRefused` when none is allowed, and OSError when the name is unknown.
        """
        number = port or {"https": 443}.get(scheme, 80)
        is_local_vendor = self._is_local_vendor(host, number)
        if scheme != "https" and not (scheme == "http" and is_local_vendor):
            raise AddressRefused("only https addresses are fetched")
        allowed = [
            address
            for address in await self.resolve(host, number)
            if (scheme == "https" and is_public(address)) or (is_local_vendor and is_loopback(address))
        ]
        if not allowed:
            raise AddressRefused(NOT_PUBLIC_SENTENCE.format(host=host))
        return allowed

    def goes_by_proxy(self, host: str, port: int | None) -> bool:
        """Whether a proxy may be asked for the host: not for a vendor on this machine, which a proxy cannot reach."""
        return not self._is_local_vendor(host, port or 443)

    async def check_name(self, scheme: str, host: str, port: int | None) -> None:
        """Check a host that a proxy will look up by its name; raises `AddressRefused`.

        Where the name is known here, every address of it must be public. A name that only the proxy knows is left to the
        proxy, unless it is one of this machine or of a private network.
        """
        if scheme != "https":
            raise AddressRefused("only https addresses are fetched")
        bare = host.strip("[]").lower().removesuffix(".")
        try:
            addresses = await self.resolve(host, port or 443)
        except (OSError, UnicodeError):
            addresses = ()
        is_private = is_loopback(bare) or PRIVATE_NAME.search(bare) is not None
        if is_private or not (addresses or PUBLIC_NAME.search(bare)) or not all(map(is_public, addresses)):
            raise AddressRefused(NOT_PUBLIC_SENTENCE.format(host=host))

    def _is_local_vendor(self, host: str, port: int) -> bool:
        return not self.loopback_hosts.isdisjoint({f"{host}:{port}", f"[{host}]:{port}"})
