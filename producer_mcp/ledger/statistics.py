"""Counts over the whole database."""

from datetime import datetime
from statistics import median

from . import Counts, Tally
from .table import Table


class SqlStatistics(Table):
    """`ledger.Statistics` in SQL."""

    async def tallies(self) -> list[Tally]:
        """One pass over all tasks."""
        return [Tally(**row) for row in await self._database.reading.all("tallies")]

    async def counts(self) -> Counts:
        """Of whole tables."""
        return Counts(**await self._database.reading.one("counts") or {})

    async def counts_of(self, owner: str) -> Counts:
        """By the owner's indexes."""
        return Counts(**await self._database.reading.one("counts_of_owner", owner=owner) or {})

    async def typical_seconds(self, vendor: str, operation: str) -> float | None:
        """The median, because a few tasks take hours."""
        rows = await self._database.reading.all("times_of_done", vendor=vendor, operation=operation)
        times = [datetime.fromisoformat(row["finished_at"]) - datetime.fromisoformat(row["submitted_at"]) for row in rows]
        return median(time.total_seconds() for time in times) if times else None
