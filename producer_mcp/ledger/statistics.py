"""Counts over the whole database."""

from datetime import datetime, timedelta
from statistics import median

from . import Counts, Tally
from .table import Table

MAX_TYPICAL_TIME = timedelta(hours=1)
"""A task that took longer says nothing of others: its vendor was out of order, or the clock was set meanwhile."""


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
        """The median, because a few tasks take hours, and without those during which the clock was set."""
        rows = await self._database.reading.all("times_of_done", vendor=vendor, operation=operation)
        times = [datetime.fromisoformat(row["finished_at"]) - datetime.fromisoformat(row["submitted_at"]) for row in rows]
        likely = [time for time in times if timedelta() <= time <= MAX_TYPICAL_TIME]
        return median(time.total_seconds() for time in likely) if likely else None
