"""Proxies that some deployments reach their vendors by, and what these proxies do to tunnels by a seed."""

from collections.abc import Mapping
from random import Random
from typing import Literal

from ..loopback_proxy import HANG_UPS, SOCKS_REFUSED, ProxyFault

Way = Literal["connect_url", "socks_url"]

WAYS: tuple[Way | None, ...] = (None, None, None, None, None, None, "connect_url", "socks_url")
"""How a deployment reaches its vendors: directly, or by a proxy."""
REFUSALS: Mapping[Way, tuple[int | str, ...]] = {
    "connect_url": (403, 407, 502, "hang up", "garbage"),
    "socks_url": (1, 2, SOCKS_REFUSED, "hang up", "garbage"),
}
TUNNEL_FAULT_CHANCE, HANG_UP_SHARE = 0.6, 0.65
"""How likely a tunnel has a fault, and which part of the faults is in an open tunnel. Tunnels are kept, so there are few."""
LAST_REQUEST = 3
"""The last request of a tunnel at which the proxy may hang up."""


def way_of(seed: int) -> Way | None:
    """How the deployment whose first run has this seed reaches its vendors."""
    return Random(f"{seed}/way").choice(WAYS)


class ProxyFaults:
    """A source that plays the same faults for the same seed: the nth tunnel decides."""

    def __init__(self, seed: int, way: Way) -> None:
        self._seed, self._way = seed, way
        self._tunnels = 0

    def pick(self) -> ProxyFault | None:
        """The fault of the next tunnel."""
        self._tunnels += 1
        chance = Random(f"{self._seed}/tunnel/{self._tunnels}")
        if chance.random() >= TUNNEL_FAULT_CHANCE:
            return None
        if chance.random() < HANG_UP_SHARE:
            return ProxyFault(hang_up=chance.choice(tuple(HANG_UPS)), at=chance.randint(1, LAST_REQUEST))
        return ProxyFault(refusal=chance.choice(REFUSALS[self._way]))
