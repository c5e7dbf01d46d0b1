"""Leases in the database."""

from datetime import timedelta

from .rows import stamp
from .table import Table


class SqlLeases(Table):
    """`ledger.Leases` in SQL."""

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        """One statement, so that of many processes one wins. This is not a change: nobody who waits is woken."""
        async with self._database.writing() as statements:
            until = stamp(self._now() + timedelta(seconds=seconds))
            return await statements.one("acquire_lease", name=name, holder=holder, until=until, **self._moments()) is not None

    async def release(self, name: str, holder: str) -> None:
        """Also deletes the leases that have ended."""
        async with self._change() as statements:
            await statements.run("release_lease", name=name, holder=holder, **self._moments())

    async def holder_of(self, name: str) -> str | None:
        """None once the lease has ended."""
        row = await self._database.reading.one("holder_of_lease", name=name, **self._moments())
        return None if row is None else str(row["holder"])
