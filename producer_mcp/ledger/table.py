"""What every part of the ledger works with: a database, those who wait for changes, and a clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from .changes import PolledChanges
from .database import Database, Statements
from .rows import stamp

CLOCK_STEP = timedelta(seconds=5)
"""By how much the machine's clock may be set back before what was written by it counts as written in the future."""


class Table:
    """A part of the ledger that is kept in a database."""

    def __init__(self, database: Database, changes: PolledChanges, now: Callable[[], datetime]) -> None:
        self._database = database
        self._changes = changes
        self._now = now

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[Statements]:
        """A transaction; when it is committed, everybody who waits for changes is woken."""
        async with self._database.writing() as statements:
            yield statements
        self._changes.notify()

    def _stamp(self) -> str:
        """Now, as the database keeps times."""
        return stamp(self._now())

    def _moments(self) -> dict[str, str]:
        """`now`, and `soon`, up to which the `since` of a lease is taken for true."""
        now = self._now()
        return {"now": stamp(now), "soon": stamp(now + CLOCK_STEP)}
