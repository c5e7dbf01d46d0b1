"""What a vendor has switched off is remembered for a while."""

from datetime import timedelta

import pytest

from producer_mcp.ledger import Ledger

from .examples import ACCOUNT, Clock

pytestmark = pytest.mark.anyio


async def test_what_a_vendor_switched_off_is_remembered_for_its_time(ledger: Ledger, clock: Clock) -> None:
    await ledger.retirements.add(ACCOUNT, "make_video", clock() + timedelta(hours=1))
    await ledger.retirements.add(ACCOUNT, "make_video", clock() + timedelta(days=1))
    await ledger.retirements.add(ACCOUNT, "swap_vocals", clock() + timedelta(hours=1))
    clock.advance(hours=2)
    assert await ledger.retirements.operations(ACCOUNT) == {"make_video"}
    assert await ledger.retirements.operations("another") == set()
