"""Which hosts are this machine: there a key may travel without TLS, and nobody else can call."""

from ipaddress import IPv6Address, ip_address


def is_loopback(host: str) -> bool:
    """Whether a host, by name or number, with or without brackets, is this machine.

    `localhost` and all names under it are, as RFC 6761 has it; no other name is looked up.
    """
    bare = host.strip("[]").lower().removesuffix(".")
    try:
        address = ip_address(bare)
    except ValueError:
        return bare == "localhost" or bare.endswith(".localhost")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
