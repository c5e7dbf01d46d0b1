"""What an owner may spend in a day."""

from datetime import UTC, datetime

from ..errors import LimitReached
from .database import Statements
from .rows import stamp
from .table import Table


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
    """Take one of the day's `limit` places (0: no limit) for a task, or until a moment for a question.

    A place held for `key` is used up.
    """
    day = now.astimezone(UTC).date().isoformat()
    spent = await statements.one("spent", owner=owner, day=day, key=key, now=stamp(now))
    if limit and spent is not None and spent["places"] >= limit:
        raise LimitReached(
            f"the {limit} paid submits of today are used up; they begin anew at 00:00 UTC, "
            f"or set PRODUCER_DAILY_LIMIT higher (it is {limit}; 0 is no limit)."
        )
    await statements.run("let_go", owner=owner, key=key, now=stamp(now))
    await statements.run("spend", owner=owner, key=key, day=day, task_id=task_id, held_until=until and stamp(until))


class Spending(Table):
    """Paid submits of a day (UTC), counted per owner."""

    async def reserve(self, owner: str, key: str, *, limit: int, until: datetime) -> None:
        """Hold a place in the day's limit until a moment, while a person is asked; raises `LimitReached`.

        A claim with the same key uses it up.
        """
        async with self._database.writing() as statements:
            await take_place(statements, owner, key, limit=limit, now=self.now(), until=until)

    async def release_key(self, owner: str, key: str) -> None:
        """Let such a place go."""
        async with self._database.writing() as statements:
            await statements.run("let_go", owner=owner, key=key, now=self._now())

    async def paid_today(self, owner: str) -> int:
        """Paid submits since 00:00 UTC."""
        day = self.now().astimezone(UTC).date().isoformat()
        row = await self._database.reading.one("paid", owner=owner, day=day)
        return 0 if row is None else int(row["places"])
