"""Figures of everything that was ever asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from .table import Table


class Statistics(Table):
    """Counts for whoever runs the server; nobody's titles or words."""

    async def tallies(self) -> Sequence[Mapping[str, Any]]:
        """By vendor, operation, status, code and unit: `tasks`, `submits`, `failures`, and the `amount` charged, where known."""
        return await self._database.reading.all("tallies")

    async def counts_of(self, owner: str) -> Mapping[str, int]:
        """How much of the ledger is one owner's: `tasks`, `clips`, `files` kept, and their `bytes`."""
        return await self._database.reading.one("counts_of_owner", owner=owner) or {}
