"""What the workers of one server process share: its name in the ledger, and its clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import anyio

LEASE_SECONDS = 12.0
"""After this time without a renewal, what a process holds is free for others."""
RENEWALS_PER_LEASE = 4
"""How often a lease is renewed in the time that it lasts."""
MIN_LEASE_SECONDS = 2.0
"""The shortest lease, however fast a test lets time pass: a process that is only slow must not lose what it holds."""


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and waiting. `pace` divides all waiting times; it is 1 except in tests."""

    now: Callable[[], datetime] = utc_now
    pace: float = 1.0

    def scaled(self, seconds: float) -> float:
        """How long a wait of `seconds` takes by this clock."""
        return seconds / self.pace

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`, scaled."""
        await anyio.sleep(self.scaled(seconds))


def process_lease(holder: str | None) -> str:
    """The lease that a process holds as long as it is alive."""
    return f"process:{holder}"


@dataclass(frozen=True, slots=True)
class Process:
    """One running server, as the ledger and other processes know it."""

    clock: Clock
    holder: str = field(default_factory=lambda: uuid4().hex)
    """Its name wherever the ledger says who holds something."""

    @property
    def lease_name(self) -> str:
        """The lease that says this process is alive."""
        return process_lease(self.holder)

    @property
    def lease_seconds(self) -> float:
        """How long a lease lasts without renewal."""
        return max(MIN_LEASE_SECONDS, self.clock.scaled(LEASE_SECONDS))

    @property
    def renewal_seconds(self) -> float:
        """From one renewal of a lease to the next."""
        return self.lease_seconds / RENEWALS_PER_LEASE
