"""A lease is held by one process at a time, and ends by itself."""

import pytest

from producer_mcp.ledger import Ledger

from .examples import ACCOUNT, Clock

pytestmark = pytest.mark.anyio


async def test_a_lease_is_one_holders_until_it_runs_out(ledger: Ledger, clock: Clock) -> None:
    assert await ledger.leases.acquire(ACCOUNT, "we", 12)
    assert not await ledger.leases.acquire(ACCOUNT, "others", 12)
    clock.advance(seconds=10)
    assert await ledger.leases.acquire(ACCOUNT, "we", 12)
    clock.advance(seconds=10)
    assert await ledger.leases.holder_of(ACCOUNT) == "we"
    clock.advance(seconds=3)
    assert await ledger.leases.holder_of(ACCOUNT) is None
    assert await ledger.leases.acquire(ACCOUNT, "others", 12)
    assert not await ledger.leases.acquire(ACCOUNT, "we", 12)


async def test_only_its_holder_lets_a_lease_go(ledger: Ledger) -> None:
    await ledger.leases.acquire(ACCOUNT, "we", 12)
    await ledger.leases.release(ACCOUNT, "others")
    assert await ledger.leases.holder_of(ACCOUNT) == "we"
    await ledger.leases.release(ACCOUNT, "we")
    assert await ledger.leases.acquire(ACCOUNT, "others", 12)
