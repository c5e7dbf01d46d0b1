"""Waiting for changes of a ledger, by polling its database for what other processes wrote."""

import anyio

from .database import Database

POLL_SECONDS = 0.5
"""How often the database is asked for other processes' writes while somebody waits."""


class PolledChanges:
    """Wakes those who wait: at once for changes of this process, within half a second for those of others."""

    def __init__(self, database: Database, version: int) -> None:
        self._database = database
        self._version = version
        self._count = 0
        self._changed = anyio.Event()
        self._polled_at = float("-inf")

    @property
    def count(self) -> int:
        """How many changes this process has noticed."""
        return self._count

    async def wait(self, within: float, *, since: int | None = None) -> bool:
        """Wait up to `within` seconds; True at once if `since` is no longer the count."""
        if since is not None and since != self._count:
            return True
        changed = self._changed
        with anyio.move_on_after(within):
            await self._poll()
            while not changed.is_set():
                with anyio.move_on_after(POLL_SECONDS):
                    await changed.wait()
                await self._poll()
        return changed.is_set()

    def notify(self) -> None:
        """Wake everybody who waits."""
        self._count += 1
        self._changed.set()
        self._changed = anyio.Event()

    async def _poll(self) -> None:
        """Ask the database for its version, once an interval for all who wait."""
        if anyio.current_time() - self._polled_at < POLL_SECONDS * 0.9:
            return
        self._polled_at = anyio.current_time()
        version = await self._database.version()
        if version != self._version:
            self._version = version
            self.notify()
