"""A process has a name in the ledger and a clock; tests let its waiting times pass faster."""

from datetime import UTC, datetime, timedelta

import anyio
import pytest

from producer_mcp.studio.process import LEASE_SECONDS, MIN_LEASE_SECONDS, Clock, Process

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_clock_tells_the_time_it_is_given() -> None:
    assert Clock(now=lambda: NOON).now() == NOON


def test_a_clock_of_its_own_tells_the_time_in_utc() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert Clock().now().tzinfo is UTC


def test_a_fast_clock_divides_waiting_times() -> None:
    assert Clock(pace=50).scaled(100) == 2
    assert Clock().scaled(100) == 100


@pytest.mark.anyio
async def test_a_fast_clock_sleeps_for_less() -> None:
    with anyio.fail_after(5):
        await Clock(pace=1000).sleep(600)


def test_a_lease_is_not_shortened_below_what_a_slow_process_needs() -> None:
    assert Process(Clock()).lease_seconds == LEASE_SECONDS
    assert Process(Clock(pace=1000)).lease_seconds == MIN_LEASE_SECONDS


def test_each_process_has_a_name_of_its_own() -> None:
    first, second = Process(Clock()), Process(Clock())
    assert first.holder != second.holder
    assert first.lease_name == f"process:{first.holder}"
