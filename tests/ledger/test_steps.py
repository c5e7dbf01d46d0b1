"""A task of several paid steps: each is begun once, keeps its own ticket, and has its own place in the day."""

from datetime import timedelta
from typing import Any

import pytest

from producer_mcp.errors import LimitReached
from producer_mcp.ledger import Ledger
from producer_mcp.models import Status, Step, Task

from .examples import Clock, a_clip, a_file, a_task, now_failed, now_running

pytestmark = pytest.mark.anyio

STEPS = (Step(name="extending"), Step(name="joining"))


def two_steps(number: int = 1, **words: Any) -> Task:
    return a_task(number, steps=STEPS, operation="extend_music", **words)


async def claim(ledger: Ledger, task: Task, *, limit: int = 0) -> Task:
    await ledger.leases.acquire("process:we", "we", 60)
    return await ledger.tasks.claim(task, holder="we", paid=True, limit=limit)


async def run_first_step(ledger: Ledger, *, limit: int = 0) -> Task:
    """The task at its first step, with a ticket."""
    await claim(ledger, two_steps(), limit=limit)
    assert await ledger.tasks.launch("task_1", "we", request='{"first": true}')
    return await ledger.tasks.save(now_running(await ledger.tasks.get("local", "task_1"), "ticket-1"))


async def begin_second_step(ledger: Ledger, task: Task, holder: str = "we") -> Task | None:
    part = a_clip("added", part="added part", task_id="task_1")
    return await ledger.tasks.begin_step(task, [part], [a_file("added")], holder=holder, callback=None, raw="{}")


async def test_a_step_that_is_done_keeps_its_ticket_and_the_next_is_sent_once(ledger: Ledger) -> None:
    first = await run_first_step(ledger)
    begun = await begin_second_step(ledger, first)
    assert begun is not None
    assert (begun.step, begun.status, begun.ticket, begun.submitted_at) == (2, Status.QUEUED, None, None)
    assert [clip.clip_id for clip in begun.clips] == ["clip_added"]
    found = await ledger.tasks.by_ticket("local", "ccapi", "ticket-1")
    assert found is not None and found.task_id == "task_1"
    assert [await ledger.tasks.launch("task_1", "we", request='{"second": true}') for _ in range(2)] == [True, False]
    assert await ledger.tasks.request("task_1") == '{"second": true}'
    assert "step 1 of 2 is done (ticket ticket-1)" in [event.note for event in await ledger.tasks.events("task_1")]


async def test_what_is_said_of_a_step_that_is_over_changes_nothing(ledger: Ledger) -> None:
    first = await run_first_step(ledger)
    begun = await begin_second_step(ledger, first)
    assert await begin_second_step(ledger, first) is None
    for late in (now_failed(first), first.model_copy(update={"status": Status.UNKNOWN}), first):
        assert await ledger.tasks.save(late) == begun
    assert await ledger.tasks.finish(first, [a_clip(7)], []) == begun


async def test_a_step_left_by_a_dead_process_is_another_ones_to_send(ledger: Ledger, clock: Clock) -> None:
    await begin_second_step(ledger, await run_first_step(ledger))
    assert await ledger.tasks.orphans() == []
    clock.advance(minutes=5)
    assert [(task.task_id, task.step) for task in await ledger.tasks.orphans()] == [("task_1", 2)]
    assert await ledger.tasks.adopt("task_1", "they")
    assert not await ledger.tasks.launch("task_1", "we") and await ledger.tasks.launch("task_1", "they")


async def test_the_whole_song_stands_before_the_parts(ledger: Ledger) -> None:
    begun = await begin_second_step(ledger, await run_first_step(ledger))
    assert begun is not None
    await ledger.tasks.launch("task_1", "we")
    second = await ledger.tasks.save(now_running(await ledger.tasks.get("local", "task_1"), "ticket-2"))
    done = await ledger.tasks.finish(second, [a_clip("whole")], [])
    assert (done.status, [clip.clip_id for clip in done.clips]) == (Status.DONE, ["clip_whole", "clip_added"])


async def test_each_step_takes_a_place_and_none_is_begun_without_room_for_all(ledger: Ledger) -> None:
    await claim(ledger, two_steps(1), limit=3)
    assert await ledger.spending.paid_today("local") == 2
    with pytest.raises(LimitReached, match="takes 2 paid submits, one a step, and 1 of today's 3 is left"):
        await claim(ledger, two_steps(2), limit=3)
    assert await ledger.tasks.get_many("local", ["task_2"]) == {}
    await ledger.tasks.save(now_failed(two_steps(1), charged=False))
    assert await ledger.spending.paid_today("local") == 0


async def test_a_person_is_asked_about_as_many_places_as_there_are_steps(ledger: Ledger, clock: Clock) -> None:
    until = clock() + timedelta(seconds=40)
    with pytest.raises(LimitReached):
        await ledger.spending.reserve("local", "key of 1", limit=1, until=until, places=2)
    await ledger.spending.reserve("local", "key of 1", limit=2, until=until, places=2)
    with pytest.raises(LimitReached):
        await claim(ledger, a_task(3), limit=2)
    await claim(ledger, two_steps(1), limit=2)
    assert await ledger.spending.paid_today("local") == 2


async def test_a_step_that_failed_at_no_cost_is_begun_again_by_one_caller(ledger: Ledger) -> None:
    begun = await begin_second_step(ledger, await run_first_step(ledger, limit=2))
    assert begun is not None
    failed = await ledger.tasks.save(begun.model_copy(update={"status": Status.FAILED, "resumable": True}))
    assert await ledger.spending.paid_today("local") == 1
    again = [await ledger.tasks.resume(failed, holder="we", limit=2) for _ in range(2)]
    assert [task and (task.status, task.step, task.resumable) for task in again] == [(Status.QUEUED, 2, False), None]
    assert await ledger.spending.paid_today("local") == 2


async def test_a_day_that_is_used_up_begins_no_step_again(ledger: Ledger) -> None:
    begun = await begin_second_step(ledger, await run_first_step(ledger, limit=2))
    assert begun is not None
    failed = await ledger.tasks.save(begun.model_copy(update={"status": Status.FAILED, "resumable": True}))
    with pytest.raises(LimitReached):
        await ledger.tasks.resume(failed, holder="we", limit=1)
    assert (await ledger.tasks.get("local", "task_1")).status is Status.FAILED


async def test_a_first_step_that_was_charged_gives_back_the_place_of_the_second(ledger: Ledger) -> None:
    first = await run_first_step(ledger)
    await ledger.tasks.save(now_failed(first))
    assert await ledger.spending.paid_today("local") == 1
