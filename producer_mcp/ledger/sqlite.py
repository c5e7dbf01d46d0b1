"""SQLite, off the event loop: one connection that writes, one that reads."""

import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from ..errors import StorageFailed
from . import Ledger
from .changes import PolledChanges
from .clips import SqlClips
from .database import Database, Row, Statements
from .files import SqlFiles
from .leases import SqlLeases
from .migrations import examine, migrate
from .retirements import SqlRetirements
from .spending import SqlSpending
from .sqlite_errors import patiently, told
from .statistics import SqlStatistics
from .tasks import SqlTasks

if TYPE_CHECKING:
    import aiosqlite

QUERIES = (
    "tasks.sql",
    "clips.sql",
    "files.sql",
    "leases.sql",
    "retirements.sql",
    "spending.sql",
    "statistics.sql",
    "search_sqlite.sql",
)
BUSY_SECONDS = 0.02
"""How long SQLite itself waits for another process's transaction; then we ask again (`patiently`).

SQLite asks ever more rarely: under load a process then waits up to 3 s for its turn, ours 0.2 s (four writers, two cores).
"""
SETTINGS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")
"""Readers beside a writer; what is written before money is spent outlives a power cut."""
NEEDED = (3, 35, 0)
"""The first SQLite with RETURNING and DROP COLUMN."""


@asynccontextmanager
async def open_ledger(path: Path, now: Callable[[], datetime]) -> AsyncIterator[Ledger]:
    """The ledger in the file `path`, made or carried forward as needed; raises `StorageFailed` if that cannot be."""
    import aiosql

    path = path.expanduser().absolute()
    _make_room(path)
    text = "\n".join((files(__package__) / name).read_text("utf-8") for name in QUERIES)
    queries = aiosql.from_str(text, "aiosqlite")
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(_connected(path))
        reader = await stack.enter_async_context(_connected(path))
        database = SQLite(path, queries, writer, reader)
        await database.prepare()
        yield ledger_in(database, await database.version(), now)


def ledger_in(database: Database, version: int, now: Callable[[], datetime]) -> Ledger:
    """The ledger in an open database that is at `version`."""
    changes = PolledChanges(database, version)
    parts = (database, changes, now)
    return Ledger(
        tasks=SqlTasks(*parts),
        clips=SqlClips(*parts),
        files=SqlFiles(*parts),
        leases=SqlLeases(*parts),
        retirements=SqlRetirements(*parts),
        spending=SqlSpending(*parts),
        statistics=SqlStatistics(*parts),
        changes=changes,
    )


class SQLite:
    """A database in one file."""

    def __init__(self, path: Path, queries: Any, writer: "aiosqlite.Connection", reader: "aiosqlite.Connection") -> None:
        self._path = path
        self._writer = writer
        self._turn = anyio.Lock()
        self._writing = Prepared(path, queries, writer)
        self.reading: Statements = Prepared(path, queries, reader)

    async def prepare(self) -> None:
        """Bring the file to our form; one that is not ours is left as it is."""
        await examine(self._do, self._path)
        if os.name == "posix":
            self._path.chmod(0o600)
        for setting in SETTINGS:
            await self._do(setting)
        async with self.writing():
            await migrate(self._do, self._path)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Statements]:
        """`BEGIN IMMEDIATE`: whoever has begun will not be told that the database is locked."""
        with anyio.CancelScope(shield=True):
            async with self._turn:
                try:
                    await self._do("BEGIN IMMEDIATE")
                    yield self._writing
                    await self._do("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):  # there may be nothing to undo
                        await self._writer.execute_fetchall("ROLLBACK")
                    raise

    async def version(self) -> int:
        """SQLite's own count of what other connections have written."""
        return int((await self._do("PRAGMA data_version"))[0]["data_version"])

    async def _do(self, sql: str) -> list[Row]:
        async def ask() -> list[Row]:
            return [dict(row) for row in await self._writer.execute_fetchall(sql)]

        return await patiently(self._path, ask)


class Prepared:
    """The statements of the `.sql` files on one connection."""

    def __init__(self, path: Path, queries: Any, connection: "aiosqlite.Connection") -> None:
        self._path = path
        self._queries = queries
        self._connection = connection

    async def one(self, query: str, **values: object) -> Row | None:
        rows = await self._ask(query, values)
        return rows[0] if rows else None

    async def all(self, query: str, **values: object) -> list[Row]:
        return await self._ask(query, values)

    async def run(self, query: str, **values: object) -> None:
        await self._ask(query, values)

    async def _ask(self, query: str, values: Row) -> list[Row]:
        """In one step: a cursor of its own would take three turns of the thread that SQLite lives in."""
        sql = getattr(self._queries, query).sql

        async def ask() -> list[Row]:
            return [dict(row) for row in await self._connection.execute_fetchall(sql, values)]

        return await patiently(self._path, ask)


@asynccontextmanager
async def _connected(path: Path) -> "AsyncIterator[aiosqlite.Connection]":
    import aiosqlite

    with told(path):
        connection = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        with anyio.CancelScope(shield=True):
            await connection.close()


def _make_room(path: Path) -> None:
    """The file and its folder, for the user's eyes only; SQLite gives the files beside it the same rights."""
    if sqlite3.sqlite_version_info < NEEDED:
        raise StorageFailed(f"the ledger needs SQLite 3.35 or later, this Python has {sqlite3.sqlite_version}; use another.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageFailed(
            f"the ledger {path} cannot be opened ({error.strerror}); "
            "look at the file and its folder, or set PRODUCER_LEDGER to another file."
        ) from error
