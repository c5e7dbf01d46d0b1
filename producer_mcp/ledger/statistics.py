"""Counts over the whole database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from .table import Table


class SqlStatistics(Table):
    """`ledger.Statistics` in SQL."""

    async def tallies(self) -> Sequence[Mapping[str, Any]]:
        """One pass over all tasks."""
        return await self._database.reading.all("tallies")

    async def counts(self) -> Mapping[str, int]:
        """Of all owners together."""
        return await self._database.reading.one("counts") or {}

    async def counts_of(self, owner: str) -> Mapping[str, int]:
        """By the owner's indexes."""
        return await self._database.reading.one("counts_of_owner", owner=owner) or {}

    async def typical_seconds(self, vendor: str, operation: str) -> float | None:
        """The median, because a few tasks take hours."""
        rows = await self._database.reading.all("times_of_done", vendor=vendor, operation=operation)
        times = [datetime.fromisoformat(row["finished_at"]) - datetime.fromisoformat(row["submitted_at"]) for row in rows]
        return median(time.total_seconds() for time in times) if times else None
