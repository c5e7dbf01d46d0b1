"""Which hosts are this machine, where a key may travel without TLS and nobody else can call; which are in a private network."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

PRIVATE_NETWORKS: Final[tuple[IPv4Network | IPv6Network, ...]] = (
    *map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")),
    IPv6Network("fc00::/7"),
)
"""RFC 1918, RFC 6598 (which private overlay networks use) and RFC 4193. Link-local addresses are not among them: clouds answer
there with a machine's secrets."""
PRIVATE_NAME: Final = re.compile(r"^[^.:]*$|\.(local|internal|intranet|private|lan|home|corp|home\.arpa|localdomain)$")
"""A name without a domain, or in a domain that only private networks have."""
NUMBER: Final = re.compile(r"0x[0-9a-f]*|\d+")
"""What resolvers take for an IPv4 address written as one number: `2852039166` is 169.254.169.254."""
CLOUD_NAMES: Final = frozenset({"metadata", "metadata.google.internal", "instance-data.ec2.internal"})
"""Names under which clouds answer with a machine's secrets, as at link-local addresses."""


def is_loopback(host: str) -> bool:
    """Whether a host, by name or number, with or without brackets, is this machine.

    `localhost` and all names under it are, as RFC 6761 has it; no other name is looked up.
    """
    bare, address = _bare(host), _address(host)
    return (bare == "localhost" or bare.endswith(".localhost")) if address is None else address.is_loopback


def is_private(host: str) -> bool:
    """Whether a host, by name or number, is in a private network; no name is looked up."""
    address = _address(host)
    if address is None:
        name = _bare(host)
        return PRIVATE_NAME.search(name) is not None and NUMBER.fullmatch(name) is None and name not in CLOUD_NAMES
    return any(address in network for network in PRIVATE_NETWORKS)


def _bare(host: str) -> str:
    return host.strip("[]").lower().removesuffix(".")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The number that a host is, an IPv4 number inside an IPv6 one as such; None for a name."""
    try:
        address = ip_address(_bare(host))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
