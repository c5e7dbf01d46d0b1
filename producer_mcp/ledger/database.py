"""What the ledger asks of a database: named statements, transactions, and a number that shows other processes' writes."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]


class Statements(Protocol):
    """Runs the statements of the `.sql` files, by their name, with values for their `:named` parameters."""

    async def one(self, query: str, **values: object) -> Row | None:
        """The first row, if there is one."""

    async def all(self, query: str, **values: object) -> list[Row]:
        """Every row."""

    async def run(self, query: str, **values: object) -> None:
        """Run a statement whose rows, if any, nobody needs."""


class Database(Protocol):
    """A database that holds a ledger; every failure of its driver is raised as `StorageFailed`."""

    @property
    def reading(self) -> Statements:
        """For reading, each statement by itself; never waits for a writer."""

    def writing(self) -> AbstractAsyncContextManager[Statements]:
        """One transaction, which alone may write from its first statement on.

        An error rolls it back. Once begun it is shielded from cancellation.
        """

    def require_in_place(self) -> None:
        """Raise `StorageFailed` when what is written now would not be found by the next process."""

    async def version(self) -> int:
        """A number that changes when another process has written."""
