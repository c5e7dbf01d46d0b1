"""An owner's day has so many paid places."""

from datetime import timedelta

import pytest

from producer_mcp.errors import LimitReached
from producer_mcp.ledger import Ledger
from producer_mcp.models import Task

from .examples import Clock, a_task, now_failed

pytestmark = pytest.mark.anyio


async def claim(ledger: Ledger, task: Task, *, holder: str = "we", paid: bool = True, limit: int = 0) -> Task:
    return await ledger.tasks.claim(task, holder=holder, paid=paid, limit=limit)


async def test_a_day_has_so_many_paid_places(ledger: Ledger, clock: Clock) -> None:
    for number in range(2):
        await claim(ledger, a_task(number), limit=2)
    with pytest.raises(LimitReached, match=r"00:00 UTC.*PRODUCER_DAILY_LIMIT"):
        await claim(ledger, a_task(3), limit=2)
    assert await ledger.tasks.get_many("local", ["task_3"]) == {}
    assert await ledger.spending.paid_today("local") == 2
    await claim(ledger, a_task(4), limit=2, paid=False)
    await claim(ledger, a_task(5, owner="another"), limit=2)
    assert (await claim(ledger, a_task(6, key="key of 1"), limit=2)).task_id == "task_1"
    clock.advance(hours=12)
    assert await ledger.spending.paid_today("local") == 0
    await claim(ledger, a_task(7), limit=2)


async def test_without_a_limit_the_day_is_only_counted(ledger: Ledger) -> None:
    for number in range(5):
        await claim(ledger, a_task(number), limit=0)
    assert await ledger.spending.paid_today("local") == 5


async def test_a_failure_without_charge_gives_its_place_back(ledger: Ledger) -> None:
    free = await claim(ledger, a_task(1), limit=2)
    dear = await claim(ledger, a_task(2), limit=2)
    await ledger.tasks.save(now_failed(free, charged=False))
    await ledger.tasks.save(now_failed(dear))
    assert await ledger.spending.paid_today("local") == 1
    await claim(ledger, a_task(3), limit=2)
    with pytest.raises(LimitReached):
        await claim(ledger, a_task(4), limit=2)


async def test_a_place_is_held_while_a_person_is_asked(ledger: Ledger, clock: Clock) -> None:
    await ledger.spending.reserve("local", "key of 1", limit=1, until=clock() + timedelta(seconds=40))
    with pytest.raises(LimitReached):
        await ledger.spending.reserve("local", "key of 2", limit=1, until=clock() + timedelta(seconds=40))
    with pytest.raises(LimitReached):
        await claim(ledger, a_task(2), limit=1)
    assert await ledger.spending.paid_today("local") == 0
    await claim(ledger, a_task(1), limit=1)
    assert await ledger.spending.paid_today("local") == 1
    with pytest.raises(LimitReached):
        await claim(ledger, a_task(2), limit=1)


async def test_the_same_question_asked_twice_holds_one_place(ledger: Ledger, clock: Clock) -> None:
    for _ in range(2):
        await ledger.spending.reserve("local", "key of 1", limit=1, until=clock() + timedelta(seconds=40))
    await ledger.spending.release("local", "key of 1")
    await claim(ledger, a_task(2), limit=1)


async def test_a_place_nobody_answers_for_expires(ledger: Ledger, clock: Clock) -> None:
    await ledger.spending.reserve("local", "key of 1", limit=1, until=clock() + timedelta(seconds=40))
    clock.advance(seconds=41)
    await claim(ledger, a_task(2), limit=1)
