"""How often the tasks of an account are asked about: early while somebody waits, within the requests that the account has."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import cast

import pytest

from producer_mcp.ledger import RunningTask
from producer_mcp.studio.process import Clock
from producer_mcp.studio.schedule import (
    MAX_FIRST_CHECK_SECONDS,
    MIN_REQUEST_GAP_SECONDS,
    WATCHED_CHECK_SECONDS,
    Budget,
    Schedule,
)
from producer_mcp.vendors import Vendor
from producer_mcp.vendors.registry import VENDORS

pytestmark = pytest.mark.anyio

HOSTED = {spec.name: spec.load() for spec in VENDORS}
FRESH = timedelta()


def a_schedule(vendor: str, budget: Budget | None = None) -> Schedule:
    return Schedule(cast(Vendor, HOSTED[vendor]("https://vendor.test", "key-for-tests")), Clock(), budget or Budget())


def running(count: int) -> list[RunningTask]:
    return [RunningTask(f"task_{number}", "local", "create_music", f"t-{number}", "") for number in range(count)]


def planned(
    vendor: str, count: int, watched: int, *, age: timedelta = FRESH, usual_seconds: float = 45, budget: Budget | None = None
) -> Schedule:
    """The schedule of an account with `count` tasks, of which the first `watched` are waited for."""
    schedule, tasks = a_schedule(vendor, budget), running(count)
    for task in tasks:
        schedule.add(task.task_id, age=age, usual_seconds=usual_seconds)
    schedule.plan(tasks, {task.task_id for task in tasks[:watched]}, ())
    return schedule


def seconds_to_next(schedule: Schedule) -> float:
    return schedule.seconds_to_next((), at_most=10_000)


EVERY = pytest.mark.parametrize("vendor", HOSTED)


@EVERY
async def test_who_is_waited_for_is_looked_at_soon_and_who_is_not_when_it_usually_is_done(vendor: str) -> None:
    assert seconds_to_next(planned(vendor, 1, 1)) == pytest.approx(WATCHED_CHECK_SECONDS, abs=0.5)
    assert seconds_to_next(planned(vendor, 1, 0)) == pytest.approx(0.8 * 45, abs=0.5)
    assert seconds_to_next(planned(vendor, 1, 1, usual_seconds=1)) == pytest.approx(0.8, abs=0.5)


@EVERY
async def test_one_who_begins_to_wait_for_work_that_runs_has_it_looked_at_at_once(vendor: str) -> None:
    schedule, [task] = planned(vendor, 1, 0, age=timedelta(seconds=10)), running(1)
    assert schedule.due([task]) == []
    schedule.plan([task], {task.task_id}, ())
    assert schedule.due([task]) == [task]
    schedule.asked([task])
    assert seconds_to_next(schedule) == pytest.approx(WATCHED_CHECK_SECONDS, abs=0.5)
    schedule.plan([task], (), ())
    assert seconds_to_next(schedule) == pytest.approx(0.8 * 45 - 10, abs=0.5)  # nobody waits any more


@EVERY
async def test_four_songs_that_are_waited_for_are_each_looked_at_every_four_seconds_at_most(vendor: str) -> None:
    assert WATCHED_CHECK_SECONDS <= planned(vendor, 4, 4).watched_interval_seconds <= 4


def requests_a_second(schedule: Schedule, vendor: str, count: int, watched: int) -> float:
    waited_for, others = (ceil(tasks / HOSTED[vendor].batch_size) for tasks in (watched, count - watched))
    return waited_for / schedule.watched_interval_seconds + others / schedule.interval_seconds


@EVERY
@pytest.mark.parametrize(("count", "watched"), [(4, 4), (1000, 0), (1000, 1000), (1000, 4), (1000, 500), (60, 3)])
async def test_an_account_keeps_its_requests_however_many_run_and_are_waited_for(vendor: str, count: int, watched: int) -> None:
    schedule = planned(vendor, count, watched)
    assert requests_a_second(schedule, vendor, count, watched) <= 1 / MIN_REQUEST_GAP_SECONDS + 1e-9


@EVERY
async def test_where_nobody_waits_half_of_the_requests_are_used(vendor: str) -> None:
    schedule, tasks = planned(vendor, 1000, 0, age=timedelta(minutes=5)), running(1000)
    assert requests_a_second(schedule, vendor, 1000, 0) == pytest.approx(0.5 / MIN_REQUEST_GAP_SECONDS)
    schedule.asked(schedule.due(tasks))
    schedule.answered()
    assert schedule.due(tasks) == [] and seconds_to_next(schedule) == pytest.approx(2 * MIN_REQUEST_GAP_SECONDS, abs=0.5)


@EVERY
async def test_who_is_waited_for_leaves_the_others_their_turn(vendor: str) -> None:
    alone, beside = planned(vendor, 1000, 0), planned(vendor, 1000, 100)
    assert beside.interval_seconds <= 4 * alone.interval_seconds


async def test_one_request_asks_about_all_that_are_due_soon() -> None:
    schedule, tasks = planned("acedata", 60, 4, age=timedelta(seconds=10)), running(60)
    assert [task.task_id for task in schedule.due(tasks)] == ["task_0", "task_1", "task_2", "task_3"]
    schedule.plan(tasks, {task.task_id for task in tasks}, ())
    assert len(schedule.due(tasks)) == 50
    schedule.asked(tasks[:50])
    assert schedule.due(tasks) == tasks[50:]


async def test_a_vendor_that_is_asked_too_often_is_asked_less_often_for_a_while() -> None:
    schedule = planned("acedata", 1, 1)
    schedule.refused()
    schedule.refused()
    assert schedule.watched_interval_seconds == 4 * WATCHED_CHECK_SECONDS
    slower: Sequence[float] = [answered(schedule) for _ in range(10)]
    assert slower[0] > WATCHED_CHECK_SECONDS and slower[-1] == WATCHED_CHECK_SECONDS


def answered(schedule: Schedule) -> float:
    schedule.answered()
    return schedule.watched_interval_seconds


@pytest.mark.parametrize(("age", "usual_seconds"), [(-86_400, 45), (0, 86_400), (-86_400, 86_400)])
async def test_a_clock_that_was_wrong_delays_no_first_look_for_long(age: float, usual_seconds: float) -> None:
    schedule = planned("musicapi", 1, 0, age=timedelta(seconds=age), usual_seconds=usual_seconds)
    assert seconds_to_next(schedule) <= MAX_FIRST_CHECK_SECONDS


async def test_a_pause_holds_up_what_is_waited_for_too() -> None:
    schedule, tasks = planned("ccapi", 1, 1, age=timedelta(seconds=10)), running(1)
    schedule.pause(30)
    assert schedule.due(tasks) == [] and seconds_to_next(schedule) == pytest.approx(30, abs=0.5)


async def test_a_nudged_task_is_due_at_once() -> None:
    schedule = planned("musicapi", 1, 0)
    schedule.plan(running(1), (), {"task_0"})
    assert schedule.due(running(1)) == running(1)


SHARING = (("musicapi", "musicapi-suno"), ("acedata", "acedata-suno"), ("ccapi", "ccapi-suno"))


@pytest.mark.parametrize("vendors", SHARING, ids=lambda vendors: vendors[0])
async def test_two_families_that_one_key_pays_for_share_its_requests(vendors: tuple[str, str]) -> None:
    alone, budget = planned(vendors[0], 200, 20), Budget()
    first, second = (planned(vendor, 200, 20, age=timedelta(minutes=5), budget=budget) for vendor in vendors)
    first.plan(running(200), {f"task_{number}" for number in range(20)}, ())
    together = sum(requests_a_second(each, vendor, 200, 20) for each, vendor in zip((first, second), vendors, strict=True))
    assert together <= max(requests_a_second(alone, vendors[0], 200, 20), 1.0) + 0.01
    first.asked(running(1))
    assert second.due(running(200)) == [] and seconds_to_next(second) == pytest.approx(MIN_REQUEST_GAP_SECONDS, abs=0.5)


@pytest.mark.parametrize("vendors", SHARING, ids=lambda vendors: vendors[0])
async def test_a_vendor_that_tells_one_family_to_wait_is_not_asked_by_the_other(vendors: tuple[str, str]) -> None:
    budget = Budget()
    first, second = (planned(vendor, 1, 1, budget=budget) for vendor in vendors)
    first.refused()
    first.pause(60)
    assert seconds_to_next(second) == pytest.approx(60, abs=0.5)
    second.answered()  # to what it had asked before
    assert seconds_to_next(second) == pytest.approx(60, abs=0.5)
