"""Those who wait are woken when the ledger changes, by this process or another, and by nothing else."""

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import anyio
import pytest

from producer_mcp.ledger import Ledger
from producer_mcp.ledger.changes import PolledChanges
from producer_mcp.ledger.database import Statements
from producer_mcp.ledger.sqlite import open_ledger

from .examples import Clock, a_task, now_running

pytestmark = pytest.mark.anyio


async def woken_after(ledger: Ledger, change: Callable[[], Awaitable[object]], *, waiting: int = 1) -> float:
    """Seconds from the change to the last of those who wait."""
    woken: list[bool] = []

    async def wait() -> None:
        woken.append(await ledger.changes.wait(5))

    async with anyio.create_task_group() as group:
        for _ in range(waiting):
            group.start_soon(wait)
        await anyio.wait_all_tasks_blocked()
        await change()
        begun = time.perf_counter()
    assert woken == [True] * waiting
    return time.perf_counter() - begun


async def test_a_change_of_our_own_wakes_at_once(ledger: Ledger) -> None:
    assert await woken_after(ledger, lambda: ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0), waiting=50) < 0.4


async def test_a_change_by_another_wakes_within_half_a_second(ledger: Ledger, path: Path, clock: Clock) -> None:
    async with open_ledger(path, clock) as other:
        assert (
            await woken_after(ledger, lambda: other.tasks.claim(a_task(), holder="they", paid=False, limit=0), waiting=50) < 0.8
        )


async def test_nothing_changed_is_false_when_the_time_is_up(ledger: Ledger) -> None:
    assert not await ledger.changes.wait(0)
    assert not await ledger.changes.wait(0.7)


async def test_signs_of_life_wake_nobody_here(ledger: Ledger) -> None:
    task = await ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0)
    await ledger.tasks.save(now_running(task))
    before = ledger.changes.count
    await ledger.leases.acquire("process:we", "we", 12)
    await ledger.tasks.record_progress(["task_1"])
    await ledger.files.claim("we", 9)
    assert not await ledger.changes.wait(0.7, since=before)


async def test_a_change_between_reading_and_waiting_is_not_missed(ledger: Ledger) -> None:
    seen = ledger.changes.count
    await ledger.tasks.claim(a_task(), holder="we", paid=False, limit=0)
    assert await ledger.changes.wait(0, since=seen)


async def test_a_change_by_another_before_we_waited_is_not_missed(ledger: Ledger, path: Path, clock: Clock) -> None:
    async with open_ledger(path, clock) as other:
        await other.tasks.claim(a_task(), holder="they", paid=False, limit=0)
        assert await ledger.changes.wait(0.1)


async def test_those_who_wait_share_one_look() -> None:
    class Watched:
        looks = 0

        @property
        def reading(self) -> Statements:
            raise NotImplementedError

        def writing(self) -> AbstractAsyncContextManager[Statements]:
            raise NotImplementedError

        def require_in_place(self) -> None:
            raise NotImplementedError

        async def version(self) -> int:
            self.looks += 1
            return 1

    watched = Watched()
    changes = PolledChanges(watched, 1)
    async with anyio.create_task_group() as group:
        for _ in range(100):
            group.start_soon(changes.wait, 1.2)
    assert watched.looks <= 4
