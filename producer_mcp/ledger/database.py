"""What the ledger asks of a database: named statements, transactions, and a sign that somebody else wrote."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]


class Statements(Protocol):
    """The statements of the `.sql` files, by name, with `:named` values."""

    async def one(self, query: str, **values: object) -> Row | None:
        """The first row, if there is one; for statements marked `^`."""

    async def all(self, query: str, **values: object) -> list[Row]:
        """Every row; for statements without a mark."""

    async def run(self, query: str, **values: object) -> None:
        """No rows; for statements marked `!`."""


class Database(Protocol):
    """Something that runs them; every failure of the driver leaves as `StorageFailed`."""

    @property
    def reading(self) -> Statements:
        """For looking, each statement by itself; never waits for a writer."""

    def writing(self) -> AbstractAsyncContextManager[Statements]:
        """One transaction that alone may write, from its first statement; an error undoes it, cancellation waits for its end."""

    async def version(self) -> int:
        """A number that changes when another process has written."""
