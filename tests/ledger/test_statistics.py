"""How long operations take."""

from datetime import timedelta

import pytest

from producer_mcp.ledger import Ledger
from producer_mcp.models import Status, Task

from .examples import NOON, a_task

pytestmark = pytest.mark.anyio


async def claimed(ledger: Ledger, number: int, holder: str = "dead", **words: object) -> Task:
    return await ledger.tasks.claim(a_task(number, **words), holder=holder, paid=True, limit=0)


async def test_what_a_thing_usually_takes_is_the_median_of_the_last_fifty(ledger: Ledger) -> None:
    assert await ledger.statistics.typical_seconds("ccapi", "create_music") is None
    for number in range(60):
        task = await claimed(ledger, number, submitted_at=NOON)
        seconds = 1000 if number < 10 else number
        finished = NOON + timedelta(seconds=seconds) - timedelta(hours=1 if number < 10 else 0)
        start = NOON if number >= 10 else NOON - timedelta(hours=1)
        await ledger.tasks.save(task.model_copy(update={"status": Status.DONE, "submitted_at": start, "finished_at": finished}))
    assert await ledger.statistics.typical_seconds("ccapi", "create_music") == 34.5
    assert await ledger.statistics.typical_seconds("ccapi", "split_stems") is None
