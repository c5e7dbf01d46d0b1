"""What an owner may spend in a day, in the database."""

from datetime import UTC, datetime

from ..errors import LimitReached
from .database import Statements
from .rows import stamp
from .table import Table


class SqlSpending(Table):
    """`ledger.Spending` in SQL."""

    async def reserve(self, owner: str, key: str, *, limit: int, until: datetime) -> None:
        """A place without a task, which counts until a moment."""
        async with self._database.writing() as statements:
            await take_place(statements, owner, key, limit=limit, now=self._now(), until=until)

    async def release(self, owner: str, key: str) -> None:
        """Also deletes the owner's reserved places whose time is over."""
        async with self._database.writing() as statements:
            await statements.run("release_reserved", owner=owner, key=key, now=self._stamp())

    async def paid_today(self, owner: str) -> int:
        """Without the reserved places."""
        row = await self._database.reading.one("paid_submits", owner=owner, day=_day_of(self._now()))
        return 0 if row is None else int(row["places"])


async def take_place(
    statements: Statements,
    owner: str,
    key: str,
    *,
    limit: int,
    now: datetime,
    task_id: str | None = None,
    until: datetime | None = None,
) -> None:
    """Take one of today's `limit` places (0: no limit): for a task, or for the request `key` until a moment.

    A place that was reserved for `key` is used up. Raises `LimitReached` when no place is free.
    """
    day = _day_of(now)
    taken = await statements.one("places_taken", owner=owner, day=day, key=key, now=stamp(now))
    if limit and taken is not None and taken["places"] >= limit:
        raise LimitReached(
            f"the {limit} paid submits of today are used up; they begin anew at 00:00 UTC, "
            f"or set PRODUCER_DAILY_LIMIT higher (it is {limit}; 0 is no limit)."
        )
    await statements.run("release_reserved", owner=owner, key=key, now=stamp(now))
    await statements.run("add_place", owner=owner, key=key, day=day, task_id=task_id, held_until=until and stamp(until))


def _day_of(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
