"""What an owner may spend in a day, in the database."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ..errors import LimitReached
from ..models import Task
from .database import Statements
from .rows import stamp
from .table import Table


class SqlSpending(Table):
    """`ledger.Spending` in SQL."""

    async def reserve(self, owner: str, key: str, *, limit: int, until: datetime, places: int = 1) -> None:
        """Places without a task, which count until a moment."""
        async with self._database.writing() as statements:
            await take_places(statements, owner, key, [None] * places, limit=limit, now=self._now(), until=until)

    async def release(self, owner: str, key: str) -> None:
        """Also deletes the owner's reserved places whose time is over."""
        async with self._database.writing() as statements:
            await statements.run("release_reserved", owner=owner, key=key, now=self._stamp())

    async def paid_today(self, owner: str) -> int:
        """Without the reserved places."""
        row = await self._database.reading.one("paid_submits", owner=owner, day=_day_of(self._now()))
        return 0 if row is None else int(row["places"])


async def take_places(
    statements: Statements,
    owner: str,
    key: str,
    place_ids: Sequence[str | None],
    *,
    limit: int,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Take some of today's `limit` places (0: no limit): for the steps of a task, or, as None, for the request `key`.

    The latter count until a moment. What was reserved for `key` is used up. Raises `LimitReached` when too few are free.
    """
    day = _day_of(now)
    taken = await statements.one("places_taken", owner=owner, day=day, key=key, now=stamp(now))
    if limit and taken is not None and taken["places"] + len(place_ids) > limit:
        left = max(0, limit - taken["places"])
        used = f"the {limit} paid submits of today are used up"
        few = f"this takes {len(place_ids)} paid submits, one a step, and {left} of today's {limit} is left"
        raise LimitReached(
            f"{few if left else used}; they begin anew at 00:00 UTC, "
            f"or set PRODUCER_DAILY_LIMIT higher (it is {limit}; 0 is no limit)."
        )
    await statements.run("release_reserved", owner=owner, key=key, now=stamp(now))
    for place_id in place_ids:
        await statements.run("add_place", owner=owner, key=key, day=day, task_id=place_id, held_until=until and stamp(until))


def place_ids(task: Task, first_step: int = 1) -> list[str]:
    """What the places of a task's paid steps are called, from `first_step` on."""
    are_free = [step.is_free for step in task.steps] or [False]
    paid = [number for number, is_free in enumerate(are_free, 1) if number >= first_step and not is_free]
    return [f"{task.task_id}/{number}" if number > 1 else task.task_id for number in paid]


def _day_of(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
