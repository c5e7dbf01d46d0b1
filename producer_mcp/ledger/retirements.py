"""Operations switched off by their vendors, in the database."""

from datetime import datetime

from .rows import stamp
from .table import Table


class SqlRetirements(Table):
    """`ledger.Retirements` in SQL."""

    async def add(self, account: str, operation: str, until: datetime) -> None:
        """One that is known gets the new moment."""
        async with self._change() as statements:
            await statements.run("add_retirement", account=account, operation=operation, until=stamp(until))

    async def operations(self, account: str) -> set[str]:
        """Those whose moment has not come yet."""
        rows = await self._database.reading.all("retired_operations", account=account, now=self._stamp())
        return {row["operation"] for row in rows}
