"""Who lives and who watches what; what vendors have switched off."""

from datetime import datetime, timedelta

from .rows import stamp
from .table import Table


class Leases(Table):
    """Names held for a while by one process: `process:<holder>` says it lives, an account that it watches it."""

    async def hold(self, name: str, holder: str, seconds: float) -> bool:
        """Take a lease, or renew it; False while another holds it."""
        async with self._database.writing() as statements:
            until = stamp(self.now() + timedelta(seconds=seconds))
            return await statements.one("hold", name=name, holder=holder, until=until, now=self._now()) is not None

    async def release(self, name: str, holder: str) -> None:
        """Let a lease go, if it is ours."""
        async with self._change() as statements:
            await statements.run("release", name=name, holder=holder, now=self._now())

    async def living(self, name: str) -> str | None:
        """Who holds a lease now."""
        row = await self._database.reading.one("holder_of", name=name, now=self._now())
        return None if row is None else str(row["holder"])

    async def retire(self, account: str, operation: str, until: datetime) -> None:
        """Remember that a vendor has switched an operation off."""
        async with self._change() as statements:
            await statements.run("retire", account=account, operation=operation, until=stamp(until))

    async def retired(self, account: str) -> set[str]:
        """The operations that are switched off, as far as known."""
        return {row["operation"] for row in await self._database.reading.all("retired", account=account, now=self._now())}
