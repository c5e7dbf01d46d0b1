from datetime import timedelta

import anyio
import pytest

from producer_mcp.errors import LimitReached
from producer_mcp.ledger import Ledger
from producer_mcp.models import Status, Task

from .examples import Clock, a_task, now_failed, now_running

pytestmark = pytest.mark.anyio


async def claim(ledger: Ledger, task: Task, *, holder: str = "we", paid: bool = True, limit: int = 0) -> Task:
    return await ledger.tasks.claim(task, holder=holder, paid=paid, limit=limit)


async def test_a_claim_that_nobody_made_before_is_ours(ledger: Ledger) -> None:
    task = a_task()
    assert await claim(ledger, task) == task
    assert await ledger.tasks.get("local", "task_1") == task


async def test_the_same_key_is_the_same_task(ledger: Ledger) -> None:
    first = await claim(ledger, a_task(1, key="same"))
    assert await claim(ledger, a_task(2, key="same")) == first
    assert await ledger.tasks.by_key("local", "same") == first
    assert (await ledger.statistics.counts())["tasks"] == 1


async def test_of_many_claims_at_once_one_wins(ledger: Ledger) -> None:
    won: list[str] = []

    async def ask(number: int) -> None:
        won.append((await claim(ledger, a_task(number, key="same"))).task_id)

    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(ask, number)
    assert len(won) == 20 and len(set(won)) == 1


async def test_a_running_task_holds_its_key_however_long_it_runs(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task(1, key="same"))
    await ledger.tasks.save(now_running(task))
    clock.move(days=3)
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_1"


async def test_a_final_task_holds_its_key_until_its_time(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task(1, key="same"))
    await ledger.tasks.finish(task, [], [])
    clock.move(minutes=59)
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_1"
    clock.move(minutes=2)
    assert (await claim(ledger, a_task(3, key="same"))).task_id == "task_3"
    assert (await claim(ledger, a_task(4, key="same"))).task_id == "task_3"


async def test_a_failure_without_charge_frees_its_key(ledger: Ledger) -> None:
    await ledger.tasks.save(now_failed(await claim(ledger, a_task(1, key="same")), charged=False))
    assert await ledger.tasks.by_key("local", "same") is None
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_2"


async def test_an_unknown_one_holds_its_key_as_long_as_it_says(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task(1, key="same"))
    await ledger.tasks.save(task.model_copy(update={"status": Status.UNKNOWN, "held_until": clock() + timedelta(days=1)}))
    clock.move(hours=23)
    assert (await claim(ledger, a_task(2, key="same"))).task_id == "task_1"


async def test_a_task_is_launched_once(ledger: Ledger, clock: Clock) -> None:
    await claim(ledger, a_task(), holder="we")
    assert not await ledger.tasks.launch("task_1", "somebody else")
    assert await ledger.tasks.launch("task_1", "we")
    assert not await ledger.tasks.launch("task_1", "we")
    assert (await ledger.tasks.get("local", "task_1")).submitted_at == clock()


async def test_a_task_that_is_no_longer_queued_is_not_launched(ledger: Ledger) -> None:
    await ledger.tasks.save(now_failed(await claim(ledger, a_task())))
    assert not await ledger.tasks.launch("task_1", "we")


async def test_a_launch_is_not_forgotten_by_a_writer_who_did_not_see_it(ledger: Ledger, clock: Clock) -> None:
    task = await claim(ledger, a_task())
    await ledger.tasks.launch("task_1", "we")
    assert (await ledger.tasks.save(now_running(task))).submitted_at == clock()


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
    clock.move(hours=12)
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
    clock.move(seconds=41)
    await claim(ledger, a_task(2), limit=1)
