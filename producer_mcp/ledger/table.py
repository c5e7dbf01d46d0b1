"""What every page of the ledger is written on: a database, a clock, and a bell that rings at each change."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import anyio

from .database import Database, Statements
from .rows import stamp

LOOK = 0.5
"""Seconds between looks at what other processes wrote, while somebody waits."""


class Table:
    """A part of the ledger."""

    def __init__(self, database: Database, now: Callable[[], datetime], version: int) -> None:
        self.now = now
        self.changes = 0
        """How many changes we know of; say it to `changed` to miss none."""
        self._database = database
        self._bell = anyio.Event()
        self._version = version
        self._looked = float("-inf")

    async def changed(self, within: float, *, since: int | None = None) -> bool:
        """Wait for the ledger to change, by this process (at once) or another (within half a second); False when the time is up.

        `since` is `changes` as it was before the caller read: a change made between reading and waiting is then not missed.
        """
        if since is not None and since != self.changes:
            return True
        bell = self._bell
        with anyio.move_on_after(within):
            await self._look()
            while not bell.is_set():
                with anyio.move_on_after(LOOK):
                    await bell.wait()
                await self._look()
        return bell.is_set()

    async def _look(self) -> None:
        """One look for all who wait."""
        if anyio.current_time() - self._looked < LOOK * 0.9:
            return
        self._looked = anyio.current_time()
        version = await self._database.version()
        if version != self._version:
            self._version = version
            self._ring()

    def _ring(self) -> None:
        self.changes += 1
        self._bell.set()
        self._bell = anyio.Event()

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[Statements]:
        """A transaction after which those who wait are woken."""
        async with self._database.writing() as statements:
            yield statements
        self._ring()

    def _now(self) -> str:
        return stamp(self.now())
