"""Figures of everything that was ever asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from .page import Page


class Tallies(Page):
    """Counts for whoever runs the server; nobody's titles or words."""

    async def tallies(self) -> Sequence[Mapping[str, Any]]:
        """By vendor, operation, status, code and unit: `tasks`, `submits`, `failures`, and the `amount` charged, where known."""
        return await self._database.reading.all("tallies")
