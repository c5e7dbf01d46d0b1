"""A request leaves this machine only while its time to leave is not over."""

import httpx
import pytest

from producer_mcp.vendors.departure import Departure

pytestmark = pytest.mark.anyio


async def test_a_request_whose_time_to_leave_is_over_does_not_leave() -> None:
    departure = Departure()
    with departure.limit:
        departure.limit.cancel()  # as when the time ends just before its first byte is written
        await departure.trace("http11.send_request_headers.started", {"request": httpx.Request("POST", "https://vendor.test")})
    assert departure.limit.cancelled_caught and not departure.has_left


async def test_a_request_that_has_left_has_all_the_time_it_needs() -> None:
    departure = Departure()
    with departure.limit:
        await departure.trace("http11.send_request_headers.started", {"request": httpx.Request("POST", "https://vendor.test")})
    assert departure.has_left and departure.limit.deadline == float("inf")
